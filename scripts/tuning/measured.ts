/** What a search for a learning rate is. */
import type { Trial } from "../../experiments/lib/trial.ts";
import type { Tuning } from "../../experiments/lib/tuned.ts";

/** One arm's search: the runs for a rate, and what is to be low. */
export interface Search extends Pick<Tuning, "arm" | "steps" | "seeds" | "grid"> {
  /** Its name in tuned.json. */
  readonly name: string;
  readonly run: (learningRate: number, seed: number) => Measured;
}

/** A trial, and the number of its result that the search minimises. */
export interface Measured {
  readonly trial: Trial;
  readonly lossOf: (result: unknown) => number;
}

/** Ties a reader of results to the trial whose results it reads. */
export function measured<Result>(
  trial: Trial<{ result: Result }>,
  lossOf: (result: Result) => number,
): Measured {
  return { trial, lossOf: (result) => lossOf(result as Result) };
}

/** Below the report's seeds, which start at 100, and none of the pilot's. */
export const seeds = [50, 51];
