/**
 * Writes differences as text for a terminal, and as Markdown for the summary of a pull request. Numbers have as many digits
 * as their difference needs.
 */
import { formatCount, joinWords, shortCommit } from "../base/format.ts";
import {
  type Change,
  type Differences,
  type FigureChange,
  isChanged,
  type SlideDifferences,
  type TextChange,
} from "./compare.ts";
import type { Definition, Result } from "./compared.ts";
import type { Report } from "./read.ts";

export interface DifferenceLine {
  /** "verdict", "claim", "check", "finding" or "figure". */
  readonly kind: string;
  /** Empty for a verdict. */
  readonly name: string;
  /** What a claim or a check says in a few words; empty for others. */
  readonly label: string;
  readonly before: string;
  readonly after: string;
  /** How far the value has moved, and what else has changed; may be empty. */
  readonly note: string;
}

const NONE = "none";

/** The lines of a slide, without its texts and without measured times. */
export function linesOf({ verdict, results, figures }: SlideDifferences): readonly DifferenceLine[] {
  return [
    ...(verdict === undefined ? [] : [verdictLine(verdict)]),
    ...results.map(resultLine),
    ...figures.map(figureLine),
  ];
}

export function timedLines({ timed }: SlideDifferences): readonly DifferenceLine[] {
  return [...timed.results.map(resultLine), ...timed.figures.map(figureLine)];
}

function verdictLine({ before = NONE, after = NONE }: Change<string>): DifferenceLine {
  return { kind: "verdict", name: "", label: "", before, after, note: "" };
}

function resultLine(change: Change<Result>): DifferenceLine {
  const { before, after } = change;
  const { kind = "finding", id = "" } = after ?? before ?? {};
  const texts = resultTexts(change);
  const label = (after ?? before)?.definition?.label ?? "";
  const shown = { before: texts.before ?? NONE, after: texts.after ?? NONE };
  return { kind, name: id, label, ...shown, note: noteOf(change) };
}

function noteOf(change: Change<Result>): string {
  const { before, after } = change;
  if (before === undefined || after === undefined) return "";
  const isCounted = before.count !== after.count;
  return [
    shiftText(change),
    ...(isCounted ? [`n = ${before.count ?? NONE} -> ${after.count ?? NONE}`] : []),
    ...changedParts({ ...before, ...before.definition }, { ...after, ...after.definition }),
  ]
    .filter((part) => part !== "")
    .join("; ");
}

const definingParts = ["label", "wording", "metric", "rule", "unit"] as const;

type Defined = Partial<Definition> & Pick<Result, "unit">;

/** What a claim or a check says, and how it is decided, where that has changed. */
const changedParts = (before: Defined, after: Defined): readonly string[] =>
  definingParts
    .filter((part) => before[part] !== after[part])
    .map((part) => `${part}: ${before[part] || NONE} -> ${after[part] || NONE}`);

function figureLine({ id, what }: FigureChange): DifferenceLine {
  return { kind: "figure", name: id, label: "", before: "", after: "", note: what.join(" and ") };
}

/** What to know before reading the differences: which reports these are, and why they may not be comparable. */
export function headLines({ before, after }: Differences): readonly string[] {
  const differ = (what: "profile" | "engine", consequence: string): string[] =>
    before[what] === after[what]
      ? []
      : [
          `${what}s differ: ${before.name} has ${before[what]}, ${after.name} has ${after[what]}; ${consequence}`,
        ];
  const partial = [before, after].filter(({ isPartial }) => isPartial);
  const textless = [before, after].filter(({ texts }) => texts === undefined);
  return [
    ...differ("profile", "values, verdicts and figures are not comparable"),
    ...differ("engine", "values may differ by rounding"),
    ...partial.map(({ name }) => `${name} is partial: slides or trials were left out or have failed`),
    ...textless.map(({ name }) => `${name} is from before there were records: its texts are not compared`),
    `before: ${titleOf(before)}`,
    `after:  ${titleOf(after)}`,
  ];
}

const titleOf = ({ name, profile, commit }: Report): string =>
  `${name} (${profile} profile, commit ${shortCommit(commit)})`;

/** "2 verdicts, 3 results and 1 figure differ, on 2 of 14 slides"; begins with "no difference" if nothing has changed. */
export function summaryOf({ slides, texts, slideCount }: Differences): string {
  const sum = (count: (slide: SlideDifferences) => number) =>
    slides.reduce((total, slide) => total + count(slide), 0);
  const counts: readonly (readonly [count: number, noun: string])[] = [
    [sum(({ verdict }) => (verdict === undefined ? 0 : 1)), "verdict"],
    [sum(({ results }) => results.length), "result"],
    [sum(({ figures }) => figures.length), "figure"],
    [sum((slide) => slide.texts.length) + texts.length, "text"],
  ];
  const named = counts.filter(([count]) => count > 0).map(([count, noun]) => formatCount(count, noun));
  const timed = sum(({ timed }) => timed.results.length + timed.figures.length);
  const apart = timed === 0 ? "" : `; ${formatCount(timed, "wall-clock result")} not counted`;
  if (named.length === 0) return `no difference${apart}`;
  const changed = slides.filter(isChanged).length;
  const verb = counts.reduce((total, [count]) => total + count, 0) === 1 ? "differs" : "differ";
  return `${joinWords(named)} ${verb}, on ${changed} of ${formatCount(slideCount, "slide")}${apart}`;
}

