/** Checks a page by itself: ids, Content-Security-Policy, drawings, and traces of failed rendering in its text. */
import type { ScannedPage, Tag } from "./scan-html.ts";

/** Lists the problems of a page. */
export function checkPage({ file, html, tags, visibleText }: ScannedPage): string[] {
  return [
    ...checkIds(tags),
    ...checkReferences(tags),
    ...checkPolicy(tags),
    ...checkDrawings(tags, html),
    ...checkText(visibleText),
  ].map((problem) => `${file}: ${problem}`);
}

function idsOf(tags: readonly Tag[]): string[] {
  return tags.flatMap(({ attributes }) => attributes.get("id") ?? []);
}

function checkIds(tags: readonly Tag[]): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const id of idsOf(tags)) (seen.has(id) ? twice : seen).add(id);
  return [...twice].map((id) => `duplicate id: ${id}`);
}

/** Finds labels and descriptions whose element does not exist. */
function checkReferences(tags: readonly Tag[]): string[] {
  const ids = new Set(idsOf(tags));
  return tags.flatMap(({ attributes }) =>
    ["aria-labelledby", "aria-describedby"].flatMap((name) =>
      (attributes.get(name)?.split(" ") ?? [])
        .filter((id) => !ids.has(id))
        .map((id) => `unknown id in ${name}: ${id}`),
    ),
  );
}

/** Finds what the Content-Security-Policy would block without a visible error. */
function checkPolicy(tags: readonly Tag[]): string[] {
  return tags.flatMap(({ name, attributes }) => [
    ...(attributes.has("style") ? [`style attribute on <${name}>: use a class`] : []),
    ...[...attributes.keys()]
      .filter((key) => /^on/i.test(key))
      .map((key) => `inline handler on <${name}>: ${key}`),
    ...(name === "style" ? ["<style> element: put it into the style sheet"] : []),
  ]);
}

/** Finds inlined figures without accessible name or description. */
function checkDrawings(tags: readonly Tag[], html: string): string[] {
  const named = ["title", "desc"].map(
    (what) => new Set(tags.flatMap(({ name, text, parent }) => (name === what && text !== "" ? parent : []))),
  );
  return tags
    .filter(({ attributes }) => attributes.get("class") === "figure-drawing")
    .filter((svg) => svg.attributes.get("role") !== "img" || named.some((having) => !having.has(svg)))
    .map(({ start }) => `figure without role, title or description: ${html.slice(start, start + 80)}`);
}

/** Finds values that should not have been printed: missing ones, placeholders, unfilled statements. */
function checkText(text: string): string[] {
  const suspicious = /\b(NaN|undefined|Infinity|\[object \w+\])\b|[\ue000-\uf8ff]|\{\{|\}\}/g;
  return [...text.matchAll(suspicious)].map(
    ({ 0: word, index }) =>
      `suspicious text: ${word} in “…${text.slice(Math.max(0, index - 30), index + 30).trim()}…”`,
  );
}
