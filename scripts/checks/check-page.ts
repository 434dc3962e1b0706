/**
 * Checks a page by itself: ids, Content-Security-Policy, drawings, traces of failed rendering, and its size against the
 * budget.
 */
import { budgetOf } from "../record/files.ts";
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

/** Finds what should not have been printed: missing values, placeholders, unfilled expressions. */
function checkText(text: string): string[] {
  const suspicious = /\b(NaN|undefined|Infinity|\[object \w+\])\b|[\ue000-\uf8ff]|\{\{|\}\}/g;
  return [...text.matchAll(suspicious)].map(
    ({ 0: word, index }) =>
      `suspicious text: ${word} in “…${text.slice(Math.max(0, index - 30), index + 30).trim()}…”`,
  );
}

/** The number of items that a message lists. */
const MOST_NAMED = 10;

interface Item {
  readonly name: string;
  readonly bytes: number;
}

/** Returns a problem that lists the largest items of a page over its budget. */
export function checkWeight(page: ScannedPage): string[] {
  const { file, html } = page;
  const bytes = Buffer.byteLength(html);
  const budget = budgetOf(file);
  if (bytes <= budget) return [];
  const largest = itemsOf(page)
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, MOST_NAMED)
    .map((item) => `    ${String(item.bytes).padStart(9)} bytes  ${item.name}`);
  return [
    [`${file} has ${bytes} bytes, over its budget of ${budget}; its largest items:`, ...largest].join("\n"),
  ];
}

/** The drawing, tables, listing and downloads of each figure, and the text of each section without its figures. */
function itemsOf({ html, tags }: ScannedPage): Item[] {
  const blocks = tags.filter(isBlock);
  const bytesOf = (list: readonly Tag[]): number =>
    list.reduce((sum, { start, end }) => sum + Buffer.byteLength(html.slice(start, end)), 0);
  return blocks.flatMap((block) => {
    const id = idOf(block);
    const within = tags.filter((tag) => blockAround(tag) === block);
    if (block.name === "figure")
      return parts.map(([name, isPart]) => ({
        name: `${id}: ${name}`,
        bytes: bytesOf(within.filter(isPart)),
      }));
    return [{ name: `${id}: text`, bytes: bytesOf([block]) - bytesOf(within.filter(isBlock)) }];
  });
}

/** A section without an id has a heading that names it. */
const idOf = ({ attributes }: Tag): string | undefined =>
  attributes.get("id") ?? attributes.get("aria-labelledby");

const isBlock = (tag: Tag): boolean => /^(?:figure|section)$/.test(tag.name) && idOf(tag) !== undefined;

/** The closest figure or section around an element. */
function blockAround({ parent }: Tag): Tag | undefined {
  return parent === undefined || isBlock(parent) ? parent : blockAround(parent);
}

const parts: readonly (readonly [string, (tag: Tag) => boolean])[] = [
  ["drawing", ({ name }) => name === "svg"],
  ["data as tables", ({ name }) => name === "table"],
  ["listing", ({ name }) => name === "pre"],
  ["menu of files", ({ attributes }) => attributes.get("class") === "downloads"],
];
