/** Searches for settings: the runs that a search needs, its result, and its entry in chosen-settings.json. */
import type { ProfileName } from "./experiment.ts";
import type { Trial } from "./trial.ts";

/** Settings that a search has tried, with one loss per seed. */
export type Tried<Settings extends object = object> = Settings & {
  /** In the order of the search's seeds: for the first seeds, or all. Null if a run failed. */
  readonly losses: readonly (number | null)[];
};

/** What a search finds. */
export interface Found<Settings extends object = object> {
  /** Everything tried, in an order that suits readers. */
  readonly tried: readonly Tried<Settings>[];
  /** The settings with the lowest mean loss among those that ran with all seeds. */
  readonly choice: Settings;
}

/** The result of a search, an entry of chosen-settings.json. */
export interface ChosenSettings<Settings extends object = object> extends Found<Settings> {
  /** As in the config of its runs. */
  readonly arm: object;
  /** Length of the runs: settings suit only their length. */
  readonly steps: number;
  /** Seeds of the runs, none of which the report uses. */
  readonly seeds: readonly number[];
  /** Hash of the code, packages and configs of the runs. */
  readonly key: string;
}

/** A run that a search needs: one seed at some settings. */
export interface Asked<Settings extends object = object> {
  readonly settings: Settings;
  readonly seed: number;
}

/**
 * The steps of a search. It yields the runs that it needs next, receives their losses in the same order (null if a
 * run failed), and returns its result. Throws a RangeError if a person must decide.
 */
export type SearchSteps<Settings extends object = object> = Generator<
  readonly Asked<Settings>[],
  Found<Settings>,
  readonly (number | null)[]
>;

/**
 * One arm's search. A slide's searches.ts exports its searches as `searches`. It exports those of the
 * long profile, whose models have other sizes, as `searchesOf`. The report's entry lists shared
 * searches. Their choices are in the chosen-settings.json next to them.
 */
export interface Search<Settings extends object = object>
  extends Pick<ChosenSettings, "arm" | "steps" | "seeds"> {
  /** Its name in chosen-settings.json. */
  readonly name: string;
  /** Names of shared searches whose choices its runs use: it waits for these. */
  readonly needs?: readonly string[];
  /** Starts the search. */
  choose(): SearchSteps<Settings>;
  run(settings: Settings, seed: number): Measured;
}

/** A trial, and the number in its result that the search minimises. */
export interface Measured {
  readonly trial: Trial;
  readonly lossOf: (result: unknown) => number;
}

/** Infers the type of `lossOf` from its trial's result. */
export function measured<Result>(
  trial: Trial<{ result: Result }>,
  lossOf: (result: Result) => number,
): Measured {
  return { trial, lossOf: (result) => lossOf(result as Result) };
}

/** The profiles with searches. The quick profile uses the default one's settings. */
export type SearchedProfile = Exclude<ProfileName, "quick">;
