/** Makes the PDFs: report.pdf from the data of the pages, slides.pdf from the data of the talk. */
import { colors } from "../../experiments/kit/theme.ts";
import type { CachingEffects } from "../bundling/cached.ts";
import { drawingOf } from "../drawing/drawings.ts";
import type { FrameView } from "../pages/frame.ts";
import { documentView, type PageSource } from "../pages/pages.ts";
import { talkView } from "../pages/present.ts";
import type { ScreenDrawings } from "../pages/screen-drawings.ts";
import { loadTemplates, type RenderTemplate } from "../pages/templates.ts";
import { figureFile, REPORT_PDF_FILE, SLIDES_PDF_FILE } from "../record/files.ts";
import type { ReportRecord } from "../record/record.ts";
import { documentOrigin, type Origin } from "./origin.ts";
import { documentFacts, typesetDocument, typstTemplates } from "./typst.ts";
import { typstMarkup } from "./typst-markup.ts";

type DocumentEffects = Pick<CachingEffects, "root" | "home" | "disk" | "cached">;

/** The PDFs by path. */
export async function documents(
  source: PageSource,
  screens: ScreenDrawings,
  effects: DocumentEffects,
): Promise<[file: string, pdf: Uint8Array][]> {
  const renderTemplate = await loadTemplates(typstTemplates, effects);
  return [
    [REPORT_PDF_FILE, await reportPdf(source, renderTemplate, effects)],
    [SLIDES_PDF_FILE, await slidesPdf(source, screens, renderTemplate, effects)],
  ];
}

/** The whole report. The document includes figures by the paths of their SVG files. */
async function reportPdf(
  source: PageSource,
  renderTemplate: RenderTemplate,
  effects: DocumentEffects,
): Promise<Uint8Array> {
  const { report, slides } = source.records;
  const page = documentView(source, { markup: typstMarkup, renderTemplate });
  const files = slides
    .flatMap(({ figures }) => figures)
    .map(({ id }) => [figureFile(id, "svg"), drawingOf(source.drawings, id).svg] as const);
  const document = renderTemplate("report", { ...page, ...documentFacts(report) });
  return typesetDocument(
    { source: document, files, slot: report.facts.profile, origin: originOf(report, page) },
    effects,
  );
}

async function slidesPdf(
  source: PageSource,
  drawings: ScreenDrawings,
  renderTemplate: RenderTemplate,
  effects: DocumentEffects,
): Promise<Uint8Array> {
  const { report } = source.records;
  const view = talkView(source, drawings, { markup: typstMarkup, renderTemplate });
  const document = renderTemplate("slides", { ...view, ...documentFacts(report) });
  const shown = [
    ...drawings.figures,
    ...(drawings.headline ? [["headline", drawings.headline] as const] : []),
  ];
  const decks = new Set(view.slides.map(({ deck }) => deck?.id));
  const files = shown.map(
    ([id, { svg }]) => [`screens/${id}.svg`, decks.has(id) ? onGrey(svg) : svg] as const,
  );
  return typesetDocument(
    { source: document, files, slot: `${report.facts.profile}-slides`, origin: originOf(report, view) },
    effects,
  );
}

const originOf = (
  { report }: ReportRecord,
  { documentTitle, summary }: Pick<FrameView, "documentTitle" | "summary">,
): Origin => documentOrigin(report.citation, { title: documentTitle, description: summary });

/** A drawing whose paper has the colour of the deck's grey ground. */
const onGrey = (svg: string): string => svg.replaceAll(colors.paper.light, colors.surface.light);
