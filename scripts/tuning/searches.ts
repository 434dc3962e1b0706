/** The project's searches for learning rates, their choices, and whether the choices are still valid for the code. */
import path from "node:path";
import type { ProfileName } from "../../experiments/kit/experiment.ts";
import type { Measured, Search, SearchedProfile, Tuning } from "../../experiments/kit/search.ts";
import type { Trial } from "../../experiments/kit/trial.ts";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { firstLine } from "../base/format.ts";
import { callCode } from "../base/frames.ts";
import { type CanonicalTexts, canonicalJsonOfParts, sha256 } from "../base/hash.ts";
import { prettyJson } from "../base/json.ts";
import type { Bundle, Bundler } from "../bundling/bundle.ts";
import { ENGINE_FOLDER, type KeyedTrial, type KeyOptions, keyTrials } from "../trials/keys.ts";

/** A search with its choice and the file that holds it. */
export interface PlacedSearch {
  readonly search: Search;
  /** Its name in messages and on the command line, e.g. "09/horizon-800/full"; no slide number if shared. */
  readonly label: string;
  /** The chosen-settings.json that holds its choice. */
  readonly file: string;
  /** Undefined before the first search. */
  readonly tuning: Tuning | undefined;
}

/** A searches.ts, which defines searches, and the chosen-settings.json beside it, which holds their choices. */
interface TuningFile {
  readonly module: string;
  readonly file: string;
  /** Beginning of its searches' labels. */
  readonly prefix: string;
}

const SHARED: TuningFile = {
  module: "experiments/lab/tuning/shared-searches.ts",
  file: "experiments/lab/chosen-settings.json",
  prefix: "",
};

/** The names of the slides' folders, which begin with their numbers. */
export const slidesIn = async ({ root, disk }: Effects): Promise<readonly string[]> =>
  (await disk.list(path.join(root, "experiments"))).filter((name) => /^\d\d-/.test(name));

/** The shared searches.ts, then those of the slides. */
async function tuningFiles(effects: Effects): Promise<readonly TuningFile[]> {
  const { root, disk } = effects;
  const ofSlides = (await slidesIn(effects)).map((name) => ({
    module: `experiments/${name}/searches.ts`,
    file: `experiments/${name}/chosen-settings.json`,
    prefix: `${name.slice(0, 2)}/`,
  }));
  const kinds = await Promise.all(
    [SHARED, ...ofSlides].map(({ module }) => disk.kind(path.join(root, module))),
  );
  return [SHARED, ...ofSlides].filter((_, index) => kinds[index] === "file");
}

/** What a searches.ts exports. */
interface TuningModule {
  readonly searches: readonly Search[];
  readonly searchesOf?: (profile: Exclude<SearchedProfile, "default">) => readonly Search[];
}

/**
 * The searches of a profile. Throws a ReportError for a missing chosen-settings.json, and for an entry that is no search of any
 * profile.
 */
export async function findSearches(
  effects: Effects,
  profile: SearchedProfile = "default",
): Promise<readonly PlacedSearch[]> {
  const { root, disk, load } = effects;
  const found: PlacedSearch[] = [];
  for (const { module, file, prefix } of await tuningFiles(effects)) {
    const text = await disk.maybeText(path.join(root, file));
    if (text === undefined) {
      throw new ReportError(`missing file: ${file}`, { help: "npm run tune writes it" });
    }
    const tunings = parseTunings(text, file);
    const loaded = await load(path.join(root, module));
    const code = { file: module, root };
    const searches = callCode(() => searchesIn(loaded, module), "searchesOf()", code);
    const all = Object.values(searches).flat();
    const orphan = Object.keys(tunings).find((name) => !all.some((search) => search.name === name));
    if (orphan !== undefined) {
      throw new ReportError(`unknown search: ${orphan} in ${file}`, {
        help: `${module} defines no such search; remove the entry`,
      });
    }
    for (const search of searches[profile]) {
      const { name } = search;
      const run: Search["run"] = (settings, seed) =>
        callCode(() => search.run(settings, seed), `run() of ${name}`, code);
      found.push({ search: { ...search, run }, file, tuning: tunings[name], label: `${prefix}${name}` });
    }
  }
  return found;
}

/** What a searches.ts exports, by profile. */
function searchesIn(
  loaded: Readonly<Record<string, unknown>>,
  module: string,
): Readonly<Record<SearchedProfile, readonly Search[]>> {
  if (!Array.isArray(loaded.searches)) throw new ReportError(`missing export: searches in ${module}`);
  // A searches.ts promises that its exports have these types.
  const { searches, searchesOf = () => [] } = loaded as unknown as TuningModule;
  return {
    default: searches,
    paper: searchesOf("paper"),
    // After the few steps of a rehearsal the best rate may lie anywhere.
    rehearsal: searchesOf("rehearsal").map((search) => ({ ...search, isClosed: true })),
  };
}

