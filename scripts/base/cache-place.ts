/** Where the cache is: in the project, or in a folder that the environment names. */
import { dirname, join, relative, resolve } from "node:path";
import type { Effects } from "./effects.ts";
import { ReportError } from "./errors.ts";

/** The environment variable that names another folder, for a checkout that cannot be written. */
export const CACHE_VARIABLE = "REPORT_CACHE";

export function cacheFolder(root: string, environment: Effects["environment"]): string {
  return join(resolve(root, environment[CACHE_VARIABLE] || "."), ".cache");
}

/**
 * Links packages and kernels next to a cache outside of the project, where its modules look for them. Throws a
 * ReportError if that folder is the cache of another project, whose kernels may differ.
 */
export async function reachProject({
  root,
  cache,
  disk,
}: Pick<Effects, "root" | "cache" | "disk">): Promise<void> {
  if (!relative(root, cache).startsWith("..")) return;
  const place = dirname(cache);
  for (const name of ["node_modules", "experiments"]) {
    if (await disk.link(join(root, name), join(place, name))) continue;
    throw new ReportError(`the cache of another project: ${place}, whose ${name} leads elsewhere`, {
      help: `name another folder with ${CACHE_VARIABLE}; npm run store -- import takes results from another one`,
    });
  }
}
