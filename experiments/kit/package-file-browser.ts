/** No files of packages exist in a browser: data sets are handed in, and one that was not is named here. */
import type * as inNode from "./package-file.ts";

export const packageFile: typeof inNode.packageFile = (name) => missing(name);
export const packageFolder: typeof inNode.packageFolder = (name) => missing(name);

function missing(name: string): never {
  throw new Error(`missing data of package ${name}: it was not handed in`);
}
