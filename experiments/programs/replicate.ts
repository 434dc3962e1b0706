/**
 * Command `npm run replicate`: writes everything that runs of the headline start from, so that replicate.py, in this
 * folder, can train them with PyTorch and PEFT. First trains runs that the store lacks.
 */
import path from "node:path";
import { defineCommand, formatCount, mistake, oneOf, startCommand, wholeNumber } from "../../scripts/api.ts";
import type { ProfileName } from "../kit/experiment.ts";
import {
  armNames,
  type ExportOptions,
  exportRuns,
  headlineRuns,
  lengthNames,
  type Wanted,
} from "./replicate/runs.ts";

interface ReplicateOptions extends Wanted, ExportOptions {
  /** The folder to write, as in the command line. */
  readonly out: string;
}

const profiles: readonly ProfileName[] = ["quick", "default", "long"];

const parts = (list: string): readonly string[] => list.split(",").map((part) => part.trim());

export const replicate = defineCommand({
  name: "npm run replicate",
  purpose: "Writes what the headline's runs start from, to repeat them with PyTorch.",
  example: "--seeds 300 --out out.runs",
  options: {
    seeds: { value: "300,301", help: "seeds of the runs (default: 300,301,302)" },
    arms: {
      value: "full,lora4",
      help: `what is trained, of ${armNames.join(", ")} (default: full,lora4,lora16,lora64)`,
    },
    lengths: { value: "middle,long", help: `of ${lengthNames.join(", ")} (default: long)` },
    profile: { value: "NAME", help: `of ${profiles.join(", ")} (default: default)` },
    jobs: { value: "N", help: "number of workers (default: one per core)" },
    out: { value: "DIR", help: "folder to write, new or written by this command (required)" },
  },
  whenStopped: "finished trials are kept",
  read({ value }, { cores }): ReplicateOptions {
    const out = value("out");
    if (out === undefined) throw mistake("missing --out: the folder to write");
    return {
      seeds: parts(value("seeds") ?? "300,301,302").map((seed) => wholeNumber("--seeds", seed, 0, 1e9)),
      arms: parts(value("arms") ?? "full,lora4,lora16,lora64").map((arm) => oneOf("--arms", arm, armNames)),
      lengths: parts(value("lengths") ?? "long").map((length) => oneOf("--lengths", length, lengthNames)),
      profile: oneOf("--profile", value("profile") ?? "default", profiles),
      jobs: wholeNumber("--jobs", value("jobs") ?? String(cores), 1, 256),
      out,
    };
  },
  async run({ out, ...options }, effects) {
    const folder = path.resolve(effects.root, out);
    const runs = headlineRuns(options);
    await exportRuns(runs, folder, options, effects);
    effects.terminal.line(`written: ${formatCount(runs.length, "run")} in ${folder}`);
    effects.terminal.line(
      `python experiments/programs/replicate.py ${out} trains them with PyTorch and PEFT`,
    );
    return 0;
  },
});

await startCommand(replicate, import.meta);
