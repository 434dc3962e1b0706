/** The report of another group, on another subject, in test/example/: three slides with all that a slide may have. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesBelow } from "../../scripts/base/starts.ts";
import { nodeDisk } from "../../scripts/system/node-disk.ts";
import { repository } from "./project.ts";

const folder = join(repository, "test", "example");

/** Its files by path. They end in .txt there, since their imports hold only where the package is installed. */
export async function exampleFiles(): Promise<Readonly<Record<string, string>>> {
  const paths = await filesBelow(folder, nodeDisk);
  return Object.fromEntries(
    paths.map((path) => [path.replace(/\.txt$/, ""), readFileSync(join(folder, path), "utf8")]),
  );
}
