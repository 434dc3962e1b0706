/** The command line of the build. */
import { availableParallelism } from "node:os";
import type { ProfileName } from "../experiments/lib/experiment.ts";
import type { EngineName } from "../experiments/lib/trial.ts";
import { tuned } from "../experiments/lib/tuned.ts";
import { createBundler } from "./base/bundle.ts";
import {
  type CommandLine,
  endOnSignals,
  mistake,
  oneOf,
  parseOnly,
  printError,
  readWords,
} from "./base/command.ts";
import { createNodeEffects } from "./base/node-effects.ts";
import { type BuildOptions, buildReport } from "./pipeline.ts";
import { defaultLimits } from "./trials/pool.ts";
import { staleTunings } from "./trials/tunings.ts";
import { searches } from "./tuning/searches.ts";

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

const abort = new AbortController();
const effects = createNodeEffects(process.cwd(), abort.signal);
endOnSignals(abort, effects.terminal);
try {
  const options = parseOptions(process.argv.slice(2), availableParallelism());
  if (options === "help") effects.terminal.line(usage);
  else {
    const bundler = createBundler(effects);
    for (const name of await staleTunings(tuned, searches, effects, bundler)) {
      effects.terminal.line(
        `stale learning rate: ${name} was tuned on other code; npm run tune measures it anew`,
      );
    }
    process.exitCode = await buildReport(options, defaultLimits, effects, bundler);
  }
} catch (error) {
  printError(error, effects.terminal);
  process.exitCode = 1;
}
