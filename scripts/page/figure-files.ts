/** The menu of a figure: its files, what each is for, and the editor that takes its specification. */
import { EDITOR } from "../figures/editor-address.ts";
import type { RenderedFigure } from "../report.ts";
import { ARCHIVE_FILE, BIBTEX_FILE, type FigureExtension, figureFile } from "./files.ts";

export interface FigureFileView {
  readonly href: string;
  readonly label: string;
  readonly purpose: string;
}

const kinds: readonly (readonly [FigureExtension, string, string])[] = [
  ["svg", "SVG", "with its fonts"],
  ["pdf", "PDF", "vectors, for papers"],
  ["png", "PNG", "300 dots an inch, for slides"],
  ["csv", "CSV", "what is plotted"],
  ["vl.json", "Vega-Lite", "the specification with its data"],
  ["tex", "LaTeX", "figure, caption and label to paste"],
  ["txt", "Text", "alternative and description"],
  ["json", "Provenance", "trials and settings behind it"],
];

/** The files of a figure, and what holds those of all. */
export function figureFileViews({ id, editorAddress }: RenderedFigure): FigureFileView[] {
  const files = kinds.map(([extension, label, purpose]) => ({
    href: figureFile(id, extension),
    label,
    purpose,
  }));
  return [
    ...files,
    editorView(editorAddress),
    { href: BIBTEX_FILE, label: "BibTeX", purpose: "to cite the report" },
    { href: ARCHIVE_FILE, label: "ZIP", purpose: "these files of all figures" },
  ];
}

function editorView(address: string | null): FigureFileView {
  const label = "Vega editor";
  if (address !== null) return { href: address, label, purpose: "opens the specification there" };
  return {
    href: `${EDITOR}custom/vega-lite`,
    label,
    purpose: "to paste the specification into, which is too long for an address",
  };
}
