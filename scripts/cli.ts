/** The command line of the build. */
import type { EngineName, ProfileName } from "../experiments/lib/experiment.ts";
import { type CommandLine, mistake, oneOf, parseOnly, readWords } from "./command-line.ts";

export interface BuildOptions {
  readonly profile: ProfileName;
  readonly engine: EngineName;
  /** Numbers of the slides to run; undefined for all. */
  readonly only: readonly number[] | undefined;
  readonly jobs: number;
  readonly force: boolean;
  readonly explain: boolean;
  readonly failFast: boolean;
  /** False leaves out the trials that measure time. */
  readonly timing: boolean;
  /** The folder to write, as given. */
  readonly out: string;
}

export const usage = `npm run build -- [options]

  --profile NAME   quick (minutes saved, no verdicts), default, or paper (hours)
  --only 04,09     run these slides alone; the others come from the store or are marked "not run"
  --jobs N         trials at a time; one a core unless given
  --backend NAME   wasm (default: the same numbers everywhere), node or cpu
  --force          run every trial anew
  --explain        say which trials are stored or stale, and why; run nothing
  --fail-fast      stop at the first failed trial
  --no-timing      leave out the trials that measure time
  --out DIR        write there instead of out/
  --help           print this`;

const profiles: readonly ProfileName[] = ["quick", "default", "paper"];
const engines: readonly EngineName[] = ["wasm", "node", "cpu"];

const line: CommandLine = {
  command: "npm run build",
  options: {
    profile: { type: "string" },
    only: { type: "string" },
    jobs: { type: "string" },
    backend: { type: "string" },
    out: { type: "string" },
    force: { type: "boolean" },
    explain: { type: "boolean" },
    "fail-fast": { type: "boolean" },
    "no-timing": { type: "boolean" },
    help: { type: "boolean" },
  },
};

/** The options that `words` (the command line after the command) ask for, or "help". */
export function parseOptions(words: readonly string[], cores: number): BuildOptions | "help" {
  const given = readWords(words, line);
  if (given.has("help")) return "help";
  return {
    profile: oneOf("--profile", given.get("profile") ?? "default", profiles, line),
    engine: oneOf("--backend", given.get("backend") ?? "wasm", engines, line),
    only: parseOnly(given.get("only"), line),
    jobs: parseJobs(given.get("jobs"), cores),
    force: given.has("force"),
    explain: given.has("explain"),
    failFast: given.has("fail-fast"),
    timing: !given.has("no-timing"),
    out: given.get("out") ?? "out",
  };
}

function parseJobs(value: string | undefined, cores: number): number {
  if (value === undefined) return cores;
  const jobs = Number(value);
  if (/^\d+$/.test(value) && 1 <= jobs && jobs <= 256) return jobs;
  throw mistake(`invalid --jobs: ${value}; expected a whole number from 1 to 256`, line);
}
