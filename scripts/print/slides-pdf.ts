/** Makes slides.pdf: the presentation's screens as pages of 16:9. */
import { colors } from "../../templates/theme.ts";
import type { CachingEffects } from "../base/cached.ts";
import type { PageSource } from "../page/page-view.ts";
import { slidesView } from "../page/present-view.ts";
import type { ScreenDrawings } from "../page/screen-drawings.ts";
import { loadTemplates } from "../page/templates.ts";
import type { Markup } from "../text/markup.ts";
import { typesetDocument } from "./typeset-document.ts";
import { typstMarkup, typstText } from "./typst-markup.ts";
import { documentFacts, typstTemplates } from "./typst-templates.ts";

/** The slides have no list of references, so a quoted number stands alone. */
const markup: Markup = {
  ...typstMarkup,
  citation: (_key, _number, quoted) => (quoted === undefined ? "" : typstText(quoted)),
};

export async function slidesPdf(
  source: PageSource,
  drawings: ScreenDrawings,
  effects: Pick<CachingEffects, "root" | "disk" | "cached">,
): Promise<Uint8Array> {
  const renderTemplate = await loadTemplates(typstTemplates, effects);
  const { report } = source.records;
  const view = slidesView(source, drawings, { markup, renderTemplate });
  const document = renderTemplate("slides", { ...view, ...documentFacts(report) });
  const shown = [
    ...drawings.figures,
    ...(drawings.headline ? [["headline", drawings.headline] as const] : []),
  ];
  const decks = new Set(view.slides.map(({ deck }) => deck?.id));
  const files = shown.map(
    ([id, { svg }]) => [`screens/${id}.svg`, decks.has(id) ? onGrey(svg) : svg] as const,
  );
  return typesetDocument({ source: document, files, slot: `${report.facts.profile}-slides` }, effects);
}

/** A drawing on the deck's grey ground, which is its paper. */
const onGrey = (svg: string): string => svg.replaceAll(colors.paper.light, colors.surface.light);
