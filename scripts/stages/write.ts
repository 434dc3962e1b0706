/** write: files -> the output folder. */
import { join, resolve } from "node:path";
import type { Effects } from "../base/effects.ts";
import { MANIFEST_FILE } from "../record/files.ts";
import { parseManifest } from "../record/manifest.ts";
import { checkOutFolder, replaceReport, type WrittenFolder } from "../record/out-folder.ts";
import type { OutputFiles } from "../record/record.ts";
import type { BuildScope } from "../slides/planned.ts";

/** Warns if a quick or partial build will replace a more complete report, with the command that makes it again. */
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
  const warning = `${out} has a complete ${held} report, which this ${build} build will replace`;
  terminal.line(terminal.paint("warning", warning));
  const options = [
    ...(held === "default" ? [] : [`--profile ${held}`]),
    ...(out === "out" ? [] : [`--out ${out}`]),
  ].join(" ");
  terminal.line(
    `help: npm run build${options === "" ? "" : ` -- ${options}`} writes it again from the stored results, in seconds; another --out keeps it`,
  );
}

/** Replaces the folder `out`. */
export async function write(files: OutputFiles, out: string, effects: Effects): Promise<WrittenFolder> {
  // The build checks it when it starts, and again here, since hours may have passed.
  return await replaceReport(await checkOutFolder(out, effects), files, effects);
}
