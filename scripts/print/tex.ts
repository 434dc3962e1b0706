/** Writes plain text in LaTeX, with its special characters escaped. */

/**
 * Symbols are in math mode. LaTeX's text symbols such as \texttimes come from bitmap (Type 3) fonts where the larger font
 * packages are not installed.
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

/** Escapes plain text of ASCII, Latin letters and the symbols above. Other characters stay: see `unknownToTex`. */
export function escapeTex(text: string): string {
  return [...text].map((character) => escapes[character] ?? character).join("");
}

/** The characters at which LaTeX stops: those that are neither ASCII nor Latin letters. */
export function unknownToTex(source: string): string[] {
  return [...new Set(source.match(/[^\p{ASCII}\u00c0-\u017f]/gu) ?? [])];
}
