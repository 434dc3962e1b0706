/**
 * Files of npm packages with data. Only this module looks for them; bundles for browsers use package-file-browser.ts
 * instead (package.json, "browser").
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);

/**
 * The text of a file of an installed package. Found by folder, because a package's `exports` may hide its files. Write
 * the package's name literally in each call: the key of a trial includes the locked version of packages named this way.
 */
export function packageFile(name: string, path: string): string {
  return readFileSync(findIn(name, path), "utf8");
}

/** Names of the files in a folder of an installed package, sorted by code unit. */
export function packageFolder(name: string, path: string): readonly string[] {
  return readdirSync(findIn(name, path)).sort();
}

function findIn(name: string, path: string): string {
  const folders = require.resolve.paths(name) ?? [];
  const found = folders.map((folder) => join(folder, name, path)).find(existsSync);
  if (found === undefined) throw new Error(`missing file of package ${name}: ${path}`);
  return found;
}
