/** write: the verified files -> the output folder, replaced at once. */

import type { Effects } from "../effects.ts";
import { checkOutFolder } from "../out-folder.ts";
import type { OutputFiles } from "../report.ts";

/** Replaces the folder `out`; returns its path. */
export async function write(files: OutputFiles, out: string, effects: Effects): Promise<string> {
  // Checked when the build began, and again, since hours may lie between.
  const folder = await checkOutFolder(out, effects);
  await effects.disk.replaceFolder(folder, files);
  return folder;
}
