/** The budget of the page, which a reader loads whole, figures and all; and where its bytes go when it is passed. */
import { pageBudget } from "../report/files.ts";
import type { ScannedPage, Tag } from "./scan-html.ts";

/** Items that the message names. */
const MOST_NAMED = 10;

interface Item {
  readonly name: string;
  readonly bytes: number;
}

/** One problem, with the costliest items of the page below it, or none. */
export function checkWeight(page: ScannedPage): string[] {
  const { file, html } = page;
  const bytes = Buffer.byteLength(html);
  if (bytes <= pageBudget) return [];
  const costliest = itemsOf(page)
    .sort((one, other) => other.bytes - one.bytes)
    .slice(0, MOST_NAMED)
    .map(({ name, bytes: own }) => `    ${String(own).padStart(9)} bytes  ${name}`);
  return [
    [`${file} has ${bytes} bytes, over its budget of ${pageBudget}; its costliest items:`, ...costliest].join(
      "\n",
    ),
  ];
}

/** The drawing, the tables, the listings and the addresses of each figure, and the text of each section without them. */
function itemsOf({ html, tags }: ScannedPage): Item[] {
  const blocks = tags.filter(isBlock);
  const bytesOf = (list: readonly Tag[]): number =>
    list.reduce((sum, { start, end }) => sum + Buffer.byteLength(html.slice(start, end)), 0);
  return blocks.flatMap((block) => {
    const id = block.attributes.get("id");
    const within = tags.filter((tag) => blockAround(tag) === block);
    if (block.name === "figure")
      return parts.map(([name, isPart]) => ({
        name: `${id}: ${name}`,
        bytes: bytesOf(within.filter(isPart)),
      }));
    return [{ name: `${id}: text`, bytes: bytesOf([block]) - bytesOf(within.filter(isBlock)) }];
  });
}

const isBlock = ({ name, attributes }: Tag): boolean =>
  /^(?:figure|section)$/.test(name) && attributes.has("id");

/** The figure or section that an element stands in. */
function blockAround({ parent }: Tag): Tag | undefined {
  return parent === undefined || isBlock(parent) ? parent : blockAround(parent);
}

const parts: readonly (readonly [string, (tag: Tag) => boolean])[] = [
  ["drawing", ({ name }) => name === "svg"],
  ["data as tables", ({ name }) => name === "table"],
  ["listing", ({ name }) => name === "pre"],
  ["menu of files", ({ attributes }) => attributes.get("class") === "downloads"],
];
