/** Files of npm packages that hold data: the one place that looks for them. */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);

/**
 * The text of a file of an installed package. Found by folder, since a package's `exports` may hide its files. Write the
 * package's name literally in each call: the key of a trial takes the locked version of the packages so named.
 */
export function packageFile(name: string, path: string): string {
  const folders = require.resolve.paths(name) ?? [];
  const file = folders.map((folder) => join(folder, name, path)).find(existsSync);
  if (file === undefined) throw new Error(`missing file of package ${name}: ${path}`);
  return readFileSync(file, "utf8");
}
