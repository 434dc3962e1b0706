/** Learning rates and warm-ups that `npm run tune` has chosen. */

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

/** Adapts settings for `fromSteps` to a run of `steps`, with another rate and the same share of warm-up. */
export const transferred = (
  { learningRate, warmupSteps }: Settings,
  { rateFactor, steps, fromSteps }: Readonly<Record<"rateFactor" | "steps" | "fromSteps", number>>,
): Settings => ({
  learningRate: rateFactor * learningRate,
  warmupSteps: Math.max(1, Math.round((warmupSteps * steps) / fromSteps)),
});

/** A language model's run whose final loss on the tuning documents a search minimises. */
export const finalLossOf = (trial: Trial<{ result: { finalLoss: number } }>): Measured =>
  measured(trial, ({ finalLoss }) => finalLoss);

/** Seeds of the searches: lower than the report's, and different from the pilot's. */
export const tuningSeeds = [50, 51, 52];

/** A grid of three rates around a middle one, in factors of two. */
export const ratesAround = (rate: number): readonly number[] => [rate / 2, rate, 2 * rate];

/** The warm-ups that every search tries: 20 steps, and a tenth of the training. */
export const warmupsOf = (steps: number): readonly number[] => [...new Set([20, Math.round(steps / 10)])];

/** Entries of a chosen-settings.json by the name of the search. */
type Choices = Readonly<Record<string, Pick<ChosenSettings<Settings>, "choice">>>;

/** Finds settings by the name of their search; undefined if none was made yet. */
export type FindSettings = (name: string) => Settings | undefined;

/** Looks in a slide's own chosen-settings.json, then among the shared choices. */
export const settingsIn =
  (own: Choices): FindSettings =>
  (name) => {
    const chosen = own[name] ?? (shared as Choices)[name];
    if (chosen === undefined) return undefined;
    const { learningRate, warmupSteps } = chosen.choice;
    return { learningRate, warmupSteps };
  };

/** Settings that must exist. Otherwise an error tells the author how to add the search. */
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

/** The same for settings that must exist. */
export const settingsOf =
  (own: Choices) =>
  (name: string): Settings =>
    requiredSettings(settingsIn(own), name);

/** Everything that a shared search has tried. */
export const triedSettings = (name: string): readonly Tried<Settings>[] =>
  (shared as Readonly<Record<string, Pick<ChosenSettings<Settings>, "tried">>>)[name]?.tried ?? [];

/** The settings of the arms that slides share. */
export const findShared: FindSettings = settingsIn({});
