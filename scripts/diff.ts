/**
 * Command `npm run diff`: shows the differences between two reports in verdicts, findings, figures and texts. Each is the
 * folder of a built report, or a git ref, which is built in a temporary worktree.
 */
import path from "node:path";
import type { Effects } from "./base/effects.ts";
import { ReportError } from "./base/errors.ts";
import { compareReports, type Differences } from "./diff/compare.ts";
import { differencesMarkdown, differencesText } from "./diff/lines.ts";
import { differencesPage } from "./diff/page.ts";
import { openReports } from "./diff/references.ts";
import { FINDINGS_FILE, INDEX_FILE } from "./record/files.ts";
import { checkOutFolder, replaceReport } from "./record/out-folder.ts";
import { defineCommand, type Given, mistake, oneOf, startCommand } from "./system/command.ts";

type Format = "text" | "markdown";

interface DiffOptions {
  /** Folders of reports or git refs, as given on the command line; undefined for out/. */
  readonly report: string | undefined;
  readonly against: string;
  readonly format: Format;
  /** The folder of the page, as given on the command line; undefined for none. */
  readonly out: string | undefined;
}

type DiffOption = "against" | "report" | "out" | "format";

const formats: readonly Format[] = ["text", "markdown"];

export const diff = defineCommand({
  name: "npm run diff",
  purpose: "Shows which verdicts, findings, figures and texts differ between two reports.",
  example: "--against main",
  options: {
    against: { value: "WHAT", help: "the other report: its folder, or a git ref to build, such as main" },
    report: { value: "WHAT", help: "this report: a folder or a git ref too (default: out)" },
    out: {
      value: "DIR",
      help: "folder for a page with the figures side by side (default: out.diff; with markdown none)",
    },
    format: { value: "NAME", help: "text (default) or markdown, for the summary of a pull request" },
  },
  whenStopped: "the temporary worktree is removed; finished trials are kept",
  read: readDiffOptions,
  async run({ report, against, out, format }, effects) {
    const { terminal } = effects;
    const folder = out === undefined ? undefined : await checkPageFolder(out, effects);
    const { before, after } = await openReports({ report, against }, effects);
    const differences = compareReports(before, after);
    terminal.line(printed(differences, format));
    if (folder === undefined) return 0;
    await replaceReport(folder, await differencesPage(differences, effects), effects);
    // To standard error, since the output may be redirected to a Markdown file.
    if (!isEqual(differences)) terminal.error(`written: ${out}/${INDEX_FILE}`);
    return 0;
  },
});

function readDiffOptions({ value }: Given<DiffOption>): DiffOptions {
  const against = value("against");
  if (against === undefined) throw mistake("missing option: --against; expected a folder or a git ref");
  const format = oneOf("--format", value("format") ?? "text", formats);
  const out = value("out") ?? (format === "text" ? "out.diff" : undefined);
  return { report: value("report"), against, format, out };
}

/** The page may replace an earlier comparison, but never a report. */
async function checkPageFolder(out: string, effects: Effects): Promise<string> {
  const folder = await checkOutFolder(out, effects);
  if ((await effects.disk.kind(path.join(folder, FINDINGS_FILE))) === "none") return folder;
  throw new ReportError(`invalid output folder: ${out}; it holds a report`, {
    help: "name another folder for the comparison, such as out.diff",
  });
}

/** True if nothing differs, not even measured times, between two whole reports of one profile. */
const isEqual = ({ before, after, slides, texts }: Differences): boolean =>
  slides.length + texts.length === 0 &&
  before.profile === after.profile &&
  !before.isPartial &&
  !after.isPartial;

function printed(differences: Differences, format: Format): string {
  const { before, after } = differences;
  if (format === "markdown") return differencesMarkdown(differences);
  return isEqual(differences)
    ? `no difference: ${after.name} and ${before.name}`
    : differencesText(differences);
}

await startCommand(diff, import.meta);
