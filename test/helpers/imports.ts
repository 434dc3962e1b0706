/** What the project's modules import, read from their text; formatting is uniform, so a pattern sees every import. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { repository } from "./project.ts";

export interface Import {
  /** Path in the project for a file of ours, else the specifier. */
  readonly target: string;
  readonly isOurs: boolean;
  /** True where nothing of it is there at run time. */
  readonly isTypeOnly: boolean;
}

/** Imports by file; paths are relative to the project. */
export type ImportGraph = ReadonlyMap<string, readonly Import[]>;

/** Text of each TypeScript module below these folders, by path. */
export function readModules(folders: readonly string[]): ReadonlyMap<string, string> {
  const paths = folders.flatMap((folder) =>
    readdirSync(join(repository, folder), { recursive: true, encoding: "utf8" })
      .map((path) => posix.join(folder, path.split("\\").join("/")))
      .filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts")),
  );
  return new Map(paths.sort().map((path) => [path, readFileSync(join(repository, path), "utf8")]));
}

export function importGraph(modules: ReadonlyMap<string, string>): ImportGraph {
  return new Map([...modules].map(([path, text]) => [path, importsOf(path, text)]));
}

/** An import or re-export at the start of a line; what stands between holds nothing but names. */
const STATEMENT = /^(?:import|export)\b(?<clause>[\w\s{},*$]*?)\s*(?:\bfrom )?"(?<specifier>[^"]+)"/gm;
/** An import at run time; in a type, import() has no `await` and no arrow before it. */
const DYNAMIC = /(?:await|=>|return) import\(\s*"(?<specifier>[^"]+)"\s*\)/g;

function importsOf(path: string, text: string): readonly Import[] {
  const code = withoutTemplates(text);
  const found = [...code.matchAll(STATEMENT), ...code.matchAll(DYNAMIC)];
  return found.map(({ groups }) => {
    const specifier = groups?.specifier ?? "";
    const isOurs = specifier.startsWith(".");
    const target = isOurs ? posix.join(dirname(path), specifier) : specifier;
    return { target, isOurs, isTypeOnly: isTypeClause(groups?.clause ?? "") };
  });
}

/** Tests hold modules in template literals; those are not imports of the test. */
function withoutTemplates(text: string): string {
  return text.replace(/`(?:\\.|[^`\\])*`/g, '""');
}

/** `import type { A }` and `import { type A, type B }`. */
function isTypeClause(clause: string): boolean {
  if (/^\s+type\b/.test(clause)) return true;
  const names = /\{(?<names>[^}]*)\}/.exec(clause)?.groups?.names;
  if (names === undefined || /^\s*\w+\s*,/.test(clause)) return false;
  const parts = names.split(",").filter((name) => name.trim() !== "");
  return parts.length > 0 && parts.every((name) => name.trim().startsWith("type "));
}

/** A chain of imports that are there at run time from `path` to a target for which `isWanted` holds, if there is one. */
export function findChain(
  graph: ImportGraph,
  path: string,
  isWanted: (target: string) => boolean,
  seen: Set<string> = new Set(),
): readonly string[] | undefined {
  seen.add(path);
  for (const { target, isTypeOnly } of graph.get(path) ?? []) {
    if (isTypeOnly) continue;
    if (isWanted(target)) return [path, target];
    if (seen.has(target)) continue;
    const rest = findChain(graph, target, isWanted, seen);
    if (rest !== undefined) return [path, ...rest];
  }
  return undefined;
}
