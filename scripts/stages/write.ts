/**
 * write: files -> the output folder, which is replaced as a whole. To protect a user's files, only an empty folder or
 * one that holds a report may be replaced.
 */
import { join, relative, resolve } from "node:path";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import type { OutputFiles } from "../record/record.ts";
import { MANIFEST_FILE } from "../report/files.ts";
import { parseManifest } from "../report/manifest.ts";
import type { BuildScope } from "../report/report.ts";

/** Returns the absolute path of the output folder `out`. Throws a ReportError if it must not or cannot be replaced. */
export async function checkOutFolder(out: string, effects: Effects): Promise<string> {
  const { root, disk, machine } = effects;
  const folder = resolve(root, out);
  for (const protectedFolder of [root, machine.home]) {
    if (!contains(folder, protectedFolder)) continue;
    throw refusal(out, `it contains ${protectedFolder}`);
  }
  if ((await disk.kind(folder)) === "file") throw refusal(out, "it is a file");
  const names = await disk.list(folder);
  const manifest = await disk.maybeText(join(folder, MANIFEST_FILE));
  if (names.length > 0 && parseManifest(manifest) === undefined) {
    throw refusal(out, `it is not empty and has no ${MANIFEST_FILE} of this program`);
  }
  try {
    await disk.checkReplaceable(folder);
  } catch (error) {
    throw new ReportError(`unwritable output folder: ${out}`, {
      help: error instanceof Error ? error.message : "its place must be writable",
      cause: error,
    });
  }
  return folder;
}

/** Says so if a quick or partial build will replace a complete report of more, and how to get that back. */
export async function warnOfLoss(
  { profile, only, timing, out }: Pick<BuildScope, "profile" | "only" | "timing"> & { readonly out: string },
  { root, disk, terminal }: Effects,
): Promise<void> {
  const isPartial = only !== undefined || !timing;
  if (profile !== "quick" && !isPartial) return;
  const manifest = parseManifest(await disk.maybeText(join(resolve(root, out), MANIFEST_FILE)));
  if (manifest === undefined || manifest.partial !== false || manifest.profile === "quick") return;
  const held = String(manifest.profile);
  const build = isPartial ? "partial" : "quick";
  terminal.line(`${out} holds a complete ${held} report, which this ${build} build will replace`);
  const options = [
    ...(held === "default" ? [] : [`--profile ${held}`]),
    ...(out === "out" ? [] : [`--out ${out}`]),
  ].join(" ");
  terminal.line(
    `help: npm run build${options === "" ? "" : ` -- ${options}`} writes it again from the stored results, in seconds; another --out keeps it`,
  );
}

function contains(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return inside === "" || !(inside === ".." || inside.startsWith("../") || inside.startsWith("..\\"));
}

function refusal(out: string, reason: string): ReportError {
  return new ReportError(`invalid output folder: ${out}; ${reason}`, {
    help: "the folder is replaced as a whole: name one that does not exist, is empty, or holds an earlier report",
  });
}

/** Replaces the folder `out`; returns its path. */
export async function write(files: OutputFiles, out: string, effects: Effects): Promise<string> {
  // The build checks it when it starts, and again here, since hours may have passed.
  const folder = await checkOutFolder(out, effects);
  await effects.disk.replaceFolder(folder, files);
  return folder;
}
