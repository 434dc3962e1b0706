/** Writes the LaTeX that includes a figure in a paper. */
import type { FigureRecord } from "../record/record.ts";
import { remarksOf } from "../record/record.ts";
import { plainFinding } from "../text/finding-text.ts";
import type { References, Text, TextPart } from "../text/resolved.ts";
import { sourceKey } from "./citation.ts";
import { escapeTex } from "./tex.ts";

export interface TexFigure {
  /** Its id names the picture's file and the label. */
  readonly figure: Pick<FigureRecord, "id" | "caption" | "invented" | "note">;
  /** The sources that its caption may cite. */
  readonly references: References;
  /** The key of the report in report.bib. */
  readonly reportKey: string;
  /** Width of the picture in LaTeX, such as \\columnwidth or 3.25in. */
  readonly width: string;
  /** True for a figure across both columns. */
  readonly isWide: boolean;
  /** What else the caption says, as LaTeX. */
  readonly data?: string | undefined;
}

/** The environment to paste into a paper. Its caption cites the report. */
export function texSnippet({ figure, references, reportKey, width, isWide, data }: TexFigure): string {
  const { id, caption } = figure;
  const environment = isWide ? "figure*" : "figure";
  const said = [caption, ...remarksOf(figure)].map((text) => texOf(text, references));
  const texts = [...said, ...(data === undefined ? [] : [data])];
  return [
    "% Needs \\usepackage{graphicx,natbib}, and report.bib in \\bibliography.",
    `\\begin{${environment}}[t]`,
    "  \\centering",
    `  \\includegraphics[width=${width}]{${id}.pdf}`,
    `  \\caption{${texts.join(" ")} \\citep{${reportKey}}}`,
    `  \\label{fig:${id}}`,
    `\\end{${environment}}`,
    "",
  ].join("\n");
}

/** A text in LaTeX, its citations as commands of natbib. */
function texOf({ parts }: Text, references: References): string {
  const written = parts.map((part) => partOf(part, references)).join("");
  return written.replace(/[^\S\u00a0]+/g, " ").trim();
}

function partOf(part: TextPart, references: References): string {
  if (typeof part === "string") return escapeTex(part);
  if ("finding" in part) return escapeTex(plainFinding(part.text));
  if ("config" in part) return escapeTex(part.text);
  const reference = references[part.cite];
  if (reference === undefined) throw new Error(`no reference ${part.cite}`);
  const key = sourceKey(part.cite, reference);
  return part.quoted === undefined ? `\\citet{${key}}` : `${escapeTex(part.quoted)} \\citep{${key}}`;
}
