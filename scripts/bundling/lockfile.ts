/** Locked versions of packages, from package-lock.json. Keys include them, because bundles leave packages out. */
import { join } from "node:path";
import type { Disk } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { isRecord } from "../base/json.ts";

interface LockedPackage {
  readonly version: string;
  /** Names of its dependencies, with optional and peer ones. */
  readonly needs: readonly string[];
}

export interface Lockfile {
  /**
   * Versions of these packages and of all their dependencies, by place, e.g.
   * {"a": "1.0.0", "a/node_modules/b": "2.1.0"}. Throws a ReportError for a package that is not locked.
   */
  versionsOf(names: readonly string[]): Readonly<Record<string, string>>;
  /** Version of a package at the top level, or undefined if it is not locked. */
  versionOf(name: string): string | undefined;
  /** The project's own dependencies with their versions. */
  readonly direct: Readonly<Record<string, string>>;
}

const TOP = "node_modules/";

/** A build reads the same lockfile several times, and parsing it takes longer than reading it. */
let last: { readonly text: string; readonly lockfile: Lockfile } | undefined;

export async function readLockfile(root: string, disk: Disk): Promise<Lockfile> {
  const file = join(root, "package-lock.json");
  const text = await disk.maybeText(file);
  if (text === undefined) {
    throw new ReportError(`missing file: ${file}`, { help: "npm install writes it" });
  }
  if (last?.text !== text) last = { text, lockfile: parseLockfile(text) };
  return last.lockfile;
}

export function parseLockfile(text: string): Lockfile {
  const json: unknown = JSON.parse(text);
  const entries = isRecord(json) && isRecord(json.packages) ? Object.entries(json.packages) : [];
  const packages = new Map(entries.map(([place, entry]) => [place, parsePackage(entry)]));
  const versionOf = (name: string) => packages.get(TOP + name)?.version;
  const closures = new Map<string, Readonly<Record<string, string>>>();
  return {
    versionOf,
    versionsOf(names) {
      const list = names.join();
      const known = closures.get(list) ?? closure(names, packages);
      closures.set(list, known);
      return known;
    },
    direct: Object.fromEntries(
      dependencyNames(packages.get(""))
        .map((name) => [name, versionOf(name)])
        .filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
  };
}

function dependencyNames(project: LockedPackage | undefined): readonly string[] {
  return [...(project?.needs ?? [])].sort();
}

function parsePackage(entry: unknown): LockedPackage {
  if (!isRecord(entry)) return { version: "", needs: [] };
  const needs = [entry.dependencies, entry.optionalDependencies, entry.peerDependencies];
  return {
    version: typeof entry.version === "string" ? entry.version : "",
    needs: needs.flatMap((record) => (isRecord(record) ? Object.keys(record) : [])),
  };
}

function closure(
  names: readonly string[],
  packages: ReadonlyMap<string, LockedPackage>,
): Readonly<Record<string, string>> {
  const versions: Record<string, string> = {};
  const queue = names.map((name) => {
    if (packages.has(TOP + name)) return TOP + name;
    throw new ReportError(`missing package in package-lock.json: ${name}`, {
      help: "npm install --save-exact adds it",
    });
  });
  for (let place = queue.pop(); place !== undefined; place = queue.pop()) {
    const found = packages.get(place);
    const name = place.slice(TOP.length);
    if (found === undefined || name in versions) continue;
    versions[name] = found.version;
    for (const need of found.needs) {
      const resolved = resolve(place, need, packages);
      if (resolved !== undefined) queue.push(resolved);
    }
  }
  return versions;
}

/** Where Node finds `name` for the package at `place`: in its own node_modules, then in those of the folders above. */
function resolve(
  place: string,
  name: string,
  packages: ReadonlyMap<string, LockedPackage>,
): string | undefined {
  for (let folder = place; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    const candidate = folder === "" ? TOP + name : `${folder}/${TOP}${name}`;
    if (packages.has(candidate)) return candidate;
    if (folder === "") return undefined;
  }
}
