/** Learning rates that `npm run tune` has chosen. */

import { type ChosenSettings, type Measured, measured, type Tried } from "../kit/search.ts";
import { mean, pairedDifferences } from "../kit/stats/describe.ts";
import { meanInterval } from "../kit/stats/intervals.ts";
import type { Trial } from "../kit/trial.ts";
import shared from "./chosen-settings.json" with { type: "json" };

/** What a search chooses: the highest learning rate of whatever its arm trains. */
export interface Settings {
  readonly learningRate: number;
}

/** What a search of a language model chooses: the rate of the body or of its adapters, and the rate of the rest. */
export interface Rates extends Settings {
  /** Of embeddings, positions and head. */
  readonly outerLearningRate: number;
}

/** A language model's run whose final loss on the tuning documents a search minimises. */
export const finalLossOf = (trial: Trial<{ result: { finalLoss: number } }>): Measured =>
  measured(trial, ({ finalLoss }) => finalLoss);

/** Seeds of the searches, none of which the report uses. */
export const tuningSeeds = [50, 51, 52];

/** A grid of three rates around a middle one, in factors of two. */
export const ratesAround = (rate: number): readonly number[] => [rate / 2, rate, 2 * rate];

type Choice = Settings & Partial<Rates>;

/** Entries of a chosen-settings.json by the name of the search. */
type Choices = Readonly<Record<string, Pick<ChosenSettings<Choice>, "choice">>>;

/** Finds settings by the name of their search; undefined if none was made yet. */
export type FindSettings = (name: string) => Choice | undefined;

/** Looks in a slide's own chosen-settings.json, then among the shared choices. */
export const settingsIn =
  (own: Choices): FindSettings =>
  (name) =>
    (own[name] ?? (shared as Choices)[name])?.choice;

/** The settings of the arms that slides share. */
export const findShared: FindSettings = settingsIn({});

/** Settings that must exist. Otherwise an error tells the author how to add the search. */
export function requiredSettings(find: FindSettings, name: string): Choice {
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
  "in the slide's folder searches.ts lists searches: languageSearch(arm, { length }, rate) makes one",
  "npm run tune -- NUMBER writes what they choose to chosen-settings.json",
  "runs take it by languageRun(arm, run, plan, ratesFor(arm, run, settingsIn(choices)))",
  "for an example, see searches.ts and recall-runs.ts in experiments/08-global-context/",
].join("; ");

/** Both rates of a language model's arm, which must exist. */
export function requiredRates(find: FindSettings, name: string): Rates {
  const { learningRate, outerLearningRate } = requiredSettings(find, name);
  if (outerLearningRate === undefined) throw new RangeError(`missing outerLearningRate of ${name}`);
  return { learningRate, outerLearningRate };
}

/** The rate that must exist, by the name of its search: in a slide's own choices, or among the shared ones. */
export const settingsOf =
  (own: Choices) =>
  (name: string): Settings => ({ learningRate: requiredSettings(settingsIn(own), name).learningRate });

/** Everything that a shared search has tried. */
export const triedSettings = (name: string): readonly Tried<Choice>[] =>
  (shared as Readonly<Record<string, Pick<ChosenSettings<Choice>, "tried">>>)[name]?.tried ?? [];

type Searched = Pick<ChosenSettings, "tried">;

const sharedSearches = shared as Readonly<Record<string, Searched>>;

/** The losses of the two best settings that ran with every seed, the best first. */
function finalists({ tried }: Searched): readonly (readonly number[])[] {
  const complete = Math.max(0, ...tried.map(({ losses }) => losses.length));
  return tried
    .map(({ losses }) => losses.filter((loss) => loss !== null))
    .filter((losses) => losses.length === complete && complete > 0)
    .sort((left, right) => mean(left) - mean(right))
    .slice(0, 2);
}

/**
 * The sum over the compared arms of what the second-best settings of their searches lost on the tuning data, for `tuning` of an
 * estimate. `own` are a slide's own searches.
 */
export function tuningMargin(names: readonly string[], own: Readonly<Record<string, Searched>> = {}): number {
  return names.reduce((sum, name) => {
    const [best, second] = finalists(own[name] ?? sharedSearches[name] ?? { tried: [] });
    return best === undefined || second === undefined ? sum : sum + mean(second) - mean(best);
  }, 0);
}

/** The mean loss of what a shared search chose, on its tuning data; undefined if it was not made. */
export function tunedLoss(name: string): number | undefined {
  const [best] = finalists(sharedSearches[name] ?? { tried: [] });
  return best && mean(best);
}

/** The names of the shared searches whose two best settings three seeds do not tell apart: the 95% interval holds zero. */
export const tiedSearches = (): readonly string[] =>
  Object.entries(sharedSearches).flatMap(([name, search]) => {
    const [best, second] = finalists(search);
    if (best === undefined || second === undefined) return [];
    const interval = meanInterval(pairedDifferences(second, best));
    return interval === undefined || interval.low <= 0 ? [name] : [];
  });

/** How many shared searches there are. */
export const sharedSearchCount = Object.keys(shared).length;
