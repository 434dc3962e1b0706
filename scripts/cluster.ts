/**
 * Command `npm run cluster`: writes the jobs that compute a profile on a cluster, a wave of shards after another and then
 * the report, and submits them if asked. `npm run cluster -- status` shows how far they are.
 */
import { join } from "node:path";
import type { ProfileName } from "../experiments/lib/experiment.ts";
import {
  defineCommand,
  type Given,
  mistake,
  oneOf,
  profileName,
  startCommand,
  wholeNumber,
} from "./base/command.ts";
import type { Effects } from "./base/effects.ts";
import { ReportError } from "./base/errors.ts";
import { formatCount, formatSeconds } from "./base/format.ts";
import { slurmScripts } from "./jobs/slurm.ts";
import { statusOfWaves, type WaveStatus } from "./jobs/wave-status.ts";
import { discover } from "./stages/discover.ts";
import { plan } from "./stages/plan.ts";

interface ClusterOptions {
  readonly action: "write" | "submit" | "status";
  readonly profile: ProfileName;
  readonly shards: number;
  readonly partition: string | undefined;
  readonly time: string | undefined;
  readonly timing: boolean;
}

export const cluster = defineCommand({
  name: "npm run cluster",
  words: "[status]",
  options: {
    engine: { value: "NAME", help: "slurm" },
    profile: { value: "NAME", help: "quick, default (default) or paper" },
    shards: { value: "N", help: "tasks of a wave, each on one core (default: 40)" },
    partition: { value: "P", help: "partition of Slurm (default: the cluster's own)" },
    time: {
      value: "T",
      help: "time limit of a job, such as 12:00:00 (default: four times the longest shard)",
    },
    "no-timing": { help: "leave out the trials that measure time" },
    submit: { help: "submit the jobs; without it, they are only written" },
  },
  read: readClusterOptions,
  async run(options, effects) {
    const { profile, shards } = options;
    const { trials } = await plan(await discover(effects), { profile, engine: "wasm" }, effects);
    const waves = await statusOfWaves(trials, shards, effects);
    printWaves(waves, effects);
    if (options.action === "status") return 0;
    return await writeJobs(options, waves, effects);
  },
});

type ClusterOption = "engine" | "profile" | "shards" | "partition" | "time" | "no-timing" | "submit";

function readClusterOptions({ value, has, words }: Given<ClusterOption>): ClusterOptions {
  const [word, more] = words;
  if (more !== undefined) throw mistake(`unknown argument: ${more}`);
  if (word !== undefined) oneOf("action", word, ["status"]);
  const engine = value("engine");
  if (word === undefined && engine === undefined) {
    throw mistake("missing option: --engine slurm, or the word status");
  }
  if (engine !== undefined) oneOf("--engine", engine, ["slurm"]);
  const toWrite = has("submit") ? "submit" : "write";
  return {
    action: word === undefined ? toWrite : "status",
    profile: profileName(value("profile") ?? "default"),
    shards: wholeNumber("--shards", value("shards") ?? "40", 1, 9999),
    partition: matching("--partition", value("partition"), /^[\w.,-]+$/, "names such as long,short"),
    time: matching("--time", value("time"), TIME, "minutes, hours:minutes:seconds or days-hours"),
    timing: !has("no-timing"),
  };
}

const TIME = /^(?:\d+|\d+:\d\d(?::\d\d)?|\d+-\d+(?::\d\d){0,2})$/;

/** These values go into scripts, so they hold nothing that a shell would read. */
function matching(
  option: string,
  value: string | undefined,
  pattern: RegExp,
  expected: string,
): string | undefined {
  if (value === undefined || pattern.test(value)) return value;
  throw mistake(`invalid ${option}: ${value}; expected ${expected}`);
}

function printWaves(waves: readonly WaveStatus[], { terminal }: Effects): void {
  for (const [index, { trials, stored, secondsLeft, longestShard }] of waves.entries()) {
    const left =
      stored === trials
        ? "done"
        : `${trials - stored} missing, ${formatSeconds(secondsLeft)} on one core, longest shard ${formatSeconds(longestShard)}`;
    terminal.line(`wave ${index + 1}: ${formatCount(trials, "trial")}, ${stored} stored; ${left}`);
  }
}

/** Slow nodes may take so many times longer than expected. */
const SLOWEST = 4;
const LEAST_MINUTES = 60;

async function writeJobs(
  options: ClusterOptions,
  waves: readonly WaveStatus[],
  effects: Effects,
): Promise<number> {
  const { root, disk, terminal } = effects;
  const { profile, shards } = options;
  const folder = join(root, ".cache", "cluster", profile);
  const open = waves.filter(({ trials, stored }) => stored < trials);
  const longest = waves.reduce((sum, { longestShard }) => sum + longestShard, 0);
  const minutes = Math.max(LEAST_MINUTES, Math.ceil((SLOWEST * longest) / 60));
  const scripts = slurmScripts({
    ...options,
    root,
    folder,
    waves: open.length,
    time: options.time ?? String(minutes),
  });
  for (const [name, text] of scripts) await disk.write(join(folder, name), text);
  const what = `${formatCount(open.length, "wave")} of ${formatCount(shards, "task")}, then the report`;
  const submit = join(folder, "submit.sh");
  if (options.action === "write") {
    terminal.line(`written: ${submit} and the jobs that it submits: ${what}`);
    return 0;
  }
  const { code, output } = await effects.run("bash", [submit]);
  if (code !== 0) {
    throw new ReportError(`the jobs were not submitted: ${output.trim()}`, {
      help: "run the command where sbatch is installed; without --submit it only writes the jobs",
    });
  }
  terminal.line(output.trim());
  terminal.line(`submitted: ${what}; npm run cluster -- status --profile ${profile} shows how far they are`);
  return 0;
}

await startCommand(cluster, import.meta);
