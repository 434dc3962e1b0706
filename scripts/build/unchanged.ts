/**
 * Whether a build would only write the report again that is there. Its inputs are those of the last build if the checkout is clean
 * and at the same commit, and if packages, stored results, machine and options are the same.
 */
import { join, resolve } from "node:path";
import type { Effects } from "../base/effects.ts";
import { sha256 } from "../base/hash.ts";
import { parseRecord } from "../base/json.ts";
import { MANIFEST_FILE } from "../record/files.ts";
import { listedFiles, parseManifest } from "../record/manifest.ts";
import { storeFolder } from "../trials/store.ts";

type UnchangedEffects = Pick<Effects, "root" | "home" | "cache" | "disk" | "machine" | "commit">;

/** What npm has installed, with versions and checksums. */
const INSTALLED = "node_modules/.package-lock.json";

interface InputOptions {
  readonly engine: string | undefined;
}

/**
 * Identifies what a build with these options reads, but for the stored results. Undefined if that cannot be known: outside a clean
 * checkout, with packages that are links, or with an engine whose version no lockfile has.
 */
export async function inputsOf(
  options: InputOptions,
  { root, home, disk, machine, commit }: UnchangedEffects,
): Promise<string | undefined> {
  if (options.engine !== undefined || home !== root) return undefined;
  const made = await commit();
  const packages = await disk.maybeText(join(root, INSTALLED));
  if (made === undefined || made.hash.endsWith("-dirty")) return undefined;
  if (packages === undefined || packages.includes('"link": true')) return undefined;
  return sha256(JSON.stringify([made, packages, machine, options]));
}

/** Whether the last build had these inputs and the results that are stored now, and its report is in the folder `out`. */
export async function isBuilt(inputs: string, out: string, effects: UnchangedEffects): Promise<boolean> {
  const last = parseRecord(await effects.disk.maybeText(recordIn(effects)));
  return (
    last?.inputs === inputs &&
    last.results === (await resultsIn(effects)) &&
    last.report === (await reportIn(out, effects))
  );
}

/**
 * Keeps what `isBuilt` compares, unless an input has changed since the build began. The results are those after it, because it may
 * have run trials.
 */
export async function rememberBuild(
  inputs: string,
  options: InputOptions & { readonly out: string },
  effects: UnchangedEffects,
): Promise<void> {
  if ((await inputsOf(options, effects)) !== inputs) return;
  const results = await resultsIn(effects);
  const report = await reportIn(options.out, effects);
  await effects.disk.write(recordIn(effects), `${JSON.stringify({ inputs, results, report })}\n`);
}

const recordIn = ({ cache }: Pick<Effects, "cache">): string => join(cache, "last-build.json");

/** Identifies the stored results by the sizes and dates of their files, which are never written in place. */
async function resultsIn({ cache, disk }: UnchangedEffects): Promise<string> {
  const folder = storeFolder(cache);
  const names = await disk.list(folder);
  const facts = names.map(async (name) => [name, await disk.facts(join(folder, name))]);
  return sha256(JSON.stringify(await Promise.all(facts)));
}

/** Identifies the content of all files that a report's manifest lists; undefined for a folder without one. */
async function reportIn(out: string, { root, disk }: UnchangedEffects): Promise<string | undefined> {
  const folder = resolve(root, out);
  const manifest = parseManifest(await disk.maybeText(join(folder, MANIFEST_FILE)));
  const files = [...((manifest && listedFiles(manifest)) ?? [])];
  const digests = files.map(async (file) => {
    const content = await disk.maybeBytes(join(folder, file));
    return content && sha256(content);
  });
  return manifest && sha256(JSON.stringify(await Promise.all(digests)));
}
