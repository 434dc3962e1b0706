/** What only this report is about: none of it may reach the generator, the package, or the report of another group. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { repository } from "./project.ts";

/** Bare words would also find "exploration". */
const subject =
  /\bLoRA\b|low-rank|GaLore|learning[ -]?rate|TensorFlow|tfjs|assemblyscript|State of the Union|Moby/i;

/** Files with a word of the subject, each with the first of its lines that has one. */
export const speaking = (files: Iterable<readonly [string, string]>): readonly string[] =>
  [...files].flatMap(([name, text]) => {
    const line = text.split("\n").find((one) => subject.test(one));
    const start = line?.search(subject) ?? 0;
    return line === undefined ? [] : [`${name}: ${line.slice(Math.max(0, start - 60), start + 60)}`];
  });

/** The lockfile of another report: the generator's packages, without those of this report's laboratory. */
export async function otherLockfile(): Promise<string> {
  const { lockfileVersion, packages } = JSON.parse(
    await readFile(join(repository, "package-lock.json"), "utf8"),
  );
  const kept = Object.entries(packages).filter(([path]) => path !== "" && !subject.test(path));
  return JSON.stringify({ lockfileVersion, packages: { "": {}, ...Object.fromEntries(kept) } });
}
