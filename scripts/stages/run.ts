/** run: planned trials -> their outcomes, and from these each slide's tables. */
import { findNonJson } from "../../experiments/lib/canonical-json.ts";
import type { Tables } from "../../experiments/lib/experiment.ts";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { isRecord } from "../base/json.ts";
import type { MeasuredSlide, Plan, PlannedSlide, RunTrial, TrialFailure } from "../report/report.ts";
import {
  lookUpTrials,
  type Outcomes,
  type RunObserver,
  type RunOptions,
  runTrials,
} from "../trials/run-trials.ts";
import { fillTree, measuresTime, withInputs } from "../trials/walk.ts";

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
): Promise<RunStageResult> {
  const possible = options.timing ? slides : slides.map(withoutTiming);
  const shown = possible.filter((slide) => options.timing || !measuresTime(slide.trials));
  const wanted = shown.filter(({ slide }) => options.only?.includes(slide.number) ?? true);
  const others = shown.filter((slide) => !wanted.includes(slide));
  const trialsOf = (some: readonly PlannedSlide[]) => some.flatMap((slide) => slide.trials);
  // Looked up after the run, so that the others can show trials that they share with the wanted slides.
  // With inputs that only stored trials take: the manifest has the digest of each, whatever the store held before.
  const ran = await runTrials(withInputs(trialsOf(wanted)), options, observer, effects);
  const outcomes = new Map([...(await lookUpTrials(trialsOf(others), effects)), ...ran]);
  for (const { key } of trials) if (!outcomes.has(key)) outcomes.set(key, { state: "not run" });
  const measured = possible.map((slide) => measureSlide(slide, shown.includes(slide) ? outcomes : new Map()));
  return { measured, outcomes };
}

/** The slide without its optional measurements of time. */
function withoutTiming(planned: PlannedSlide): PlannedSlide {
  const kept = [...planned.keyOf].filter(([trial]) => !("optional" in trial) || !trial.exclusive);
  const keys = new Set(kept.map(([, key]) => key));
  return { ...planned, keyOf: new Map(kept), trials: planned.trials.filter(({ key }) => keys.has(key)) };
}

/** The slide with the tables that its trials give, if all of them have a result. */
export function measureSlide(planned: PlannedSlide, outcomes: Outcomes): MeasuredSlide {
  const { slide, config, trials } = planned;
  const all = withInputs(trials);
  const trialKeys = all.map(({ key }) => key).sort();
  const run = all.flatMap((trial): RunTrial[] => {
    const outcome = outcomes.get(trial.key);
    return outcome !== undefined && "digest" in outcome ? [{ trial, stored: outcome }] : [];
  });
  return { slide, config, trialKeys, trials: run, status: statusOf(planned, outcomes) };
}

function statusOf(
  { slide, config, tree, keyOf, trials }: PlannedSlide,
  outcomes: Outcomes,
): MeasuredSlide["status"] {
  if (slide.experiment === undefined || tree === undefined) return { kind: "no experiment" };
  const failures = trials.flatMap(({ key, trial }): TrialFailure[] => {
    const outcome = outcomes.get(key);
    if (outcome?.state !== "failed") return [];
    return [{ kind: trial.kind, config: trial.config, cause: outcome.cause }];
  });
  if (failures.length > 0) return { kind: "failed", failures };
  const results = new Map<string, unknown>();
  for (const { key } of trials) {
    const outcome = outcomes.get(key);
    if (outcome?.state !== "stored" && outcome?.state !== "ran") return { kind: "not run" };
    results.set(key, outcome.result);
  }
  // An optional trial that was left out has no key, and so no result.
  const filled = fillTree(tree, (trial) => results.get(keyOf.get(trial) ?? ""));
  // The tree has the shape that trials() of this experiment returned, which its tables() expects.
  const tables = slide.experiment.tables(filled as never, config);
  return { kind: "measured", tables: checkedTables(tables, slide.name) };
}

function checkedTables(tables: unknown, slide: string): Tables {
  for (const [name, rows] of Object.entries(isRecord(tables) ? tables : {})) {
    const problem = Array.isArray(rows) ? findNonJson(rows, name) : `${name} is not a list of rows`;
    if (problem !== undefined) throw new ReportError(`invalid table in experiments/${slide}: ${problem}`);
  }
  return tables as Tables;
}
