/** The project's searches for settings, their choices, and whether the choices are still valid for the code. */
import path from "node:path";
import type { ProfileName } from "../../experiments/kit/experiment.ts";
import type { Engine } from "../../experiments/kit/report.ts";
import type {
  Asked,
  ChosenSettings,
  Measured,
  Search,
  SearchedProfile,
  SearchSteps,
  Tried,
} from "../../experiments/kit/search.ts";
import type { Trial } from "../../experiments/kit/trial.ts";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { firstLine } from "../base/format.ts";
import { callCode } from "../base/frames.ts";
import { canonicalJsonOfParts, sha256 } from "../base/hash.ts";
import { prettyJson } from "../base/json.ts";
import type { Bundle, Bundler } from "../bundling/bundle.ts";
import { type KeyedTrial, type KeyOptions, keyTrials } from "../trials/keys.ts";
import { loadReport, REPORT_ENTRY, slidesIn } from "../trials/report-entry.ts";

/** A search with its choice and the file of the choice. */
export interface PlacedSearch {
  readonly search: Search;
  /** Its name in messages and on the command line, e.g. "09/horizon-800/full"; no slide number if shared. */
  readonly label: string;
  readonly profile: SearchedProfile;
  /** The chosen-settings.json with its choice. */
  readonly file: string;
  /** Undefined before the first search. */
  readonly chosen: ChosenSettings | undefined;
}

/** Where searches are defined, and the file of their choices. */
interface SearchesFile {
  /** For messages. */
  readonly module: string;
  readonly file: string;
  /** Beginning of its searches' labels. */
  readonly prefix: string;
  /** Loads them: a slide's module may read the file of choices, which then has to exist. */
  readonly load: () => Promise<SearchesOf>;
}

type SearchesOf = (profile: SearchedProfile) => readonly Search[];

/** The shared searches, then those of the slides. */
async function searchesFiles(effects: Effects): Promise<readonly SearchesFile[]> {
  const { searches } = await loadReport(effects);
  const shared =
    searches === undefined
      ? []
      : [{ module: REPORT_ENTRY, file: searches.chosen, prefix: "", load: async () => searches.of }];
  return [...shared, ...(await searchesFilesOfSlides(effects))];
}

async function searchesFilesOfSlides(effects: Effects): Promise<readonly SearchesFile[]> {
  const { root, disk } = effects;
  const found: SearchesFile[] = [];
  for (const name of await slidesIn(effects)) {
    const module = `experiments/${name}/searches.ts`;
    if ((await disk.kind(path.join(root, module))) !== "file") continue;
    found.push({
      module,
      file: `experiments/${name}/chosen-settings.json`,
      prefix: `${name.slice(0, 2)}/`,
      load: () => loadSearches(module, effects),
    });
  }
  return found;
}

async function loadSearches(module: string, { root, load }: Effects): Promise<SearchesOf> {
  const { searches, searchesOf = () => [] } = (await load(
    path.join(root, module),
  )) as Partial<SearchesModule>;
  if (!Array.isArray(searches)) throw new ReportError(`missing export: searches in ${module}`);
  return (profile) => (profile === "default" ? searches : searchesOf(profile));
}

/** What a slide's searches.ts exports. */
interface SearchesModule {
  readonly searches: readonly Search[];
  readonly searchesOf: (profile: Exclude<SearchedProfile, "default">) => readonly Search[];
}

/**
 * The searches of a profile. Throws a ReportError for a missing file of choices, and for an entry that is no search of any
 * profile.
 */
export async function findSearches(
  effects: Effects,
  profile: SearchedProfile = "default",
): Promise<readonly PlacedSearch[]> {
  const found: PlacedSearch[] = [];
  for (const { module, file, prefix, load } of await searchesFiles(effects)) {
    const text = await effects.disk.maybeText(path.join(effects.root, file));
    if (text === undefined)
      throw new ReportError(`missing file: ${file}`, { help: "npm run tune writes it" });
    const choices = parseChoices(text, file);
    const searchesOf = await load();
    const code = { file: module, root: effects.root };
    const all = callCode(() => searchedProfiles.flatMap(searchesOf), "searchesOf()", code);
    const orphan = Object.keys(choices).find((name) => !all.some((search) => search.name === name));
    if (orphan !== undefined) {
      throw new ReportError(`unknown search: ${orphan} in ${file}`, {
        help: `${module} defines no such search; remove the entry`,
      });
    }
    for (const listed of searchesOf(profile)) {
      const { name } = listed;
      const run: Search["run"] = (settings, seed) =>
        callCode(() => listed.run(settings, seed), `run() of ${name}`, code);
      const search: Search = { ...listed, run };
      found.push({ search, profile, file, chosen: choices[name], label: `${prefix}${name}` });
    }
  }
  return found;
}

const searchedProfiles: readonly SearchedProfile[] = ["default", "long"];

