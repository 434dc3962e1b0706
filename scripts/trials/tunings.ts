/** The searches of the project, what they have found, and whether that still stands. */
import path from "node:path";
import type { Trial } from "../../experiments/lib/trial.ts";
import type { Measured, Search, Tuning } from "../../experiments/lib/tuned.ts";
import type { Bundle, Bundler } from "../base/bundle.ts";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { type CanonicalTexts, canonicalJsonOfParts, sha256 } from "../base/hash.ts";
import { prettyJson } from "../base/json.ts";
import { ENGINE_FOLDER, type KeyedTrial, type KeyOptions, keyTrials } from "./keys.ts";

/** A search, with the place of what it has found. */
export interface PlacedSearch {
  readonly search: Search;
  /** What it is called in messages and on the command line: "09/horizon-800/full"; without a number where shared. */
  readonly label: string;
  /** The tuned.json that holds what it has found. */
  readonly file: string;
  readonly tuning: Tuning | undefined;
}

/** The searches of one tuning.ts, and the file beside it that holds what they found. */
interface TuningFile {
  readonly module: string;
  readonly file: string;
  /** Begins the labels of its searches. */
  readonly prefix: string;
}

const SHARED: TuningFile = {
  module: "experiments/lib/trials/tuning.ts",
  file: "experiments/lib/tuned.json",
  prefix: "",
};

/** The shared searches, then those of each slide's tuning.ts. */
async function tuningFiles({ root, disk }: Effects): Promise<readonly TuningFile[]> {
  const folders = (await disk.list(path.join(root, "experiments"))).filter((name) => /^\d\d-/.test(name));
  const ofSlides = folders.map((name) => ({
    module: `experiments/${name}/tuning.ts`,
    file: `experiments/${name}/tuned.json`,
    prefix: `${name.slice(0, 2)}/`,
  }));
  const kinds = await Promise.all(
    [SHARED, ...ofSlides].map(({ module }) => disk.kind(path.join(root, module))),
  );
  return [SHARED, ...ofSlides].filter((_, index) => kinds[index] === "file");
}

/** All searches of the project. An entry of a tuned.json that no search makes, or a missing file, is a ReportError. */
export async function findSearches(effects: Effects): Promise<readonly PlacedSearch[]> {
  const { root, disk, load } = effects;
  const found: PlacedSearch[] = [];
  for (const { module, file, prefix } of await tuningFiles(effects)) {
    const text = await disk.maybeText(path.join(root, file));
    if (text === undefined) {
      throw new ReportError(`missing file: ${file}`, { help: "npm run tune writes what the searches find" });
    }
    const tunings: Readonly<Record<string, Tuning>> = JSON.parse(text);
    const { searches } = await load(path.join(root, module));
    if (!Array.isArray(searches)) throw new ReportError(`missing export: searches in ${module}`);
    // The file's contract: an export of that name is a list of searches.
    const own = searches as readonly Search[];
    const orphan = Object.keys(tunings).find((name) => !own.some((search) => search.name === name));
    if (orphan !== undefined) {
      throw new ReportError(`unknown search: ${orphan} in ${file}`, {
        help: `${module} makes no such search; remove the entry`,
      });
    }
    for (const search of own) {
      found.push({ search, file, tuning: tunings[search.name], label: `${prefix}${search.name}` });
    }
  }
  return found;
}

/** Writes an empty tuned.json beside each tuning.ts that has none, so that its slide can be loaded before it is tuned. */
export async function createMissingFiles(effects: Effects): Promise<void> {
  const { root, disk } = effects;
  for (const { file } of await tuningFiles(effects)) {
    const target = path.join(root, file);
    if ((await disk.kind(target)) === "none") await disk.write(target, prettyJson({}));
  }
}

/** Stores what a search has found, beside what the others of its file have. */
export async function writeTuning(
  { search, file }: PlacedSearch,
  tuning: Tuning,
  { root, disk }: Effects,
): Promise<void> {
  const target = path.join(root, file);
  const tunings: Readonly<Record<string, Tuning>> = JSON.parse(await disk.readText(target));
  await disk.write(target, prettyJson({ ...tunings, [search.name]: tuning }));
}

/** The runs are keyed as of one profile and engine, whichever the build uses: rates are tuned once. */
export const tuningKeyOptions: KeyOptions = { profile: "default", engine: "wasm" };

/** The runs of a search at some rates: for each rate, one of each seed. */
function runsOf({ run, seeds }: Search, rates: readonly number[]): readonly (readonly Measured[])[] {
  return rates.map((rate) => seeds.map((seed) => run(rate, seed)));
}

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

/**
 * Labels of the searches whose runs would be others today than those that chose their rate. A search that has chosen none
 * yet is a ReportError: a build could not know the rate.
 */
export async function staleSearches(
  searches: readonly PlacedSearch[],
  effects: Effects,
  bundler?: Bundler,
): Promise<readonly string[]> {
  const untuned = searches.find(({ tuning }) => tuning === undefined);
  if (untuned !== undefined) {
    throw new ReportError(`missing learning rate: ${untuned.search.name} in ${untuned.file}`, {
      help: `npm run tune -- ${untuned.label}`,
    });
  }
  const keys = await keysOfSearches(searches, effects, bundler);
  return searches.filter(({ tuning }, index) => tuning?.key !== keys[index]).map(({ label }) => label);
}

/** Key of each search over the rates that it has tried, or over its first grid. */
export async function keysOfSearches(
  searches: readonly PlacedSearch[],
  effects: Effects,
  bundler?: Bundler,
): Promise<readonly string[]> {
  const trials = searches.map(({ search, tuning }) =>
    runsOf(search, tuning?.grid ?? search.grid)
      .flat()
      .map(({ trial }) => trial),
  );
  // All at once: what the keys are made of is read and bundled once for all searches.
  const keyed = await keyTrials(trials.flat(), tuningKeyOptions, effects, bundler);
  return trials.map((ofSearch) => tuningKey(keyedWithInputs(ofSearch, keyed)));
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
