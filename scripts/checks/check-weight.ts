/** Checks the size of a page against its budget, and lists its largest parts where it exceeds that. */
import { budgetOf } from "../report/files.ts";
import type { ScannedPage, Tag } from "./scan-html.ts";

/** Number of items that the message lists. */
const MOST_NAMED = 10;

interface Item {
  readonly name: string;
  readonly bytes: number;
}

/** Returns one problem, which lists the page's largest items, or none where the page is within its budget. */
export function checkWeight(page: ScannedPage): string[] {
  const { file, html } = page;
  const bytes = Buffer.byteLength(html);
  const budget = budgetOf(file);
  if (bytes <= budget) return [];
  const largest = itemsOf(page)
    .sort((one, other) => other.bytes - one.bytes)
    .slice(0, MOST_NAMED)
    .map(({ name, bytes: own }) => `    ${String(own).padStart(9)} bytes  ${name}`);
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
