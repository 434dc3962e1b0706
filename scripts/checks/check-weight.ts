/** The budget of the page, which a reader loads whole, figures and all; and where its bytes go when it is passed. */
import { pageBudget } from "../report/files.ts";
import type { ScannedPage } from "./scan-html.ts";

/** Items that the message names. */
const MOST_NAMED = 10;

interface Item {
  readonly name: string;
  readonly bytes: number;
}

/** One problem, with the costliest items of the page below it, or none. */
export function checkWeight({ file, html }: ScannedPage): string[] {
  const bytes = Buffer.byteLength(html);
  if (bytes <= pageBudget) return [];
  const costliest = itemsOf(html)
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
function itemsOf(html: string): Item[] {
  const figures: Item[] = [];
  const text = html.replace(/<figure\b[^>]*id="([^"]*)"[\s\S]*?<\/figure>/g, (figure, id: string) => {
    figures.push(...partsOf(figure, id));
    return "";
  });
  const sections = [...text.matchAll(/<section\b[^>]*id="([^"]*)"[\s\S]*?(?=<section\b|$)/g)];
  return [
    ...figures,
    ...sections.map(([section, id = ""]) => ({ name: `${id}: text`, bytes: Buffer.byteLength(section) })),
  ];
}

const parts: readonly (readonly [string, RegExp])[] = [
  ["drawing", /<svg\b[\s\S]*?<\/svg>/g],
  ["data as tables", /<table\b[\s\S]*?<\/table>/g],
  ["listing", /<pre\b[\s\S]*?<\/pre>/g],
  ["menu of files", /<ul class="downloads">[\s\S]*?<\/ul>/g],
];

function partsOf(figure: string, id: string): Item[] {
  return parts.map(([name, pattern]) => ({
    name: `${id}: ${name}`,
    bytes: [...figure.matchAll(pattern)].reduce((sum, [part]) => sum + Buffer.byteLength(part), 0),
  }));
}
