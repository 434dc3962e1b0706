/** Learning rates and warm-ups, as `npm run tune` chose them. */

import { type ChosenSettings, type Measured, measured, type Tried } from "../kit/search.ts";
import type { Trial } from "../kit/trial.ts";
import shared from "./chosen-settings.json" with { type: "json" };

/** What searches choose. */
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

/** A language model's run, whose final loss on the tuning documents is to be low. */
export const finalLossOf = (trial: Trial<{ result: { finalLoss: number } }>): Measured =>
  measured(trial, ({ finalLoss }) => finalLoss);

/** Seeds of the searches: below the report's, and none of the pilot's. */
export const tuningSeeds = [50, 51, 52];

/** A grid of three rates about one, each twice the rate before. */
export const ratesAround = (rate: number): readonly number[] => [rate / 2, rate, 2 * rate];

/** The warm-ups that every search tries: 20 steps, and a tenth of the training. */
export const warmupsOf = (steps: number): readonly number[] => [...new Set([20, Math.round(steps / 10)])];

/** Entries of a chosen-settings.json by the name of the search. */
type Choices = Readonly<Record<string, Pick<ChosenSettings<Settings>, "choice">>>;

/** Finds settings by the name of their search; undefined before it has been made. */
export type FindSettings = (name: string) => Settings | undefined;

/** Looks in a slide's own chosen-settings.json and then among the shared choices: `const findSettings = settingsIn(tunings)`. */
export const settingsIn =
  (own: Choices): FindSettings =>
  (name) => {
    const chosen = own[name] ?? (shared as Choices)[name];
    if (chosen === undefined) return undefined;
    const { learningRate, warmupSteps } = chosen.choice;
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
  "in the slide's folder searches.ts lists searches: languageSearch(arm, { length }, rates, plan) makes one",
  "npm run tune -- NUMBER writes what they choose to chosen-settings.json",
  "runs take it by languageRun(arm, run, plan, scaledSettings(arm, run, plan, settingsIn(choices)))",
  "for an example, see searches.ts and coverage-runs.ts in experiments/08-global-context/",
].join("; ");

/** The same as a function of the name: `const tunedSettings = settingsOf(tunings)`. */
export const settingsOf =
  (own: Choices) =>
  (name: string): Settings =>
    requiredSettings(settingsIn(own), name);

/** All that a shared search has tried. */
export const triedSettings = (name: string): readonly Tried<Settings>[] =>
  (shared as Readonly<Record<string, Pick<ChosenSettings<Settings>, "tried">>>)[name]?.tried ?? [];

/** The settings of arms that slides share. */
export const findShared: FindSettings = settingsIn({});
