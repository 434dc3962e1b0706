/** Differences as text for a terminal, and as Markdown for the summary of a pull request. */
import type { TextChange } from "./changed-texts.ts";
import type { Differences, SlideDifferences } from "./compare-reports.ts";
import { type DifferenceLine, headLines, linesOf, summaryOf, wallClockLines } from "./difference-lines.ts";

/** Changes of texts that one slide shows; the rest are counted. */
const MOST_TEXTS = 20;

export function differencesText(differences: Differences): string {
  const slides = differences.slides.flatMap((slide) => ["", slide.name, ...slideLines(slide)]);
  const others = differences.texts.length === 0 ? [] : ["", "first page", ...textLines(differences.texts)];
  return [...headLines(differences), ...others, ...slides, "", summaryOf(differences)].join("\n");
}

function slideLines(slide: SlideDifferences): readonly string[] {
  const lines = linesOf(slide).map((line) => `  ${line.kind.padEnd(8)} ${lineText(line)}`);
  const timed = wallClockLines(slide).map(
    (line) => `  wall-clock ${line.kind} ${lineText(line)} (not counted)`,
  );
  return [...lines, ...textLines(slide.texts), ...timed];
}

function lineText({ name, before, after, note }: DifferenceLine): string {
  const values = before === "" && after === "" ? "" : `${before} -> ${after}`;
  const named = [name, values].filter((part) => part !== "").join(": ");
  return note === "" ? named : `${named} (${note})`;
}

function textLines(changes: readonly TextChange[]): readonly string[] {
  const shown = changes.slice(0, MOST_TEXTS).flatMap((change) => {
    const marked = markedLines(change);
    return marked.map((line, index) => `  ${(index === 0 ? "text" : "").padEnd(8)} ${line}`);
  });
  return [...shown, ...moreTexts(changes).map((line) => `  ${line}`)];
}

const markedLines = ({ before, after }: TextChange): readonly string[] => [
  ...before.map((text) => `- ${text}`),
  ...after.map((text) => `+ ${text}`),
];

const moreTexts = (changes: readonly TextChange[]): readonly string[] =>
  changes.length > MOST_TEXTS ? [`and ${changes.length - MOST_TEXTS} more changes of texts`] : [];

export function differencesMarkdown(differences: Differences): string {
  const slides = differences.slides.flatMap((slide) => [
    "",
    `### ${escaped(slide.name)}`,
    ...table(linesOf(slide)),
    ...fencedTexts(slide.texts),
    ...wallClockPart(slide),
  ]);
  const others =
    differences.texts.length === 0 ? [] : ["", "### First page", ...fencedTexts(differences.texts)];
  return [
    `## The report: ${escaped(summaryOf(differences))}`,
    "",
    ...headLines(differences).map((line) => `- ${escaped(line)}`),
    ...others,
    ...slides,
  ].join("\n");
}

function wallClockPart(slide: SlideDifferences): readonly string[] {
  const lines = wallClockLines(slide);
  return lines.length === 0 ? [] : ["", "Wall-clock results, which are not counted:", ...table(lines)];
}

function table(lines: readonly DifferenceLine[]): readonly string[] {
  if (lines.length === 0) return [];
  const rows = lines.map(({ kind, name, before, after, note }) =>
    row([`${kind} ${name}`.trim(), before, after, note].map(escaped)),
  );
  return ["", row(["what", "before", "after", "change"]), row(["---", "---", "---", "---"]), ...rows];
}

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** Text that Markdown shows as it stands: any ASCII punctuation may be escaped, and an escaped one has no meaning. */
const escaped = (text: string): string => text.replace(/[!-/:-@[-`{-~]/g, "\\$&");

/** Texts in a block of code, whose fence is longer than any run of backticks in them. */
function fencedTexts(changes: readonly TextChange[]): readonly string[] {
  if (changes.length === 0) return [];
  const shown = changes.slice(0, MOST_TEXTS).flatMap(markedLines);
  const runs = shown.flatMap((line) => line.match(/`+/g) ?? []).map(({ length }) => length);
  const fence = "`".repeat(Math.max(2, ...runs) + 1);
  return ["", `${fence}diff`, ...shown, fence, ...moreTexts(changes)];
}