function parseChoices(text: string, file: string): Readonly<Record<string, ChosenSettings>> {
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
 * Writes an empty chosen-settings.json next to each searches.ts that has none, so that the slide can be loaded before its
 * searches are made.
 */
export async function createMissingFiles(effects: Effects): Promise<void> {
  const { root, disk } = effects;
  for (const { file } of await searchesFiles(effects)) {
    const target = path.join(root, file);
    if ((await disk.kind(target)) === "none") await disk.write(target, prettyJson({}));
  }
}

/** Writes the choice of a search into its chosen-settings.json and keeps the other entries. */
export async function writeChoice(
  { search, file }: PlacedSearch,
  chosen: ChosenSettings,
  { root, disk }: Effects,
): Promise<void> {
  const target = path.join(root, file);
  const choices: Readonly<Record<string, ChosenSettings>> = JSON.parse(await disk.readText(target));
  await disk.write(target, prettyJson({ ...choices, [search.name]: chosen }));
}

/** All searches use this profile and engine, whichever a build uses, because rates are chosen only once. */
export const searchKeyOptions: KeyOptions = { profile: "default" };

/** Starts a search. */
export const stepsOf = ({ search }: PlacedSearch): SearchSteps => search.choose();

/** What a search asks for first. */
export function firstStepOf(placed: PlacedSearch): readonly Asked[] {
  const first = stepsOf(placed).next();
  return first.done === true ? [] : first.value;
}

export const runsOf = ({ run }: Search, asked: readonly Asked[]): readonly Measured[] =>
  asked.map(({ settings, seed }) => run(settings, seed));

/** The settings of something tried, without its losses. */
export const settingsOf = ({ losses: _, ...settings }: Tried): object => settings;

/** The runs of a search, one per seed, for all settings that it has tried, or those that it asks for first. */
function knownRuns(placed: PlacedSearch): readonly Measured[] {
  const { search, chosen } = placed;
  if (chosen === undefined) return runsOf(search, firstStepOf(placed));
  return chosen.tried
    .map(settingsOf)
    .flatMap((settings) => search.seeds.map((seed) => search.run(settings, seed)));
}

/**
 * Hash of what decides which settings are best: packages, configs and the code of the runs. It leaves out the engine and the
 * version of Node: they compute the same functions, and differences in rounding do not change the best rate of a grid.
 */
export function searchKey(trials: readonly KeyedTrial[], engine: Engine | undefined): string {
  const parts = trials.map(({ components: { kind, packages, config }, bundle }) =>
    canonicalJsonOfParts({ kind, packages, config, sources: withoutEngine(bundle, engine) }),
  );
  return sha256(`[${parts.join()}]`);
}

/** Memoised, because many trials share a bundle. */
const ownSources = new WeakMap<Bundle, readonly string[]>();

/** The hashes of a bundle's modules that are not the engine's. The places of files do not count. */
function withoutEngine(bundle: Bundle, engine: Engine | undefined): readonly string[] {
  const isOfEngine = (file: string) => engine !== undefined && file.startsWith(engine.sources);
  const known =
    ownSources.get(bundle) ??
    Object.entries(bundle.sources)
      .filter(([file]) => !isOfEngine(file))
      .map(([, hash]) => hash)
      .sort();
  ownSources.set(bundle, known);
  return known;
}

/** The searches whose choices a build of a profile uses: the default profile's, and its own that have chosen. */
export async function searchesOfBuild(
  profile: ProfileName,
  effects: Effects,
): Promise<readonly PlacedSearch[]> {
  const shared = await findSearches(effects);
  if (profile === "quick" || profile === "default") return shared;
  const own = await findSearches(effects, profile);
  return [...shared, ...own.filter(({ chosen }) => chosen !== undefined)];
}

/**
 * Labels of the searches whose runs have changed since they chose. Throws a ReportError for a search without
 * a choice, because a build needs it.
 */
export async function staleSearches(
  searches: readonly PlacedSearch[],
  effects: Effects,
  bundler?: Bundler,
): Promise<readonly string[]> {
  const untuned = searches.find(({ chosen }) => chosen === undefined);
  if (untuned !== undefined) {
    throw new ReportError(`missing settings: ${untuned.search.name} in ${untuned.file}`, {
      help: `npm run tune -- ${untuned.label}`,
    });
  }
  const keys = await keysOfSearches(searches, effects, bundler);
  return searches.filter(({ chosen }, index) => chosen?.key !== keys[index]).map(({ label }) => label);
}

/** All runs of these searches, with their keys. */
export async function trialsOfSearches(
  searches: readonly PlacedSearch[],
  effects: Effects,
  bundler?: Bundler,
): Promise<readonly KeyedTrial[]> {
  const runs = searches.flatMap(knownRuns);
  const keyed = await keyTrials(
    runs.map(({ trial }) => trial),
    searchKeyOptions,
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
  const trials = searches.map((placed) => knownRuns(placed).map(({ trial }) => trial));
  // One call for all searches, which then share what is read and bundled.
  const keyed = await keyTrials(trials.flat(), searchKeyOptions, effects, bundler);
  const { engine } = await loadReport(effects);
  return trials.map((ofSearch) => searchKey(keyedWithInputs(ofSearch, keyed), engine));
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
