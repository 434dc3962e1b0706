/** LaTeX that places a figure: the picture, its caption and its label. */

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  $: "\\$",
  "&": "\\&",
  "%": "\\%",
  "#": "\\#",
  _: "\\_",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "×": "\\texttimes{}",
  "−": "\\textminus{}",
  "±": "\\textpm{}",
  "–": "--",
  "—": "---",
  "…": "\\dots{}",
  "“": "``",
  "”": "''",
  "‘": "`",
  "’": "'",
  "\u00a0": "~",
  "\u202f": "\\,",
  "\u2009": "\\,",
  α: "\\(\\alpha\\)",
  Δ: "\\(\\Delta\\)",
  "≤": "\\(\\leq\\)",
  "≥": "\\(\\geq\\)",
  "²": "\\textsuperscript{2}",
  "⁻": "\\textsuperscript{-}",
};

/** Plain text as LaTeX shows it, whatever it holds. */
export function escapeTex(text: string): string {
  return [...text].map((character) => escapes[character] ?? character).join("");
}

export interface TexFigure {
  /** Name of the picture's file without its extension; names the label too. */
  readonly id: string;
  readonly caption: string;
  /** A figure as wide as both columns. */
  readonly isWide: boolean;
}

/** The environment to paste into a paper; needs `\usepackage{graphicx}`. */
export function texSnippet({ id, caption, isWide }: TexFigure): string {
  const environment = isWide ? "figure*" : "figure";
  return [
    `\\begin{${environment}}[t]`,
    "  \\centering",
    `  \\includegraphics[width=${isWide ? "\\textwidth" : "\\columnwidth"}]{${id}.pdf}`,
    `  \\caption{${escapeTex(caption)}}`,
    `  \\label{fig:${id}}`,
    `\\end{${environment}}`,
    "",
  ].join("\n");
}