function parseTunings(text: string, file: string): Readonly<Record<string, Tuning>> {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "";
    throw new ReportError(`invalid file: ${file}: ${firstLine(reason)}`, {
      help: `npm run tune writes it; git checkout ${file} brings back what is committed`,
      cause: error,
    });
  }
}

/**
 * Writes an empty chosen-settings.json beside each searches.ts that has none, so that its slide can be loaded before it is tuned.
 */
export async function createMissingFiles(effects: Effects): Promise<void> {
  const { root, disk } = effects;
  for (const { file } of await tuningFiles(effects)) {
    const target = path.join(root, file);
    if ((await disk.kind(target)) === "none") await disk.write(target, prettyJson({}));
  }
}

/** Writes the choice of a search into its chosen-settings.json and keeps the other entries. */
export async function writeTuning(
  { search, file }: PlacedSearch,
  tuning: Tuning,
  { root, disk }: Effects,
): Promise<void> {
  const target = path.join(root, file);
  const tunings: Readonly<Record<string, Tuning>> = JSON.parse(await disk.readText(target));
  await disk.write(target, prettyJson({ ...tunings, [search.name]: tuning }));
}

/** All searches use this profile and engine, whichever a build uses, because rates are tuned only once. */
export const tuningKeyOptions: KeyOptions = { profile: "default", engine: "wasm" };

/** The runs of a search, one a seed: at all that it has tried, or at what it is to try first. */
function runsOf({ run, seeds, rates, warmups }: Search, tuning: Tuning | undefined): readonly Measured[] {
  const first = rates.flatMap((learningRate) =>
    warmups.map((warmupSteps) => ({ learningRate, warmupSteps })),
  );
  const settings = tuning?.tried.map(({ losses: _, ...tried }) => tried) ?? first;
  return settings.flatMap((tried) => seeds.map((seed) => run(tried, seed)));
}

/**
 * Hash of what decides which settings are best: packages, configs and the code of the runs. It leaves out the engine and the
 * version of Node: they compute the same functions, and differences in rounding do not change the best rate of a grid.
 */
export function tuningKey(trials: readonly KeyedTrial[]): string {
  const parts = trials.map(({ components: { kind, packages, config }, bundle }) =>
    canonicalJsonOfParts({ kind, packages, config, sources: withoutEngine(bundle) }, texts),
  );
  return sha256(`[${parts.join()}]`);
}

/** Memoised, because many trials share a bundle and a config. */
const ownSources = new WeakMap<Bundle, Bundle["sources"]>();
const texts: CanonicalTexts = new WeakMap();

function withoutEngine(bundle: Bundle): Bundle["sources"] {
  const known =
    ownSources.get(bundle) ??
    Object.fromEntries(Object.entries(bundle.sources).filter(([path]) => !path.startsWith(ENGINE_FOLDER)));
  ownSources.set(bundle, known);
  return known;
}

/** The searches that a build of a profile rests on and that have chosen: the default profile's, and its own. */
export async function searchesOfBuild(
  profile: ProfileName,
  effects: Effects,
): Promise<readonly PlacedSearch[]> {
  const shared = await findSearches(effects);
  if (profile === "quick" || profile === "default") return shared;
  const own = await findSearches(effects, profile);
  return [...shared, ...own.filter(({ tuning }) => tuning !== undefined)];
}

/**
 * Labels of the searches whose runs have changed since they chose their rate. Throws a ReportError for a search without
 * a choice, because a build needs its rate.
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

/** All runs of these searches, with their keys. */
export async function trialsOfSearches(
  searches: readonly PlacedSearch[],
  effects: Effects,
  bundler?: Bundler,
): Promise<readonly KeyedTrial[]> {
  const runs = searches.flatMap(({ search, tuning }) => runsOf(search, tuning));
  const keyed = await keyTrials(
    runs.map(({ trial }) => trial),
    tuningKeyOptions,
    effects,
    bundler,
  );
  return [...keyed.values()];
}

/** The key of each search, from its runs at the settings that it has tried, or at those of its first grid. */
export async function keysOfSearches(
  searches: readonly PlacedSearch[],
  effects: Effects,
  bundler?: Bundler,
): Promise<readonly string[]> {
  const trials = searches.map(({ search, tuning }) => runsOf(search, tuning).map(({ trial }) => trial));
  // One call for all searches, which then share what is read and bundled.
  const keyed = await keyTrials(trials.flat(), tuningKeyOptions, effects, bundler);
  return trials.map((ofSearch) => tuningKey(keyedWithInputs(ofSearch, keyed)));
}

/** The keyed trials and all their inputs, inputs first. Equal trials that are listed twice appear twice. */
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
