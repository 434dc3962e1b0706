/** The line of a caption that says what a figure's data is and where it is found. */
import { formatCount } from "../base/format.ts";
import { sha256 } from "../base/hash.ts";
import { figureFile, pageAddress, studyFile } from "../record/files.ts";
import {
  type Citation,
  citedAddress,
  type FigureRecord,
  type ReportRecord,
  type SlideRecord,
  subjectOf,
} from "../record/record.ts";
import { escapeTex } from "./tex.ts";

/** What of the records the line needs. */
export interface DataSource {
  readonly figure: Pick<FigureRecord, "id" | "origin" | "published">;
  readonly slide: Pick<SlideRecord, "slide" | "seeds" | "trials">;
  readonly report: ReportRecord;
  /** The text of the figure's .vl.json. */
  readonly specification: string;
}

/** Digits of the checksum that a caption has. */
const DIGITS = 12;

/** In LaTeX. The checksum is that of the figure's .vl.json, so it changes with the data and not with the commit. */
export function texDataLine(source: DataSource): string {
  const { figure, slide, report, specification } = source;
  const { title, version } = report.report.citation;
  const file = figureFile(figure.id, "vl.json").replace(/^.*\//, "");
  const parts = [
    originText(source),
    `${file} with SHA-256 ${sha256(specification).slice(0, DIGITS)}`,
    `${title}, version ${version}`,
  ].map(escapeTex);
  const address = addressOf(report.report.citation, slide, figure.id);
  return `Data: ${[...parts, ...(address === undefined ? [] : [breakable(address)])].join("; ")}.`;
}

/** LaTeX breaks no line within an address by itself. */
const breakable = (address: string): string =>
  escapeTex(address).replace(/(?<=[^/]\/)(?=[^/])/g, "\\allowbreak{}");

function originText({ figure, slide: { seeds, trials }, report }: DataSource): string {
  if (figure.origin === "deck") return `values of the ${subjectOf(report)}`;
  if (figure.published === true) return "published values";
  if (trials.length === 0) return "by formula, without training";
  const ofSeeds = seeds.length === 0 ? [] : [formatCount(seeds.length, "seed")];
  return [...ofSeeds, formatCount(trials.length, "trial"), `${report.facts.profile} profile`].join(", ");
}

/** The DOI, or the figure's place in the published report. */
function addressOf(
  citation: Citation,
  { slide }: Pick<SlideRecord, "slide">,
  figure: string,
): string | undefined {
  const { doi, url } = citation;
  if (doi !== undefined || url === undefined) return citedAddress(citation);
  return `${pageAddress(url, studyFile(slide.name))}#figure-${figure}`;
}
