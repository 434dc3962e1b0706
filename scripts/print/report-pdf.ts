/** Makes report.pdf: the page's data written as Typst. */
import type { CachingEffects } from "../base/cached.ts";
import { documentView, type PageTexts } from "../page/page-view.ts";
import { loadTemplates } from "../page/templates.ts";
import { figureFile } from "../report/files.ts";
import type { BuildFacts, RenderedFigure, RenderedSlide } from "../report/report.ts";
import type { Citation } from "./citation.ts";
import { typesetDocument } from "./typeset-document.ts";
import { typstMarkup } from "./typst-markup.ts";
import { documentFacts, typstTemplates } from "./typst-templates.ts";

export interface ReportInput {
  readonly rendered: readonly RenderedSlide[];
  readonly facts: BuildFacts;
  readonly texts: PageTexts;
  readonly citation: Citation;
}

/** The whole report as PDF, which includes figures by the paths of their SVG files. */
export async function reportPdf(
  { rendered, facts, texts, citation }: ReportInput,
  effects: Pick<CachingEffects, "root" | "disk" | "cached">,
): Promise<Uint8Array> {
  const renderTemplate = await loadTemplates(typstTemplates, effects);
  const page = documentView(rendered, facts, texts, { markup: typstMarkup, renderTemplate });
  const listings = rendered.flatMap(listingOf);
  const source = renderTemplate("report", { ...page, ...documentFacts(citation, facts), listings });
  const figures = rendered.flatMap((slide) => slide.figures);
  const files = figures.map(({ id, svg }) => [figureFile(id, "svg"), svg] as const);
  return typesetDocument({ source, files, slot: facts.profile }, effects);
}

/** The source of the port of a slide's first deck figure, for the appendix. */
function listingOf({ measured: { slide }, figures }: RenderedSlide) {
  const drawn: RenderedFigure | undefined = figures.find(({ origin }) => origin === "deck");
  const { deckSource } = slide;
  if (drawn === undefined || deckSource === undefined) return [];
  return [{ id: drawn.id, number: drawn.number, source: deckSource.trimEnd() }];
}
