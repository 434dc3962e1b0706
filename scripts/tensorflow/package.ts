/**
 * The package @tensorflow/tfjs-node in node_modules/, as npm or this project left it. `npm ci` drops it, with all that it
 * depends on, when its own download fails; it is restored from the lockfile, without its scripts.
 */
import { join } from "node:path";
import type { EngineName } from "../../experiments/lib/trial.ts";
import type { Effects } from "../base/effects.ts";
import { UnreachableError } from "../base/errors.ts";
import { isRecord, prettyJson } from "../base/json.ts";
import { readLockfile } from "../base/lockfile.ts";

const NAME = "@tensorflow/tfjs-node";

export const packageFolder = (root: string): string => join(root, "node_modules", NAME);

/** What `npm run native` has laid into the package. */
export interface Laid {
  /** Version of TensorFlow. */
  readonly tensorflow: string;
  /** SHA-256 of the wheel. */
  readonly wheel: string;
  /** Packages that it restored, by place in node_modules/. */
  readonly restored: readonly string[];
}

const laidFile = (root: string): string => join(packageFolder(root), "deps", "laid.json");

/** Undefined where the package is not there, or has what it downloaded itself. */
export async function readLaid({ root, disk }: Effects): Promise<Laid | undefined> {
  const text = await disk.maybeText(laidFile(root));
  const json: unknown = text === undefined ? undefined : JSON.parse(text);
  return isRecord(json) ? (json as unknown as Laid) : undefined;
}

export async function writeLaid(laid: Laid, { root, disk }: Effects): Promise<void> {
  await disk.write(laidFile(root), prettyJson(laid));
}

/** The package, and for `node` the library, that computes on an engine, with their versions as installed. */
export async function libraryOf(engine: EngineName, effects: Effects): Promise<string> {
  const { root, disk } = effects;
  const name = enginePackages[engine];
  const version = (await readLockfile(root, disk)).versionOf(name) ?? "unknown";
  const computing = `${name} ${version}`;
  if (engine !== "node") return computing;
  // The package's own download names its files by the version.
  const files = await disk.list(join(packageFolder(root), "deps", "lib"));
  const [own] = files.flatMap((file) => /^libtensorflow\.so\.(\d+\.\d+\.\d+)$/.exec(file)?.[1] ?? []);
  const tensorflow = (await readLaid(effects))?.tensorflow ?? own ?? "of an unknown version";
  return `${computing} with TensorFlow ${tensorflow}`;
}

const enginePackages: Readonly<Record<EngineName, string>> = {
  wasm: "@tensorflow/tfjs-backend-wasm",
  node: NAME,
  cpu: "@tensorflow/tfjs-backend-cpu",
};

/** The places of the package and its dependencies that node_modules/ lacks. */
async function missingPlaces({ root, disk }: Effects): Promise<readonly string[]> {
  const lockfile = await readLockfile(root, disk);
  const places = Object.keys(lockfile.versionsOf([NAME]));
  const kinds = await Promise.all(places.map((place) => disk.kind(join(root, "node_modules", place))));
  return places.filter((_, index) => kinds[index] === "none");
}

/** Installs what is missing of the package, and returns its places. Changes no tracked file. */
export async function restorePackage(effects: Effects): Promise<readonly string[]> {
  const missing = await missingPlaces(effects);
  if (missing.length === 0) return [];
  effects.terminal.line(`restoring ${NAME} and ${missing.length - 1} packages that it depends on`);
  const words = ["install", "--no-save", "--ignore-scripts", "--include=optional", "--no-audit", "--no-fund"];
  const { code, output } = await effects.run("npm", words);
  if (code === 0 && (await missingPlaces(effects)).length === 0) return missing;
  const [said] = output.split("\n").filter((line) => line.startsWith("npm error"));
  // The package is optional: npm succeeds without it.
  const silent = code === 0 ? "npm could not download it, or a package that it needs" : `exit code ${code}`;
  const reason = said ?? silent;
  throw new UnreachableError(`${NAME} could not be restored: ${reason.replace("npm error ", "")}`, {
    help: "npm needs its registry, or its own cache, for the packages of package-lock.json",
  });
}

/** Undoes an installation: removes the library, and the packages that were restored for it. */
export async function removeLaid({ restored }: Laid, effects: Effects): Promise<void> {
  const folder = packageFolder(effects.root);
  for (const name of ["lib", "deps"]) await effects.disk.remove(join(folder, name));
  await removePlaces(restored, effects);
}

/** Removes packages by their places in node_modules/. */
export async function removePlaces(places: readonly string[], { root, disk }: Effects): Promise<void> {
  for (const place of places) await disk.remove(join(root, "node_modules", place));
}
