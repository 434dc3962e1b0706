/** Command `npm run build`: builds the report. */
import { resolve } from "node:path";
import type { Effects, Machine } from "./base/effects.ts";
import { printVerdicts } from "./build/summary.ts";
import { inputsOf, isBuilt, rememberBuild } from "./build/unchanged.ts";
import type { BuildOptions } from "./pipeline.ts";
import { INDEX_FILE } from "./record/files.ts";
import { readRecords } from "./record/read-record.ts";
import {
  defineCommand,
  type Given,
  mistake,
  profileName,
  shardOf,
  slideNumbers,
  startCommand,
  wholeNumber,
} from "./system/command.ts";
import { openPage } from "./system/serve-folder.ts";
import { defaultLimits, type WorkerLimits } from "./workers/worker-handle.ts";

export const build = defineCommand({
  name: "npm run build",
  purpose: "Runs the trials that are not stored yet, and writes the report.",
  example: "--profile quick --only 04",
  options: {
    profile: {
      value: "NAME",
      help: "quick (about a minute, no verdicts), default, or long (many hours)",
    },
    only: {
      value: "04,09",
      help: 'run only these slides; the others come from the store or are marked "not run"',
    },
    jobs: { value: "N", help: "number of workers (default: one per core)" },
    backend: {
      value: "NAME",
      help: "the engine that computes; the default gives the same numbers on every machine",
    },
    force: { help: "run every trial again, even if its result is stored" },
    explain: {
      choices: ["all", "json"],
      help: "print how many trials of each slide would run, and why; run nothing; =all names each trial, =json prints the numbers for programs",
    },
    "fail-fast": { help: "stop at the first failed trial" },
    "trial-limit": {
      value: "SECONDS",
      help: "end a trial that runs longer; it counts as failed, and the others go on (default: no limit)",
    },
    "no-timing": { help: "leave out the trials that measure time" },
    shard: {
      value: "3/8",
      help: "run this part of what the store lacks, without trials that measure time, and write no report",
    },
    out: { value: "DIR", help: "folder to write (default: out)" },
    open: { help: "open the page in a browser afterwards" },
  },
  whenStopped: "finished trials are kept, and the output folder is unchanged",
  read: readBuildOptions,
  async run({ opens, ...options }, effects) {
    const inputs = isWhole(options) ? await inputsOf(options, effects) : undefined;
    const isThere = inputs !== undefined && (await isBuilt(inputs, options.out, effects));
    const code = isThere ? await showLast(options, effects) : await buildAnew(options, inputs, effects);
    if (opens) await openPage(resolve(effects.root, options.out, INDEX_FILE), effects);
    return code;
  },
});

type BuildOption =
  | "profile"
  | "only"
  | "jobs"
  | "backend"
  | "force"
  | "explain"
  | "fail-fast"
  | "trial-limit"
  | "no-timing"
  | "shard"
  | "out"
  | "open";

interface BuildCommandOptions extends BuildOptions {
  readonly opens: boolean;
}

/** Whether a build writes a report, and may take all results from the store. */
const isWhole = ({ force, explain, shard }: BuildOptions): boolean =>
  !force && explain === undefined && shard === undefined;

async function showLast({ out }: BuildOptions, { root, disk, terminal }: Effects): Promise<number> {
  printVerdicts(await readRecords(out, resolve(root, out), disk), terminal);
  terminal.line(`up to date: ${out}/${INDEX_FILE}; nothing has changed since it was built`);
  return 0;
}

/** The modules of the stages are loaded here, since that takes longer than finding that nothing has changed. */
async function buildAnew(
  options: BuildOptions,
  inputs: string | undefined,
  effects: Effects,
): Promise<number> {
  const { createBundler } = await import("./bundling/bundle.ts");
  const { buildReport } = await import("./pipeline.ts");
  const { searchesOfBuild, staleSearches } = await import("./tuning/searches.ts");
  const bundler = createBundler(effects);
  const searches = await searchesOfBuild(options.profile, effects);
  const stale = await staleSearches(searches, effects, bundler);
  for (const label of stale) {
    effects.terminal.error(
      `${effects.terminal.paint("warning", "stale settings:", "error")} ${label} was tuned with different code; check it with npm run tune -- --confirm`,
    );
  }
  const code = await buildReport(options, effects, bundler);
  // A build that warns does so again.
  if (inputs !== undefined && code === 0 && stale.length === 0) await rememberBuild(inputs, options, effects);
  return code;
}

function readBuildOptions({ value, has }: Given<BuildOption>, { cores }: Machine): BuildCommandOptions {
  const shard = shardOf(value("shard"));
  const unwanted = (["force", "explain", "out", "open"] as const).find(
    (name) => shard !== undefined && has(name),
  );
  if (unwanted !== undefined) {
    throw mistake(
      `unexpected option: --shard runs what is missing and writes no report; it takes no --${unwanted}`,
    );
  }
  return {
    profile: profileName(value("profile") ?? "default"),
    engine: value("backend"),
    only: slideNumbers(value("only")),
    jobs: wholeNumber("--jobs", value("jobs") ?? String(cores), 1, 256),
    force: has("force"),
    explain: explainMode(value("explain")),
    failFast: has("fail-fast"),
    limits: trialLimits(value("trial-limit")),
    timing: !has("no-timing"),
    shard,
    out: value("out") ?? "out",
    opens: has("open") && !has("explain"),
  };
}

function trialLimits(seconds: string | undefined): WorkerLimits {
  if (seconds === undefined) return defaultLimits;
  return { ...defaultLimits, seconds: wholeNumber("--trial-limit", seconds, 1, 1_000_000) };
}

function explainMode(value: string | undefined): BuildOptions["explain"] {
  if (value === undefined) return undefined;
  if (value === "json") return value;
  return value === "all" ? "trials" : "slides";
}

await startCommand(build, import.meta);
