/** Checks of the written page: ids, links, policy, text. Each returns what is wrong, in words. */
import { posix } from "node:path";
import type { OutputFiles } from "../report.ts";
import { scanTags, type Tag, visibleText } from "./scan-html.ts";

/** Bytes of index.html, with every figure inlined. */
const MOST_BYTES = 1_500_000;
/** Files that are written after this check, from what only the end of a build knows. */
const WRITTEN_LATER = ["manifest.json", "run.json"];

/** All that is wrong with index.html among the files of the report. */
export function checkPage(files: OutputFiles): string[] {
  const page = files.get("index.html");
  if (typeof page !== "string") return ["missing file: index.html"];
  const tags = scanTags(page);
  return [
    ...checkIds(tags),
    ...checkLinks(tags, new Set([...files.keys(), ...WRITTEN_LATER])),
    ...checkPolicy(tags),
    ...checkDrawings(page),
    ...checkText(visibleText(page)),
    ...checkSize(page),
  ];
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

/** Every link within the report leads somewhere; every reference from one element to another finds it. */
function checkLinks(tags: readonly Tag[], files: ReadonlySet<string>): string[] {
  const ids = new Set(idsOf(tags));
  return tags.flatMap(({ attributes }) => [
    ...["href", "src"].flatMap((name) => checkLink(attributes.get(name), ids, files)),
    ...["aria-labelledby", "aria-describedby"].flatMap((name) =>
      (attributes.get(name)?.split(" ") ?? [])
        .filter((id) => !ids.has(id))
        .map((id) => `unknown id in ${name}: ${id}`),
    ),
  ]);
}

function checkLink(
  target: string | undefined,
  ids: ReadonlySet<string>,
  files: ReadonlySet<string>,
): string[] {
  if (target === undefined || /^(https:|data:)/.test(target)) return [];
  if (target.startsWith("#")) return ids.has(target.slice(1)) ? [] : [`broken link: ${target}`];
  if (/^[a-z]+:|^\//.test(target)) return [`invalid link, neither relative nor https: ${target}`];
  return files.has(posix.normalize(target)) ? [] : [`broken link: ${target}`];
}

/** What the Content-Security-Policy would block in silence. */
function checkPolicy(tags: readonly Tag[]): string[] {
  return tags.flatMap(({ name, attributes }) => [
    ...(attributes.has("style") ? [`style attribute on <${name}>: use a class`] : []),
    ...[...attributes.keys()]
      .filter((key) => /^on/i.test(key))
      .map((key) => `inline handler on <${name}>: ${key}`),
    ...(name === "style" ? ["<style> element: put it into the style sheet"] : []),
  ]);
}

/** Each inlined figure carries its name and its description. */
function checkDrawings(page: string): string[] {
  const drawings = page.match(/<svg[^>]*class="figure-drawing"[\s\S]*?<\/svg>/g) ?? [];
  return drawings
    .filter((svg) => !/role="img"/.test(svg) || !/<title[^>]*>[^<]/.test(svg) || !/<desc[^>]*>[^<]/.test(svg))
    .map((svg) => `figure without role, title or description: ${svg.slice(0, 80)}`);
}

function checkText(text: string): string[] {
  const suspicious = /\b(NaN|undefined|Infinity|\[object \w+\])\b|[\ue000-\uf8ff]|\{\{|\}\}/g;
  return [...text.matchAll(suspicious)].map(
    ({ 0: word, index }) =>
      `suspicious text: ${word} in “…${text.slice(Math.max(0, index - 30), index + 30).trim()}…”`,
  );
}

function checkSize(page: string): string[] {
  const bytes = Buffer.byteLength(page);
  return bytes <= MOST_BYTES ? [] : [`invalid size: index.html has ${bytes} bytes, at most ${MOST_BYTES}`];
}
