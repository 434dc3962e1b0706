/** Typesets plain text: numbers by d3-format, true minus and times signs, superscript exponents, no-break spaces. */
import { format as formatter } from "d3-format";

/** Replaces keyboard characters by typographic ones: straight quotes, hyphens as minus, x between digits, 1e-5. */
export function typeset(text: string): string {
  return text
    .replace(/(?<=\w)'(?=\w)|(?<=s)'(?= )/g, "’")
    .replace(/"([^"]*)"/g, "“$1”")
    .replaceAll(" - ", " − ")
    .replace(/(?<=(?<!\p{L})[\p{L}\d]) = (?=[\d−-]|\p{L}(?!\p{L}))/gu, `${NO_BREAK}=${NO_BREAK}`)
    .replace(/(?<![\w)])-(?=[A-Z])/g, "−")
    .replace(/(?<=\d)x(?=\d)/g, " × ")
    .replace(/\b1e-?\d+\b/g, (number) => formatNumber(Number(number), ".0e").replace(/^1\u00a0×\u00a0/, ""));
}

/** Keeps a number and its unit on one line. */
export const NO_BREAK = "\u00a0";

/** Whether d3-format knows the specifier. */
export function isNumberFormat(specifier: string): boolean {
  try {
    formatter(specifier);
    return true;
  } catch {
    return false;
  }
}

/** Formats a number by a d3-format specifier and typesets it: a true minus sign, "79.5%", "3 × 10⁻⁵". */
export function formatNumber(value: number, specifier = defaultSpecifier(value)): string {
  return formatter(specifier)(value).replace(/e([+−-]?)(\d+)$/, (_, sign: string, digits: string) =>
    power(sign, digits),
  );
}

/** Integers in full with thousands separators, other numbers to four significant digits. */
function defaultSpecifier(value: number): string {
  if (Number.isInteger(value)) {
    return ",";
  }
  return Math.abs(value) >= 1e-3 && Math.abs(value) < 1e6 ? ",.4~r" : ".3~e";
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

function power(sign: string, digits: string): string {
  const minus = sign === "−" || sign === "-" ? "⁻" : "";
  const exponent = [...digits].map((digit) => SUPERSCRIPTS[Number(digit)]).join("");
  return `${NO_BREAK}×${NO_BREAK}10${minus}${exponent}`;
}

/** A character's code point as "U+00E9". */
export const codePointOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
