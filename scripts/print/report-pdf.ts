/** Makes report.pdf: the page's data written as Typst. */
import type { CachingEffects } from "../base/cached.ts";
import { drawingOf } from "../drawing/drawings.ts";
import { documentView, type PageSource } from "../page/page-view.ts";
import { loadTemplates } from "../page/templates.ts";
import type { SlideRecord } from "../record/record.ts";
import { figureFile } from "../report/files.ts";
import { typesetDocument } from "./typeset-document.ts";
import { typstMarkup } from "./typst-markup.ts";
import { documentFacts, typstTemplates } from "./typst-templates.ts";

/** The whole report as PDF, which includes figures by the paths of their SVG files. */
export async function reportPdf(
  source: PageSource,
  effects: Pick<CachingEffects, "root" | "disk" | "cached">,
): Promise<Uint8Array> {
  const { report, slides } = source.records;
  const renderTemplate = await loadTemplates(typstTemplates, effects);
  const page = documentView(source, { markup: typstMarkup, renderTemplate });
  const listings = slides.flatMap(listingOf);
  const files = slides
    .flatMap(({ figures }) => figures)
    .map(({ id }) => [figureFile(id, "svg"), drawingOf(source.drawings, id).svg] as const);
  const document = renderTemplate("report", { ...page, ...documentFacts(report), listings });
  return typesetDocument({ source: document, files, slot: report.facts.profile }, effects);
}

/** The source of the port of a slide's first deck figure, for the appendix. */
function listingOf({ slide: { deckSource }, figures }: SlideRecord) {
  const drawn = figures.find(({ origin }) => origin === "deck");
  if (drawn === undefined || deckSource === null) return [];
  return [{ id: drawn.id, number: drawn.number, source: deckSource.trimEnd() }];
}
