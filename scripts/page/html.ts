/** Text as HTML, safely. */

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

/** Straight apostrophes and minus signs of front matter as a typesetter has them. */
export function typeset(text: string): string {
  return text.replace(/(?<=\w)'(?=\w)|(?<=s)'(?= )/g, "’").replaceAll(" - ", " − ");
}

/** A fragment for an id: lower-case words joined by hyphens. */
export function slugify(text: string): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.join("-");
}
