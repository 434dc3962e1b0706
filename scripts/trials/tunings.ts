/** What a tuning ran, so that one can be repeated, and one whose code has changed be noticed. */
import type { Trial } from "../../experiments/lib/trial.ts";
import type { Tuning } from "../../experiments/lib/tuned.ts";
import type { Bundle, Bundler } from "../base/bundle.ts";
import type { Effects } from "../base/effects.ts";
import { type CanonicalTexts, canonicalJsonOfParts, sha256 } from "../base/hash.ts";
import type { Measured, Search } from "../tuning/measured.ts";
import { type KeyedTrial, type KeyOptions, keyTrials } from "./keys.ts";

/** The runs are keyed as of one profile and engine, whichever the build uses: rates are tuned once. */
export const tuningKeyOptions: KeyOptions = { profile: "default", engine: "wasm" };

/** The runs of a search at some rates: for each rate, one of each seed. */
export function runsOf({ run, seeds }: Search, rates: readonly number[]): readonly (readonly Measured[])[] {
  return rates.map((rate) => seeds.map((seed) => run(rate, seed)));
}

const ENGINE_FOLDER = "experiments/lib/engine/";

/**
 * Hash of what decides which rate is best: packages, configs, and the code that the runs reach. Not the engine and not
 * the version of Node: they compute the same functions, and a difference in rounding does not move a basin.
 */
export function tuningKey(trials: readonly KeyedTrial[]): string {
  const parts = trials.map(({ components: { kind, packages, config }, bundle }) =>
    canonicalJsonOfParts({ kind, packages, config, sources: withoutEngine(bundle) }, texts),
  );
  return sha256(`[${parts.join()}]`);
}

/** The sources of a bundle and the texts of what many trials share: each made once. */
const ownSources = new WeakMap<Bundle, Bundle["sources"]>();
const texts: CanonicalTexts = new WeakMap();

function withoutEngine(bundle: Bundle): Bundle["sources"] {
  const known =
    ownSources.get(bundle) ??
    Object.fromEntries(Object.entries(bundle.sources).filter(([path]) => !path.startsWith(ENGINE_FOLDER)));
  ownSources.set(bundle, known);
  return known;
}

/** Names of the tunings whose runs would be others today, or that no search makes any more. */
export async function staleTunings(
  tunings: Readonly<Record<string, Tuning>>,
  searches: readonly Search[],
  effects: Effects,
  bundler?: Bundler,
): Promise<readonly string[]> {
  const runsByName = new Map(
    Object.entries(tunings).map(([name, { grid }]) => {
      const search = searches.find((candidate) => candidate.name === name);
      return [name, search === undefined ? [] : trialsOf(search, grid)] as const;
    }),
  );
  // All at once: what the keys are made of is read and bundled once for all searches.
  const keyed = await keyTrials([...runsByName.values()].flat(), tuningKeyOptions, effects, bundler);
  return Object.entries(tunings)
    .filter(([name, { key }]) => {
      const trials = runsByName.get(name) ?? [];
      return trials.length === 0 || tuningKey(keyedWithInputs(trials, keyed)) !== key;
    })
    .map(([name]) => name);
}

/** Trials and all that they take as inputs, inputs first, by what `keyTrials` found. */
function keyedWithInputs(
  trials: readonly Trial[],
  keyed: ReadonlyMap<Trial, KeyedTrial>,
): readonly KeyedTrial[] {
  const found = new Map<Trial, KeyedTrial>();
  const visit = (trial: Trial): void => {
    const ofTrial = keyed.get(trial);
    if (ofTrial === undefined) throw new Error(`missing key of a trial: ${trial.kind}`);
    Object.values(trial.inputs).forEach(visit);
    found.set(trial, ofTrial);
  };
  trials.forEach(visit);
  return [...found.values()];
}

const trialsOf = (search: Search, grid: readonly number[]): readonly Trial[] =>
  runsOf(search, grid)
    .flat()
    .map(({ trial }) => trial);

/** The key of a search's runs over a grid. */
export async function keyOfSearch(
  search: Search,
  grid: readonly number[],
  effects: Effects,
): Promise<string> {
  const trials = trialsOf(search, grid);
  return tuningKey(keyedWithInputs(trials, await keyTrials(trials, tuningKeyOptions, effects)));
}
