/** Differences in words: one line for each, and a summary. */
import { formatCount, joinWords, shortCommit } from "../base/format.ts";
import {
  type Change,
  type Differences,
  type FigureChange,
  isChanged,
  type SlideDifferences,
} from "./compare-reports.ts";
import type { Result } from "./compared.ts";
import type { Report } from "./read-report.ts";
import { resultTexts, shiftText } from "./result-text.ts";

export interface DifferenceLine {
  /** "verdict", "claim", "check", "finding" or "figure". */
  readonly kind: string;
  /** Empty for a verdict. */
  readonly name: string;
  readonly before: string;
  readonly after: string;
  /** How far the value has moved, and what else has changed; may be empty. */
  readonly note: string;
}

const NONE = "none";

/** The lines of a slide, without its texts and without what rests on a clock. */
export function linesOf({ verdict, results, figures }: SlideDifferences): readonly DifferenceLine[] {
  return [
    ...(verdict === undefined ? [] : [verdictLine(verdict)]),
    ...results.map(resultLine),
    ...figures.map(figureLine),
  ];
}

/** The lines of what rests on a clock. */
export function wallClockLines({ wallClock }: SlideDifferences): readonly DifferenceLine[] {
  return [...wallClock.results.map(resultLine), ...wallClock.figures.map(figureLine)];
}

function verdictLine({ before = NONE, after = NONE }: Change<string>): DifferenceLine {
  return { kind: "verdict", name: "", before, after, note: "" };
}

function resultLine(change: Change<Result>): DifferenceLine {
  const { before, after } = change;
  const { kind = "finding", id = "" } = after ?? before ?? {};
  const texts = resultTexts(change);
  return { kind, name: id, before: texts.before ?? NONE, after: texts.after ?? NONE, note: noteOf(change) };
}

function noteOf(change: Change<Result>): string {
  const { before, after } = change;
  if (before === undefined || after === undefined) return "";
  const isCounted = before.count !== after.count;
  return [
    shiftText(change),
    ...(isCounted ? [`n = ${before.count ?? NONE} -> ${after.count ?? NONE}`] : []),
    ...(before.definition === after.definition ? [] : ["its wording or rule has changed"]),
  ]
    .filter((part) => part !== "")
    .join("; ");
}

function figureLine({ id, what }: FigureChange): DifferenceLine {
  return { kind: "figure", name: id, before: "", after: "", note: what.join(" and ") };
}

/** What has to be known before the differences are read: what the reports are, and why they may not be comparable. */
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
  const timed = sum(({ wallClock }) => wallClock.results.length + wallClock.figures.length);
  const apart = timed === 0 ? "" : `; ${formatCount(timed, "wall-clock result")} not counted`;
  if (named.length === 0) return `no difference${apart}`;
  const changed = slides.filter(isChanged).length;
  const verb = counts.reduce((total, [count]) => total + count, 0) === 1 ? "differs" : "differ";
  return `${joinWords(named)} ${verb}, on ${changed} of ${formatCount(slideCount, "slide")}${apart}`;
}
