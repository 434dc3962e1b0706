/** LaTeX that places a figure: the picture, its caption and its label. */

/**
 * Signs are set in mathematics: the text symbols of LaTeX (\texttimes and its like) come as bitmaps, a Type 3 font, where
 * the larger set of fonts is not installed.
 */
const escapes: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  $: "\\$",
  "&": "\\&",
  "%": "\\%",
  "#": "\\#",
  _: "\\_",
  "<": "$<$",
  ">": "$>$",
  "|": "$|$",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "×": "$\\times$",
  "−": "$-$",
  "±": "$\\pm$",
  "·": "$\\cdot$",
  "°": "$^{\\circ}$",
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
  α: "$\\alpha$",
  β: "$\\beta$",
  γ: "$\\gamma$",
  λ: "$\\lambda$",
  μ: "$\\mu$",
  ρ: "$\\rho$",
  σ: "$\\sigma$",
  Δ: "$\\Delta$",
  Σ: "$\\Sigma$",
  "≤": "$\\leq$",
  "≥": "$\\geq$",
  "≈": "$\\approx$",
  "→": "$\\rightarrow$",
  "√": "$\\surd$",
  "∞": "$\\infty$",
  "⁻": "$^{-}$",
  ...Object.fromEntries([..."⁰¹²³⁴⁵⁶⁷⁸⁹"].map((sign, digit) => [sign, `$^{${digit}}$`])),
  ...Object.fromEntries([..."₀₁₂₃₄₅₆₇₈₉"].map((sign, digit) => [sign, `$_{${digit}}$`])),
};

/** Plain text as LaTeX shows it, whatever it holds of the signs above, of ASCII and of the letters of Latin alphabets. */
export function escapeTex(text: string): string {
  return [...text].map((character) => escapes[character] ?? character).join("");
}

/** The characters of a LaTeX source at which it stops: neither ASCII nor letters of Latin alphabets. */
export function unknownToTex(source: string): string[] {
  return [...new Set(source.match(/[^\p{ASCII}\u00c0-\u017f]/gu) ?? [])];
}

export interface TexFigure {
  /** Name of the picture's file without its extension; names the label too. */
  readonly id: string;
  readonly caption: string;
  /** Width of the picture as LaTeX reads it, such as \columnwidth or 3.25in. */
  readonly width: string;
  /** A figure across both columns. */
  readonly isWide: boolean;
}

/** The environment to paste into a paper; needs `\usepackage{graphicx}`. */
export function texSnippet({ id, caption, width, isWide }: TexFigure): string {
  const environment = isWide ? "figure*" : "figure";
  return [
    `\\begin{${environment}}[t]`,
    "  \\centering",
    `  \\includegraphics[width=${width}]{${id}.pdf}`,
    `  \\caption{${escapeTex(caption)}}`,
    `  \\label{fig:${id}}`,
    `\\end{${environment}}`,
    "",
  ].join("\n");
}
