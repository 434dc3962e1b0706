/** What must not be published: a quick look, a part, or what no commit holds. */
import path from "node:path";
import type { Disk } from "../effects.ts";
import { ReportError } from "../errors.ts";
import { isRecord } from "../json.ts";
import { isOurManifest, MANIFEST_FILE } from "../manifest.ts";

/** Throws, with the reason, unless the report in the folder may be published. */
export async function refuseUnpublishable(folder: string, disk: Disk): Promise<void> {
  const text = await disk.maybeText(path.join(folder, MANIFEST_FILE));
  if (text === undefined || !isOurManifest(text)) throw refusal(`${folder} holds no report`);
  const manifest: unknown = JSON.parse(text);
  const reason = isRecord(manifest) ? reasonAgainst(manifest) : "its manifest is no object";
  if (reason !== undefined) throw refusal(reason);
}

function reasonAgainst({ profile, partial, commit }: Readonly<Record<string, unknown>>): string | undefined {
  if (profile === "quick") return "it is a quick build: one seed, no intervals, no verdicts";
  if (partial !== false) return "it is partial: slides or trials were left out or failed";
  if (commit === "unknown") return "it was built outside a checkout, so nobody could build it again";
  if (String(commit).endsWith("-dirty")) return "it was built from files that no commit holds";
  return undefined;
}

const refusal = (reason: string): ReportError =>
  new ReportError(`the report is not published: ${reason}`, {
    help: "commit, run npm run build without --only and --no-timing, and publish that",
  });
