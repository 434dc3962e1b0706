/** Text as HTML, safely. */
import { formatNumber, NO_BREAK } from "./number.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Escapes a text for an element's content or a double-quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Escapes a number's text; powers become markup, since not every face has a superscript minus. */
export function numberHtml(text: string): string {
  return escapeHtml(text).replace(
    /10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/g,
    (_, power: string) => `10<sup>${power.normalize("NFKC")}</sup>`,
  );
}

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

/** A fragment for an id: lower-case words joined by hyphens. */
export function slugify(text: string): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.join("-");
}
