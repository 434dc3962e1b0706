/** What the project's modules import, read from their text; formatting is uniform, so a pattern sees every import. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { repository } from "./project.ts";

export interface Import {
  /** Path in the project for a file of ours, else the specifier. */
  readonly target: string;
  readonly isOurs: boolean;
  /**
   * "value": loaded with the module. "late": loaded by `import()`, or named by `new URL` for another process. "type":
   * absent at run time.
   */
  readonly use: "value" | "late" | "type";
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

/** An import or re-export at the start of a line, with nothing but names before the specifier. */
const STATEMENT = /^(?:import|export)\b(?<clause>[\w\s{},*$]*?)\s*(?:\bfrom )?"(?<specifier>[^"]+)"/gm;
/** An import at run time. In a type, neither `await` nor an arrow precedes `import()`. */
const LATE = /(?:await|=>|return|\)) import\(\s*"(?<specifier>[^"]+)"\s*\)/g;
const IN_TYPE = /typeof import\(\s*"(?<specifier>[^"]+)"\s*\)/g;
const NAMED = /new URL\(\s*"(?<specifier>[^"]+\.ts)",\s*import\.meta\.url/g;

function importsOf(path: string, text: string): readonly Import[] {
  const code = withoutTemplates(text);
  const found = (pattern: RegExp, useOf: (clause: string) => Import["use"]) =>
    [...code.matchAll(pattern)].map(({ groups }): Import => {
      const specifier = groups?.specifier ?? "";
      const isOurs = specifier.startsWith(".");
      const target = isOurs ? posix.join(dirname(path), specifier) : specifier;
      return { target, isOurs, use: useOf(groups?.clause ?? "") };
    });
  return [
    ...found(STATEMENT, (clause) => (isTypeClause(clause) ? "type" : "value")),
    ...found(LATE, () => "late"),
    ...found(NAMED, () => "late"),
    ...found(IN_TYPE, () => "type"),
  ];
}

/** Tests contain the text of modules in template literals, whose imports are not those of the test. */
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

/** Uses of an import that make its module run. */
const atRunTime: readonly Import["use"][] = ["value", "late"];

/** A chain of imports with these uses from `path` to a target that `isWanted` accepts, if there is one. */
export function findChain(
  graph: ImportGraph,
  path: string,
  isWanted: (target: string) => boolean,
  uses: readonly Import["use"][] = atRunTime,
  seen: Set<string> = new Set(),
): readonly string[] | undefined {
  seen.add(path);
  for (const { target, use } of graph.get(path) ?? []) {
    if (!uses.includes(use)) continue;
    if (isWanted(target)) return [path, target];
    if (seen.has(target)) continue;
    const rest = findChain(graph, target, isWanted, uses, seen);
    if (rest !== undefined) return [path, ...rest];
  }
  return undefined;
}
