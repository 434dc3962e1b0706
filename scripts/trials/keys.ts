/**
 * Keys of trials. A key hashes everything that can change a trial's numbers and nothing else: no time stamps and no
 * absolute paths.
 */
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { canonicalJson, findNonJson } from "../../experiments/kit/digest.ts";
import type { ProfileName } from "../../experiments/kit/experiment.ts";
import type { Engine } from "../../experiments/kit/report.ts";
import type { Trial } from "../../experiments/kit/trial.ts";
import type { Disk, Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { canonicalJsonOfParts, sha256 } from "../base/hash.ts";
import { type Bundle, type Bundler, createBundler } from "../bundling/bundle.ts";
import { type Lockfile, readLockfile } from "../bundling/lockfile.ts";
import { engineNamed, isExactEngine, type LoadedReport, libraryOf, loadReport } from "./report-entry.ts";

/** What a key is the hash of. */
export interface KeyComponents {
  readonly profile: ProfileName;
  readonly kind: string;
  /** Hash of the trial module's bundle. */
  readonly code: string;
  /** Locked versions of the packages that the bundle leaves out, and of what they depend on. */
  readonly packages: Readonly<Record<string, string>>;
  /** Hash of the engine's kernel sources and their compiler's version, for a trial that depends on the engine. */
  readonly kernels: string | null;
  readonly engine: string;
  /** What an engine that is not exact runs on, since the lockfile may not have its version. */
  readonly library?: string;
  /** Node's version, for a trial that measures time or runs on an engine that is not exact. */
  readonly node: string | null;
  readonly config: object;
  /** Keys of the inputs, by name. */
  readonly inputs: Readonly<Record<string, string>>;
  /** CPU and cores, for a trial that measures time. */
  readonly machine: string | null;
}

/** A trial with its key and everything needed to run and explain it. */
export interface KeyedTrial {
  readonly key: string;
  /** Identifies the trial apart from code and versions: a hash of module, profile, config and its inputs' identities. */
  readonly identity: string;
  readonly trial: Trial;
  /** Its inputs, by the names under which it lists them. */
  readonly inputs: Readonly<Record<string, KeyedTrial>>;
  readonly components: KeyComponents;
  readonly bundle: Bundle;
}

export interface KeyOptions {
  readonly profile: ProfileName;
  /** The engine's name; by default the report's default. */
  readonly engine?: string | undefined;
}

/**
 * Computes the keys of trials and of their inputs, without running any. Equal trials get equal keys, whichever slide
 * lists them. Calls that share a bundler bundle each module once. Throws a ReportError for a module that does not
 * bundle, a package that is not locked, a config that is not JSON, or a kind that two modules of a folder define.
 */
export async function keyTrials(
  trials: readonly Trial[],
  options: KeyOptions,
  effects: Effects,
  bundler: Bundler = createBundler(effects),
): Promise<ReadonlyMap<Trial, KeyedTrial>> {
  // In parallel, because esbuild works in its own process. The first trial that needs a broken module reports it below.
  await Promise.allSettled([...modulesOf(trials)].map((module) => bundler.bundle(fileURLToPath(module))));
  const keyring = await createKeyring(options, bundler, effects);
  const keyed = new Map<Trial, KeyedTrial>();
  const visit = async (trial: Trial): Promise<KeyedTrial> => {
    const known = keyed.get(trial);
    if (known !== undefined) return known;
    const inputs: Record<string, KeyedTrial> = {};
    for (const [name, input] of Object.entries(trial.inputs)) inputs[name] = await visit(input);
    const result = await keyring(trial, inputs);
    keyed.set(trial, result);
    return result;
  };
  for (const trial of trials) await visit(trial);
  return keyed;
}

/** The modules of these trials and of all their inputs. */
function modulesOf(trials: readonly Trial[], found = new Set<string>()): ReadonlySet<string> {
  for (const { module, inputs } of trials) {
    found.add(module);
    modulesOf(Object.values(inputs), found);
  }
  return found;
}

type Keyring = (trial: Trial, inputs: Readonly<Record<string, KeyedTrial>>) => Promise<KeyedTrial>;

async function createKeyring(options: KeyOptions, bundler: Bundler, effects: Effects): Promise<Keyring> {
  // The long profile adds trials to those of the default one, with equal keys.
  const profile = options.profile === "long" ? "default" : options.profile;
  const report = await loadReport(effects);
  const engine = engineNamed(report, options.engine);
  const lockfile = await readLockfile(effects.root, effects.disk);
  const kernels = report.engine && (await kernelsHash(report.engine, effects, lockfile));
  const machine = `${effects.machine.cpu}, ${effects.machine.cores} cores`;
  const isExact = isExactEngine(report, engine);
  const library = isExact ? undefined : await libraryOf(report, engine, effects);
  const modules = new Map<string, string>();
  return async (trial, inputs) => {
    checkKind(trial, modules);
    checkConfig(trial);
    const { kind, config } = trial;
    const bundle = await bundler.bundle(fileURLToPath(trial.module));
    const ofEngine = dependsOnEngine(bundle, report) ? report.engine : undefined;
    const components: KeyComponents = {
      profile,
      kind,
      code: bundle.hash,
      packages: lockfile.versionsOf([...bundle.packages, ...(ofEngine?.packages[engine] ?? [])]),
      kernels: ofEngine === undefined ? null : (kernels ?? null),
      engine,
      ...(library !== undefined && { library }),
      node: trial.measuresTime || !isExact ? effects.machine.node : null,
      config,
      inputs: mapRecord(inputs, ({ key }) => key),
      machine: trial.measuresTime ? machine : null,
    };
    const module = moduleName(trial, effects.root);
    const place = { module, profile, config, inputs: mapRecord(inputs, ({ identity }) => identity) };
    return {
      key: sha256(canonicalJsonOfParts({ ...components })),
      identity: sha256(canonicalJsonOfParts(place)),
      trial,
      inputs,
      components,
      bundle,
    };
  };
}

/** Messages name trials by kind, so within a folder a kind belongs to one module. A copied slide may keep its kinds. */
function checkKind({ kind, module }: Trial, modules: Map<string, string>): void {
  const place = `${dirname(module)} ${kind}`;
  const known = modules.get(place) ?? module;
  modules.set(place, known);
  if (known !== module) {
    throw new ReportError(`duplicate kind of trial: ${kind}, defined by ${known} and by ${module}`);
  }
}

function checkConfig({ kind, config }: Trial): void {
  const problem = findNonJson(config, "config");
  if (problem !== undefined) throw new ReportError(`invalid config of trial ${kind}: ${problem}`);
}

/** Whether a trial's bundle has a module of the report's engine. */
const dependsOnEngine = ({ sources }: Bundle, { engine }: LoadedReport): boolean =>
  engine !== undefined && Object.keys(sources).some((path) => path.startsWith(engine.sources));

async function kernelsHash(
  { kernels, compiler }: Engine,
  { root, disk }: Effects,
  lockfile: Lockfile,
): Promise<string> {
  const files = await hashFiles(join(root, kernels), disk);
  return sha256(canonicalJson({ files, compiler: lockfile.versionOf(compiler) ?? null }));
}

/** Hashes of all files below a folder, as a tree by name. */
async function hashFiles(folder: string, disk: Disk): Promise<Readonly<Record<string, unknown>>> {
  const hashes: Record<string, unknown> = {};
  for (const name of await disk.list(folder)) {
    const path = join(folder, name);
    const isFolder = (await disk.kind(path)) === "folder";
    hashes[name] = isFolder ? await hashFiles(path, disk) : sha256(await disk.readBytes(path));
  }
  return hashes;
}

function mapRecord<Value, Mapped>(
  record: Readonly<Record<string, Value>>,
  map: (value: Value) => Mapped,
): Readonly<Record<string, Mapped>> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}

/** The place of a trial's module in the project, by which its identity and a browser's worker name it. */
export const moduleName = ({ module }: Trial, root: string): string =>
  relative(root, fileURLToPath(module)).replaceAll("\\", "/");
