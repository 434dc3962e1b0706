/** Numbers as the page writes them: d3-format, then the typography that plain text allows. */
import { format as formatter } from "d3-format";

/** Quotes, minus and times signs and powers of ten, typed as a keyboard has them, as a typesetter has them. */
export function typeset(text: string): string {
  return text
    .replace(/(?<=\w)'(?=\w)|(?<=s)'(?= )/g, "’")
    .replace(/"([^"]*)"/g, "“$1”")
    .replaceAll(" - ", " − ")
    .replace(/(?<=\b\w) = (?=[\d−-])/g, `${NO_BREAK}=${NO_BREAK}`)
    .replace(/(?<![\w)])-(?=[A-Z])/g, "−")
    .replace(/(?<=\d)x(?=\d)/g, " × ")
    .replace(/\b1e-?\d+\b/g, (number) => formatNumber(Number(number), ".0e").replace(/^1\u00a0×\u00a0/, ""));
}

const SUPERSCRIPTS: Readonly<Record<string, string>> = {
  "−": "⁻",
  "0": "⁰",
  "1": "¹",
  "2": "²",
  "3": "³",
  "4": "⁴",
  "5": "⁵",
  "6": "⁶",
  "7": "⁷",
  "8": "⁸",
  "9": "⁹",
};

/** Keeps a number and its unit on one line. */
export const NO_BREAK = "\u00a0";

/** A number by its d3-format specifier, with a true minus sign, "79.5 %" and "3 × 10⁻⁵". */
export function formatNumber(value: number, specifier = defaultSpecifier(value)): string {
  return formatter(specifier)(value)
    .replace(/%$/, `${NO_BREAK}%`)
    .replace(/e([+−-]?)(\d+)$/, (_, sign: string, digits: string) => power(sign, digits));
}

/** Integers in full with thousands separators, anything else to four significant digits. */
function defaultSpecifier(value: number): string {
  if (Number.isInteger(value)) {
    return ",";
  }
  return Math.abs(value) >= 1e-3 && Math.abs(value) < 1e6 ? ",.4~r" : ".3~e";
}

function power(sign: string, digits: string): string {
  const minus = sign === "−" || sign === "-" ? "⁻" : "";
  const exponent = [...digits].map((digit) => SUPERSCRIPTS[digit] ?? digit).join("");
  return `${NO_BREAK}×${NO_BREAK}10${minus}${exponent}`;
}
