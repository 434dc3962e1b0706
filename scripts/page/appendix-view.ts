/** Data of the appendix: facts of the build, versions, files. Facts of the clock and the machine are in run.json only. */
import type { ReportRecords } from "../record/record.ts";
import { seedsText } from "./how-view.ts";

interface Entry {
  readonly name: string;
  readonly value: string;
}

export interface AppendixView {
  readonly facts: readonly Entry[];
  readonly versions: readonly Entry[];
  /** The description of the report's files, as markup. */
  readonly files: string;
}

export function appendixView({ report: { facts }, slides }: ReportRecords, files: string): AppendixView {
  const trials = new Set(slides.flatMap((slide) => slide.trials.map(({ key }) => key)));
  const seeds = [...new Set(slides.flatMap((slide) => slide.seeds))].sort((a, b) => a - b);
  return {
    facts: [
      { name: "Commit", value: facts.commit },
      { name: "Date of the commit", value: facts.commitDate ?? "unknown" },
      { name: "Profile", value: facts.profile },
      { name: "Engine", value: facts.engine },
      { name: "Seeds", value: seedsText(seeds) },
      { name: "Trials", value: String(trials.size) },
      { name: "Complete", value: facts.partial ? "no: a partial build" : "yes" },
    ],
    versions: Object.entries(facts.versions).map(([name, value]) => ({ name, value })),
    files,
  };
}
