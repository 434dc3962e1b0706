/** Learning rates as `npm run tune` measured them, and what a search for one is. */
import type { Trial } from "../trial.ts";
import shared from "./tuned.json" with { type: "json" };

/** What a search has found. */
export interface Tuning {
  /** As the config of its runs has it. */
  readonly arm: object;
  /** Length of the runs: a rate is good for its horizon only. */
  readonly steps: number;
  /** Seeds of the runs, none of which is a seed of the report. */
  readonly seeds: readonly number[];
  /** Rates tried, ascending, and the mean held-out loss of each; null where a run failed. */
  readonly grid: readonly number[];
  readonly losses: readonly (number | null)[];
  /** The rate with the lowest loss. */
  readonly choice: number;
  /** Hash of the code, packages and configs of the runs. */
  readonly key: string;
}

/**
 * One arm's search: the runs for a rate, and the number that is to be low. A slide's tuning.ts, and lib/trials/tuning.ts for
 * arms that slides share, export their searches as `searches`; their choices stand in the tuned.json beside them.
 */
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

/** A language model's run, whose final validation loss is to be low. */
export const finalLossOf = (trial: Trial<{ result: { finalLoss: number } }>): Measured =>
  measured(trial, ({ finalLoss }) => finalLoss);

/** Seeds of the searches: below the report's, which start at 100, and none of the pilot's. */
export const tuningSeeds = [50, 51];

/** A grid of three rates about one, each twice the rate before. */
export const ratesAround = (rate: number): readonly number[] => [rate / 2, rate, 2 * rate];

/** Entries of a tuned.json by the name of the search. */
type Choices = Readonly<Record<string, Pick<Tuning, "choice">>>;

/**
 * Looks up rates by the name of their search, in a slide's own tuned.json and then among the shared ones:
 * `const tunedRate = ratesOf(tunings)`.
 */
export const ratesOf =
  (own: Choices) =>
  (name: string): number => {
    const tuning = own[name] ?? (shared as Choices)[name];
    if (tuning === undefined) throw new RangeError(`missing learning rate: ${name}; run npm run tune`);
    return tuning.choice;
  };

/** The rate of an arm that slides share, by the name of its search. */
export const tunedRate = ratesOf({});
