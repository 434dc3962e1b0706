/** Learning rates and warm-ups as `npm run tune` measured them, and what a search for them is. */
import type { ProfileName } from "../experiment.ts";
import type { Trial } from "../trial.ts";
import shared from "./tuned.json" with { type: "json" };

/** What a search chooses. */
export interface Settings {
  /** Highest learning rate. */
  readonly learningRate: number;
  /** Steps in which the rate rises from zero. */
  readonly warmupSteps: number;
}

/** Settings chosen for a run of `fromSteps`, for one of `steps`: another rate, and a warm-up of the same part of the run. */
export const transferred = (
  { learningRate, warmupSteps }: Settings,
  { rateFactor, steps, fromSteps }: Readonly<Record<"rateFactor" | "steps" | "fromSteps", number>>,
): Settings => ({
  learningRate: rateFactor * learningRate,
  warmupSteps: Math.max(1, Math.round((warmupSteps * steps) / fromSteps)),
});

/** Settings that a search has tried, with a loss for each seed. */
export interface Tried extends Settings {
  /** Held-out losses in the order of the search's seeds: of the first seed, or of all. Null where a run failed. */
  readonly losses: readonly (number | null)[];
}

/** What a search has found. */
export interface Tuning {
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
 * One arm's search: the runs for given settings, and the number that is to be low. A slide's tuning.ts, and
 * lib/trials/tuning.ts for arms that slides share, export their searches as `searches`, and those of the paper profile
 * and its rehearsal, whose language models have sizes and lengths of their own, as `searchesOf`. All their choices stand
 * in the tuned.json beside them.
 */
export interface Search extends Pick<Tuning, "arm" | "steps" | "seeds"> {
  /** Its name in tuned.json. */
  readonly name: string;
  /** Rates tried first, ascending, in factors of two. */
  readonly rates: readonly number[];
  /** Warm-ups tried with each rate. */
  readonly warmups: readonly number[];
  /** Whether only the given rates are tried: the grid is then neither extended nor refined. */
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

/** Ties a reader of results to the trial whose results it reads. */
export function measured<Result>(
  trial: Trial<{ result: Result }>,
  lossOf: (result: Result) => number,
): Measured {
  return { trial, lossOf: (result) => lossOf(result as Result) };
}

/** A language model's run, whose final loss on the tuning documents is to be low. */
export const finalLossOf = (trial: Trial<{ result: { finalLoss: number } }>): Measured =>
  measured(trial, ({ finalLoss }) => finalLoss);

/** Seeds of the searches: below the report's, and none of the pilot's. */
export const tuningSeeds = [50, 51, 52];

/** A grid of three rates about one, each twice the rate before. */
export const ratesAround = (rate: number): readonly number[] => [rate / 2, rate, 2 * rate];

/** The warm-ups that every search tries: 20 steps, and a tenth of the training. */
export const warmupsOf = (steps: number): readonly number[] => [...new Set([20, Math.round(steps / 10)])];

/** The profiles whose arms are tuned. The quick one takes the settings of the default one. */
export type SearchedProfile = Exclude<ProfileName, "quick">;

/** Entries of a tuned.json by the name of the search. */
type Choices = Readonly<Record<string, Pick<Tuning, "choice">>>;

/** Finds settings by the name of their search; undefined before it has been made. */
export type FindSettings = (name: string) => Settings | undefined;

/** Looks in a slide's own tuned.json and then among the shared choices: `const findSettings = settingsIn(tunings)`. */
export const settingsIn =
  (own: Choices): FindSettings =>
  (name) => {
    const tuning = own[name] ?? (shared as Choices)[name];
    if (tuning === undefined) return undefined;
    const { learningRate, warmupSteps } = tuning.choice;
    return { learningRate, warmupSteps };
  };

/** The settings of a search that must have been made: an author who lists a run without one learns how to add it. */
export function requiredSettings(find: FindSettings, name: string): Settings {
  const found = find(name);
  if (found !== undefined) return found;
  const place = name.slice(0, name.lastIndexOf("/") + 1);
  const arms = Object.keys(shared).flatMap((other) =>
    other.startsWith(place) ? [other.slice(place.length)] : [],
  );
  const others = arms.length === 0 ? "" : `; at ${place.slice(0, -1)} there are those of ${arms.join(", ")}`;
  throw Object.assign(new RangeError(`no search has chosen the settings ${name}${others}`), {
    help: HOW_TO_SEARCH,
  });
}

const HOW_TO_SEARCH = [
  "in the slide's folder tuning.ts lists searches: languageSearch(arm, { length }, rates, scale) makes one",
  "npm run tune -- NUMBER writes what they choose to tuned.json",
  "runs take it by languageRun(arm, run, scale, scaledSettings(arm, run, scale, settingsIn(tunings)))",
  "for an example, see tuning.ts and coverage-runs.ts in experiments/08-global-context/",
].join("; ");

/** The same as a function of the name: `const tunedSettings = settingsOf(tunings)`. */
export const settingsOf =
  (own: Choices) =>
  (name: string): Settings =>
    requiredSettings(settingsIn(own), name);

/** All that a shared search has tried. */
export const triedSettings = (name: string): readonly Tried[] =>
  (shared as Readonly<Record<string, Pick<Tuning, "tried">>>)[name]?.tried ?? [];

/** The settings of arms that slides share. */
export const findShared: FindSettings = settingsIn({});
