/** What differs between two reports, slide by slide. Measured times are kept apart, since they always differ. */
import { isDeepStrictEqual } from "node:util";
import type { Result } from "./compared.ts";
import type { Report, ReportFigure, ReportSlide } from "./read.ts";
import type { TextBlock } from "./texts.ts";

export interface Change<Value> {
  /** Undefined if only the second report has it. */
  readonly before: Value | undefined;
  /** Undefined if only the first report has it. */
  readonly after: Value | undefined;
}

export interface FigureChange extends Change<ReportFigure> {
  readonly id: string;
  readonly what: readonly ("data" | "drawing" | "added" | "removed")[];
}

/** Adjacent blocks that were replaced, removed (`after` is empty) or added (`before` is empty). */
export interface TextChange {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface SlideDifferences {
  readonly name: string;
  /** The slide's verdict, or its status if it is not measured; undefined if both reports have the same. */
  readonly verdict: Change<string> | undefined;
  readonly results: readonly Change<Result>[];
  readonly figures: readonly FigureChange[];
  readonly texts: readonly TextChange[];
  /** Differences of measured times, which are not counted. */
  readonly timed: {
    readonly results: readonly Change<Result>[];
    readonly figures: readonly FigureChange[];
  };
}

export interface Differences {
  readonly before: Report;
  readonly after: Report;
  /** How many slides were compared. */
  readonly slideCount: number;
  /** Only slides with differences. */
  readonly slides: readonly SlideDifferences[];
  /** Texts that belong to no slide. */
  readonly texts: readonly TextChange[];
}

export function compareReports(before: Report, after: Report): Differences {
  const names = union(before.slides, after.slides).filter(
    (name) => !isLeftOut(name, before, after) && !isLeftOut(name, after, before),
  );
  const slides = names.map((name) =>
    compareSlides(name, { before: before.slides.get(name), after: after.slides.get(name) }),
  );
  return {
    before,
    after,
    slideCount: names.length,
    slides: slides.filter((slide) => isChanged(slide) || hasTimedChanges(slide)),
    texts: changesOf(before.texts, after.texts),
  };
}

/** True for a slide of measured times, which `report` leaves out because it was built with --no-timing. */
function isLeftOut(name: string, report: Report, fullReport: Report): boolean {
  const results = fullReport.slides.get(name)?.results ?? [];
  const isMissing = report.slides.get(name)?.status === "not run";
  return isMissing && !report.measuresTime && results.length > 0 && results.every(({ isTimed }) => isTimed);
}

/** True if a slide differs in more than measured times. */
export const isChanged = ({ verdict, results, figures, texts }: SlideDifferences): boolean =>
  verdict !== undefined || results.length + figures.length + texts.length > 0;

const hasTimedChanges = ({ timed: { results, figures } }: SlideDifferences): boolean =>
  results.length + figures.length > 0;

function union(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): readonly string[] {
  return [...new Set([...a.keys(), ...b.keys()])].sort();
}

function compareSlides(name: string, { before, after }: Change<ReportSlide>): SlideDifferences {
  const results = changedResults(before?.results ?? [], after?.results ?? []);
  const figures = changedFigures(before?.figures ?? new Map(), after?.figures ?? new Map());
  const isTimed = ({ before, after }: Change<{ readonly isTimed: boolean; readonly definition?: unknown }>) =>
    (before?.isTimed === true || after?.isTimed === true) &&
    // No clock changes what a claim says, or its rule.
    isDeepStrictEqual(before?.definition, after?.definition);
  const [was, is] = [before && verdictOf(before), after && verdictOf(after)];
  return {
    name,
    verdict: was === is ? undefined : { before: was, after: is },
    results: results.filter((change) => !isTimed(change)),
    figures: figures.filter((change) => !isTimed(change)),
    texts: changesOf(before === undefined ? [] : before.texts, after === undefined ? [] : after.texts),
    timed: { results: results.filter(isTimed), figures: figures.filter(isTimed) },
  };
}

/** None for a report from before there were records, which has no texts to compare. */
const changesOf = (before: Report["texts"], after: Report["texts"]): readonly TextChange[] =>
  before === undefined || after === undefined ? [] : changedTexts(before, after);

const verdictOf = ({ status, verdict }: ReportSlide): string =>
  status === "measured" || status === "no experiment" ? verdict : status;

function changedResults(before: readonly Result[], after: readonly Result[]): readonly Change<Result>[] {
  const byName = (results: readonly Result[]) =>
    new Map(results.map((result) => [`${result.kind} ${result.id}`, result]));
  const [was, is] = [byName(before), byName(after)];
  // Claims come first, then checks and findings, each in the order of this report.
  return [...new Set([...is.keys(), ...was.keys()])]
    .map((name) => ({ before: was.get(name), after: is.get(name) }))
    .filter((change) => !isDeepStrictEqual(compared(change.before), compared(change.after)));
}

/** The properties that are compared. */
const compared = (result: Result | undefined) => result && { ...result, isTimed: false };

function changedFigures(
  before: ReportSlide["figures"],
  after: ReportSlide["figures"],
): readonly FigureChange[] {
  return union(before, after).flatMap((id) => {
    const change = { before: before.get(id), after: after.get(id) };
    const what = whatChanged(change);
    return what.length === 0 ? [] : [{ id, ...change, what }];
  });
}

function whatChanged({ before, after }: Change<ReportFigure>): FigureChange["what"] {
  if (before === undefined) return ["added"];
  if (after === undefined) return ["removed"];
  return [
    ...(before.data === after.data ? [] : (["data"] as const)),
    ...(drawingOf(before) === drawingOf(after) ? [] : (["drawing"] as const)),
  ];
}

/** The drawing without its title and description, which are compared as texts of the slide. */
const drawingOf = ({ svg }: ReportFigure): string => svg.replace(/<(title|desc)\b[^>]*>[^<]*<\/\1>/g, "");

function changedTexts(before: readonly TextBlock[], after: readonly TextBlock[]): readonly TextChange[] {
  const changes: { readonly before: string[]; readonly after: string[] }[] = [];
  let isOpen = false;
  for (const step of stepsBetween(before, after)) {
    if (step === "same") {
      isOpen = false;
      continue;
    }
    if (!isOpen) changes.push({ before: [], after: [] });
    isOpen = true;
    changes.at(-1)?.[step.side].push(step.text);
  }
  return changes;
}

type Step = "same" | { readonly side: "before" | "after"; readonly text: string };

/** The steps from one list to the other, block by block. */
function* stepsBetween(before: readonly TextBlock[], after: readonly TextBlock[]): Generator<Step> {
  const common = lengthsInCommon(before, after);
  let [row, column] = [0, 0];
  while (row < before.length || column < after.length) {
    const [was, is] = [before[row], after[column]];
    if (was?.key === is?.key) {
      [row, column] = [row + 1, column + 1];
      yield "same";
    } else if (
      was !== undefined &&
      (is === undefined || common(row + 1, column) >= common(row, column + 1))
    ) {
      row++;
      yield { side: "before", text: was.text };
    } else {
      column++;
      yield { side: "after", text: is?.text ?? "" };
    }
  }
}

/** Returns the length of the longest common subsequence of the blocks from two positions on. */
function lengthsInCommon(
  before: readonly TextBlock[],
  after: readonly TextBlock[],
): (row: number, column: number) => number {
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      lengths[row * width + column] =
        before[row]?.key === after[column]?.key
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  return at;
}
