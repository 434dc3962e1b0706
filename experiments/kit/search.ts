/** Searches for settings: what a search asks for, what it finds, and the entry of chosen-settings.json that keeps it. */
import type { ProfileName } from "./experiment.ts";
import type { Trial } from "./trial.ts";

/** Settings that a search has tried, with a loss for each seed. */
export type Tried<Settings extends object = object> = Settings & {
  /** In the order of the search's seeds: of the first seeds, or of all. Null where a run failed. */
  readonly losses: readonly (number | null)[];
};

/** What a search finds. */
export interface Found<Settings extends object = object> {
  /** Everything tried, in the order in which a reader looks it up. */
  readonly tried: readonly Tried<Settings>[];
  /** The settings with the lowest mean loss of those that ran with all seeds. */
  readonly choice: Settings;
}

/** The result of a search, an entry of chosen-settings.json. */
export interface ChosenSettings<Settings extends object = object> extends Found<Settings> {
  /** As the config of its runs has it. */
  readonly arm: object;
  /** Length of the runs: settings are good for their length only. */
  readonly steps: number;
  /** Seeds of the runs, none of which is a seed of the report. */
  readonly seeds: readonly number[];
  /** Hash of the code, packages and configs of the runs. */
  readonly key: string;
}

/** A run that a search asks for: one seed at some settings. */
export interface Asked<Settings extends object = object> {
  readonly settings: Settings;
  readonly seed: number;
}

/**
 * The steps of a search: it yields the runs that it asks for next, is given their losses in the same order (null where a
 * run failed), and returns what it has found. Throws a RangeError where a person must decide.
 */
export type SearchSteps<Settings extends object = object> = Generator<
  readonly Asked<Settings>[],
  Found<Settings>,
  readonly (number | null)[]
>;

/**
 * One arm's search. A slide's searches.ts exports its searches as `searches`, and those of the paper profile and its
 * rehearsal, whose models have other sizes and lengths, as `searchesOf`; the report's entry lists those that slides share.
 * Their choices are in the chosen-settings.json next to them.
 */
export interface Search<Settings extends object = object>
  extends Pick<ChosenSettings, "arm" | "steps" | "seeds"> {
  /** Its name in chosen-settings.json. */
  readonly name: string;
  /** Names of searches of the report whose choices its runs take: it waits until these are made. */
  readonly needs?: readonly string[];
  /** Starts the search. After the few steps of a rehearsal the best settings may be anywhere, so it takes what it tries first. */
  choose(options: { readonly isRehearsal: boolean }): SearchSteps<Settings>;
  run(settings: Settings, seed: number): Measured;
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
