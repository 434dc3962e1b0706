/** Runs that only the long profile makes: other builds take their results from the report's recorded runs. */

import { recorded } from "../../kit/trial.ts";
import type { Training, TunedArm } from "../arms.ts";
import { findShared } from "../settings.ts";
import { alternativeRuns } from "./alternatives.ts";
import { type Runs, searchFor, type TrainingPlan } from "./language-runs.ts";

/** An arm's recorded runs, one per seed; none before its rates were chosen. */
export const recordedRuns = (arm: TunedArm<Training>, runs: Runs, plan: TrainingPlan) =>
  findShared(searchFor(arm, runs)) === undefined ? [] : alternativeRuns(arm, runs, plan).map(recorded);

/** The results of recorded runs, if there is one for each of `count` seeds. */
export function allRecorded<Result>(
  results: readonly (Result | undefined)[],
  count: number,
): readonly Result[] | undefined {
  const known = results.filter((result): result is Result => result !== undefined);
  return known.length === count ? known : undefined;
}
