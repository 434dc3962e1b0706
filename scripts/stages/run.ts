/** run: planned trials -> their outcomes, and from these each slide's tables. */
import type { Experiment, Tables, TrialTree } from "../../experiments/kit/experiment.ts";
import type { Effects } from "../base/effects.ts";
import type { MeasuredSlide, Plan, PlannedSlide, RunTrial, TrialFailure } from "../slides/planned.ts";
import { fillTree, measuresTime, withInputs } from "../trials/inputs.ts";
import type { KeyedTrial } from "../trials/keys.ts";
import { trialLabels } from "../trials/names.ts";
import {
  lookUpTrials,
  type Outcomes,
  type RunObserver,
  type RunOptions,
  runTrials,
} from "../workers/run-trials.ts";

export interface RunStageOptions extends RunOptions {
  /** Numbers of the slides to run; others are shown only if the store has their trials. Undefined runs all. */
  readonly only: readonly number[] | undefined;
  /** False leaves out trials that measure time, and the slides that need them. */
  readonly timing: boolean;
}

export interface RunStageResult {
  readonly measured: readonly MeasuredSlide[];
  readonly outcomes: Outcomes;
}

export async function run(
  { slides, trials }: Plan,
  options: RunStageOptions,
  observer: RunObserver,
  effects: Effects,
  beforeFirst?: (stored: Outcomes) => Promise<void>,
): Promise<RunStageResult> {
  const possible = possibleSlides(slides, options);
  const shown = shownSlides(possible, options);
  const wanted = wantedSlides(shown, options);
  const unwanted = shown.filter((slide) => !wanted.includes(slide));
  const trialsOf = (listed: readonly PlannedSlide[]) => listed.flatMap((slide) => slide.trials);
  // Looked up after the run, so that the other slides can show trials that they share with the wanted slides.
  // With inputs that only stored trials take: the manifest has the digest of each, whatever was stored before.
  const ran = await runTrials(withInputs(trialsOf(wanted)), options, observer, effects, beforeFirst);
  const outcomes = new Map([...(await lookUpTrials(trialsOf(unwanted), effects)), ...ran]);
  for (const { key } of trials) if (!outcomes.has(key)) outcomes.set(key, { state: "not run" });
  const measured = possible.map((slide) =>
    shown.includes(slide) ? measureSlide(slide, outcomes) : leaveOut(slide),
  );
  return { measured, outcomes };
}

type Scope = Pick<RunStageOptions, "only" | "timing">;

/** The slides whose trials a build runs, with these. */
export const slidesToRun = (slides: readonly PlannedSlide[], scope: Scope): readonly PlannedSlide[] =>
  wantedSlides(shownSlides(possibleSlides(slides, scope), scope), scope);

const possibleSlides = (slides: readonly PlannedSlide[], { timing }: Scope): readonly PlannedSlide[] =>
  timing ? slides : slides.map(withoutTiming);

const shownSlides = (slides: readonly PlannedSlide[], { timing }: Scope): readonly PlannedSlide[] =>
  slides.filter(({ trials }) => timing || !measuresTime(trials));

/** The slides asked for. */
export const wantedSlides = (
  slides: readonly PlannedSlide[],
  { only }: Pick<Scope, "only">,
): readonly PlannedSlide[] => slides.filter(({ slide }) => only?.includes(slide.number) ?? true);

/** The slide without its optional measurements of time. */
function withoutTiming(planned: PlannedSlide): PlannedSlide {
  const kept = [...planned.keyOf].filter(
    ([trial]) => !("optional" in trial && trial.optional === "timing") || !trial.measuresTime,
  );
  const keys = new Set(kept.map(([, key]) => key));
  return { ...planned, keyOf: new Map(kept), trials: planned.trials.filter(({ key }) => keys.has(key)) };
}

/** The slide with the tables that its trials give, if all of them have a result. */
export function measureSlide(planned: PlannedSlide, outcomes: Outcomes): MeasuredSlide {
  const { slide, config, recorded, recordedOn } = planned;
  const trials = withInputs(planned.trials).map((trial): RunTrial => {
    const outcome = outcomes.get(trial.key);
    return { trial, stored: outcome !== undefined && "digest" in outcome ? outcome : undefined };
  });
  return { slide, config, trials, recorded, recordedOn, status: statusOf(planned, outcomes) };
}

/** A slide that measures time, in a build that does not. The keys of its measurements name the machine: none is listed. */
function leaveOut(planned: PlannedSlide): MeasuredSlide {
  const { trials, ...measured } = measureSlide(planned, new Map());
  return { ...measured, trials: trials.filter(({ trial }) => !measuresTime([trial])) };
}

function statusOf(planned: PlannedSlide, outcomes: Outcomes): MeasuredSlide["status"] {
  const { slide, tree, trials } = planned;
  if (slide.experiment === undefined || tree === undefined) return { kind: "no experiment" };
  const failures = failuresAmong(trials, outcomes);
  if (failures.length > 0) return { kind: "failed", failures };
  const results = new Map(planned.recorded.map(({ trial, run: { result } }) => [trial.key, result]));
  for (const { key } of trials) {
    const outcome = outcomes.get(key);
    if (outcome?.state !== "stored" && outcome?.state !== "ran") return { kind: "not run" };
    results.set(key, outcome.result);
  }
  const tablesFrom = tablesOf(slide.experiment, tree, results);
  return {
    kind: "measured",
    tables: tablesFrom(planned),
    tablesWithoutTiming: tablesWithoutTiming(planned, tablesFrom),
  };
}

function failuresAmong(trials: readonly KeyedTrial[], outcomes: Outcomes): readonly TrialFailure[] {
  if (!trials.some(({ key }) => outcomes.get(key)?.state === "failed")) return [];
  const labels = trialLabels(trials);
  return trials.flatMap(({ key, trial: { kind, config } }) => {
    const outcome = outcomes.get(key);
    if (outcome?.state !== "failed") return [];
    return [{ kind, label: labels.get(key) ?? kind, config, cause: outcome.cause }];
  });
}

type TablesFrom = (planned: PlannedSlide) => Tables;

function tablesOf(
  experiment: Experiment,
  tree: TrialTree,
  results: ReadonlyMap<string, unknown>,
): TablesFrom {
  return ({ config, keyOf }) => {
    // An optional trial that was left out has no key, and so no result. A recorded trial may have none.
    const filled = fillTree(tree, (trial) => results.get(keyOf.get(trial) ?? ""));
    // The tree has the shape that trials() of this experiment returned, which its tables() expects.
    return experiment.tables(filled as never, config) as Tables;
  };
}

/** The tables that a build with --no-timing would have. */
function tablesWithoutTiming(planned: PlannedSlide, tablesFrom: TablesFrom): Tables | "none" | undefined {
  if (!measuresTime(planned.trials)) return undefined;
  const rest = withoutTiming(planned);
  return measuresTime(rest.trials) ? "none" : tablesFrom(rest);
}
