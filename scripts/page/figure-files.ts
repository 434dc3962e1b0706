/** The menu of a figure: its files, what each is for, and the editor that takes its specification. */
import lzString from "lz-string";
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

/** Longer addresses make the page heavy, and some browsers cut them. */
const MOST_CHARACTERS = 6000;

/** The files of a figure, and what holds those of all. */
export function figureFileViews({ id, spec }: RenderedFigure): FigureFileView[] {
  const files = kinds.map(([extension, label, purpose]) => ({
    href: figureFile(id, extension),
    label,
    purpose,
  }));
  return [
    ...files,
    editorView(spec),
    { href: BIBTEX_FILE, label: "BibTeX", purpose: "to cite the report" },
    { href: ARCHIVE_FILE, label: "ZIP", purpose: "these files of all figures" },
  ];
}

const EDITOR = "https://vega.github.io/editor/#/";

function editorView(spec: RenderedFigure["spec"]): FigureFileView {
  const label = "Vega editor";
  const address = maybeAddress(JSON.stringify(spec));
  if (address !== undefined) {
    return { href: `${EDITOR}url/vega-lite/${address}`, label, purpose: "opens the specification there" };
  }
  return {
    href: `${EDITOR}custom/vega-lite`,
    label,
    purpose: "to paste the specification into, which is too long for an address",
  };
}

/** A specification as the editor reads it from its address, or undefined where it is too long for one. */
function maybeAddress(text: string): string | undefined {
  // Such a specification cannot become short enough, and to find out would take longer than the rest of the page.
  if (text.length > 5 * MOST_CHARACTERS) return undefined;
  const address = lzString.compressToEncodedURIComponent(text);
  return address.length > MOST_CHARACTERS ? undefined : address;
}
