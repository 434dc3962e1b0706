/** Data of a page with a figure alone, to be shown in a frame of another page. */
import { escapeXml } from "../base/format.ts";
import type { Drawings } from "../drawing/drawings.ts";
import { embedFile, pageAddress, studyFile } from "../record/files.ts";
import { type FigureRecord, licenceAddress, type ReportRecord, type SlideRecord } from "../record/record.ts";
import { htmlMarkup } from "../text/markup.ts";
import { plainText } from "../text/passages.ts";
import { createCitations, type Surroundings } from "../text/prose.ts";
import { plainPart, type References } from "../text/resolved.ts";
import { typeset } from "../text/typography.ts";
import { type FigureView, figureView } from "./figure.ts";
import { type FrameView, frameView } from "./frame.ts";

export interface EmbedView extends FrameView {
  readonly figure: FigureView;
  /** The figure's place in the report. */
  readonly source: string;
  readonly licence: string;
  readonly licenceAddress: string;
}

/** From the page of a figure to the report's folder. */
const UP = "../";

export function embedView(
  figure: FigureRecord,
  { slide, references }: SlideRecord,
  report: ReportRecord,
  drawings: Drawings,
): EmbedView {
  const { url, license } = report.report.citation;
  const study = studyFile(slide.name);
  return {
    ...frameView(report, UP, {
      file: embedFile(figure.id),
      name: nameOf(figure, references),
      summary: typeset(figure.alt),
    }),
    figure: figureView(figure, { drawings, surroundings: aloneWith(references), root: UP, report }),
    source: `${url === undefined ? UP + study : pageAddress(url, study)}#figure-${figure.id}`,
    licence: license,
    licenceAddress: licenceAddress(license),
  };
}

/** The page has no list of references, so a citation is the name of its source. */
function aloneWith(references: References): Surroundings {
  const citation = (cite: string, _number: number, quoted: string | undefined) =>
    escapeXml(plainPart(quoted === undefined ? { cite } : { cite, quoted }, references));
  return { references, citations: createCitations(), markup: { ...htmlMarkup, citation } };
}

/** The figure's sentence, or what it shows. */
const nameOf = ({ title, alt }: FigureRecord, references: References): string =>
  title === undefined ? typeset(alt) : plainText(title, references);
