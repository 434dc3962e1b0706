import type { ProfileName } from "./experiment.ts";
import type { Trial } from "./trial.ts";

/** What a search chooses. */
export interface Settings {
  /** Highest learning rate. */
  readonly learningRate: number;
  /** Steps in which the rate rises from zero. */
  readonly warmupSteps: number;
}

/** Settings that a search has tried, with a loss for each seed. */
export interface Tried extends Settings {
  /** Held-out losses in the order of the search's seeds: of the first seed, or of all. Null where a run failed. */
  readonly losses: readonly (number | null)[];
}

/** The result of a search, an entry of chosen-settings.json. */
export interface ChosenSettings {
  /** As the config of its runs has it. */
  readonly arm: object;
  /** Length of the runs: settings are good for their length only. */
  readonly steps: number;
  /** Seeds of the runs, none of which is a seed of the report. */
  readonly seeds: readonly number[];
  /** Everything tried, by rate and then by warm-up. */
  readonly tried: readonly Tried[];
  /** The settings with the lowest mean loss of those that ran with all seeds. */
  readonly choice: Settings;
  /** Hash of the code, packages and configs of the runs. */
  readonly key: string;
}

/**
 * One arm's search: its runs at some settings, and the number to minimise. A slide's searches.ts, and
 * lab/tuning/shared-searches.ts for arms that slides share, export their searches as `searches`, and those of the paper profile
 * and its rehearsal, whose language models have other sizes and lengths, as `searchesOf`. Their choices are in the
 * chosen-settings.json next to them.
 */
export interface Search extends Pick<ChosenSettings, "arm" | "steps" | "seeds"> {
  /** Its name in chosen-settings.json. */
  readonly name: string;
  /** Rates tried first, ascending, in factors of two. */
  readonly rates: readonly number[];
  /** Warm-ups tried with each rate. */
  readonly warmups: readonly number[];
  /** True if only these rates are tried, and the grid is neither extended nor refined. */
  readonly isClosed?: true;
  /** Names of shared searches whose choices its runs take: it waits until these are made. */
  readonly needs?: readonly string[];
  readonly run: (settings: Settings, seed: number) => Measured;
}

/** A trial, and the number of its result that the search minimises. */
export interface Measured {
  readonly trial: Trial;
  readonly lossOf: (result: unknown) => number;
}

/** Types `lossOf` by the result of its trial. */
export function measured<Result>(
  trial: Trial<{ result: Result }>,
  lossOf: (result: Result) => number,
): Measured {
  return { trial, lossOf: (result) => lossOf(result as Result) };
}

/** The profiles that have searches. The quick profile takes the settings of the default one. */
export type SearchedProfile = Exclude<ProfileName, "quick">;