/** Both results as text, e.g. "supported, 0.120 ± 0.030 nats". */
function resultTexts(change: Change<Result>): Change<string> {
  const decimals = decimalsOf(change);
  return { before: textOf(change.before, decimals), after: textOf(change.after, decimals) };
}

function textOf(result: Result | undefined, decimals: number): string | undefined {
  if (result === undefined) return undefined;
  const { outcome, unit } = result;
  const value = valueText(result, decimals);
  const measured = value === "" ? "no value" : `${value}${unit === "" ? "" : ` ${unit}`}`;
  return outcome === undefined ? measured : `${outcome}, ${measured}`;
}

function valueText({ value, interval }: Result, decimals: number): string {
  if (typeof value !== "number") return value ?? "";
  const format = (number: number) => fixed(number, decimals);
  if (interval === undefined) return format(value);
  const { low, high } = interval;
  const isSymmetric = Math.abs((low + high) / 2 - value) <= 1e-6 * (high - low);
  return isSymmetric
    ? `${format(value)} ± ${format((high - low) / 2)}`
    : `${format(value)} [${format(low)}, ${format(high)}]`;
}

/** Half the width of the interval; undefined without an interval. */
function halfWidth(result: Result | undefined): number | undefined {
  if (result?.interval === undefined) return undefined;
  const half = (result.interval.high - result.interval.low) / 2;
  return half > 0 ? half : undefined;
}

const SIGNIFICANT_DIGITS = 4;

const MOST_DECIMALS = 17;

/** Numbers beyond these are written with an exponent. */
const [LEAST_PLAIN, MOST_PLAIN] = [1e-6, 1e15];

/** Two digits of the half width, or else four of the value, and more if the values would look equal. */
function decimalsOf({ before, after }: Change<Result>): number {
  const values = [before?.value, after?.value].filter((value) => typeof value === "number");
  if (values.every(Number.isInteger) && before?.interval === undefined && after?.interval === undefined) {
    return 0;
  }
  const half = halfWidth(before) ?? halfWidth(after);
  const size = half ?? Math.max(...values.map(Math.abs), LEAST_PLAIN);
  const digits = half === undefined ? SIGNIFICANT_DIGITS : 2;
  let decimals = Math.min(MOST_DECIMALS, Math.max(0, digits - 1 - Math.floor(Math.log10(size))));
  const [first = 0, second = first] = values;
  while (first !== second && fixed(first, decimals) === fixed(second, decimals) && decimals < MOST_DECIMALS) {
    decimals++;
  }
  return decimals;
}

function fixed(value: number, decimals: number): string {
  const size = Math.abs(value);
  const isPlain = size === 0 || (size >= LEAST_PLAIN && size < MOST_PLAIN);
  return (isPlain ? value.toFixed(decimals) : String(value)).replaceAll("-", "−");
}

/** "+1.2 half widths" of the first report's interval, or else of the second's; without intervals, "+3.1%". */
function shiftText({ before, after }: Change<Result>): string {
  const [was, is] = [before?.value, after?.value];
  if (typeof was !== "number" || typeof is !== "number" || was === is) return "";
  const half = halfWidth(before) ?? halfWidth(after);
  if (half !== undefined) return `${signed((is - was) / half)} half widths`;
  return was === 0 ? "" : `${signed((100 * (is - was)) / Math.abs(was))}%`;
}

function signed(value: number): string {
  const size = Math.abs(value);
  const text = size < 0.05 ? "<0.1" : size.toFixed(size < 10 ? 1 : 0);
  return `${value < 0 ? "−" : "+"}${text}`;
}

/** Changes of texts that are shown per slide; the rest are counted. */
const MOST_TEXTS = 20;

export function differencesText(differences: Differences): string {
  const slides = differences.slides.flatMap((slide) => ["", slide.name, ...slideLines(slide)]);
  const firstPage = differences.texts.length === 0 ? [] : ["", "first page", ...textLines(differences.texts)];
  return [...headLines(differences), ...firstPage, ...slides, "", summaryOf(differences)].join("\n");
}

function slideLines(slide: SlideDifferences): readonly string[] {
  const lines = linesOf(slide).map((line) => `  ${line.kind.padEnd(8)} ${lineText(line)}`);
  const timed = timedLines(slide).map((line) => `  wall-clock ${line.kind} ${lineText(line)} (not counted)`);
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
    ...timedPart(slide),
  ]);
  const firstPage =
    differences.texts.length === 0 ? [] : ["", "### First page", ...fencedTexts(differences.texts)];
  return [
    `## The report: ${escaped(summaryOf(differences))}`,
    "",
    ...headLines(differences).map((line) => `- ${escaped(line)}`),
    ...firstPage,
    ...slides,
  ].join("\n");
}

function timedPart(slide: SlideDifferences): readonly string[] {
  const lines = timedLines(slide);
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

/** Text that Markdown shows as it is: all ASCII punctuation may be escaped, and has no meaning then. */
const escaped = (text: string): string => text.replace(/[!-/:-@[-`{-~]/g, "\\$&");

/** Texts in a block of code, whose fence is longer than any run of backticks in them. */
function fencedTexts(changes: readonly TextChange[]): readonly string[] {
  if (changes.length === 0) return [];
  const shown = changes.slice(0, MOST_TEXTS).flatMap(markedLines);
  const runs = shown.flatMap((line) => line.match(/`+/g) ?? []).map(({ length }) => length);
  const fence = "`".repeat(Math.max(2, ...runs) + 1);
  return ["", `${fence}diff`, ...shown, fence, ...moreTexts(changes)];
}
