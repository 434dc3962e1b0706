/** A browser has no files of packages: its data sets must be provided. The error names a missing file. */
import type * as inNode from "./package-file.ts";

export const packageFile: typeof inNode.packageFile = (name) => missing(name);
export const packageFolder: typeof inNode.packageFolder = (name) => missing(name);

function missing(name: string): never {
  throw new Error(`missing data of package ${name}: it was not provided`);
}
