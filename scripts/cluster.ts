/**
 * Command `npm run cluster`: writes the jobs that compute a profile on a cluster, and submits them if asked: rounds of its
 * searches for settings, a wave of shards after another, and then the report. `npm run cluster -- status` shows how far
 * they are.
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
import { sha256 } from "./base/hash.ts";
import { type Stage, slurmScripts } from "./jobs/slurm.ts";
import { statusOfWaves, type WaveStatus } from "./jobs/wave-status.ts";
import { discover } from "./stages/discover.ts";
import { plan } from "./stages/plan.ts";
import { lookUpSearches, roundInWords, statusOfRound } from "./trials/search-rounds.ts";
import { findSearches } from "./trials/tunings.ts";

interface ClusterOptions {
  readonly action: "write" | "submit" | "status";
  readonly profile: ProfileName;
  readonly shards: number;
  readonly partition: string | undefined;
  readonly time: string | undefined;
  readonly timing: boolean;
  /** Digest of the runs of the round before this one, given by its last job. */
  readonly after: string | undefined;
}

export const cluster = defineCommand({
  name: "npm run cluster",
  purpose: "Writes the jobs that compute a profile on a cluster, and submits them if asked.",
  example: "--engine slurm --profile paper --submit",
  words: "[status]",
  positionals: { status: "print how far the jobs are; write nothing" },
  options: {
    engine: { value: "NAME", help: "slurm" },
    profile: {
      value: "NAME",
      help: "quick, default (default), paper, or rehearsal, which is paper with few steps",
    },
    shards: { value: "N", help: "tasks of a wave, each on one core (default: 40)" },
    partition: { value: "P", help: "partition of Slurm (default: the cluster's own)" },
    time: {
      value: "T",
      help: "time limit of a job, such as 12:00:00 (default: four times the longest shard)",
    },
    "no-timing": { help: "leave out the trials that measure time" },
    after: {
      value: "DIGEST",
      help: "given by the jobs themselves: submits nothing if the last round has stored none of its runs",
    },
    submit: { help: "submit the jobs; without it, they are only written" },
  },
  read: readClusterOptions,
  async run(options, effects) {
    const work = (await openRound(options, effects)) ?? (await openWaves(options, effects));
    if (options.action === "status") return 0;
    return await writeJobs(options, work, effects);
  },
});

/** What the jobs are to do. */
interface Work {
  readonly stage: Stage;
  readonly words: string;
  /** Expected seconds of the longest job. */
  readonly longest: number;
}

/** Prints how far the searches are, and returns their next round; undefined when all have chosen. */
async function openRound(
  { profile, shards, after }: ClusterOptions,
  effects: Effects,
): Promise<Work | undefined> {
  const searches = profile === "quick" ? [] : await findSearches(effects, profile);
  const open = await lookUpSearches(searches, effects);
  if (open.length === 0) return undefined;
  const status = statusOfRound(searches, open, shards);
  const { missing, longestShard } = status;
  effects.terminal.line(roundInWords(status));
  const undecided = open.flatMap((one) => (one.state === "undecided" ? [one.error] : []));
  for (const { message } of undecided) effects.terminal.error(message);
  // The other searches go on without them.
  const isLeft = missing.length === 0 && open.every(({ state }) => state !== "found");
  if (undecided[0] !== undefined && isLeft) throw undecided[0];
  const round = sha256(missing.map(({ key }) => key).join());
  if (missing.length > 0 && round === after) {
    throw new ReportError(`the last round stored none of its ${formatCount(missing.length, "run")}`, {
      help: `its logs in .cache/cluster/${profile} say why; npm run tune -- --profile ${profile} makes a search whose runs fail, and counts them as lost`,
    });
  }
  const words = `a round of ${formatCount(shards, "task")} for ${formatCount(missing.length, "run")} of searches, then what is next`;
  return { stage: { kind: "searches", missing: missing.length, round }, words, longest: longestShard };
}

/** Prints how far the waves are, and returns those that are not done. */
async function openWaves({ profile, shards }: ClusterOptions, effects: Effects): Promise<Work> {
  const { trials } = await plan(await discover(effects), { profile, engine: "wasm" }, effects);
  const waves = await statusOfWaves(trials, shards, effects);
  printWaves(waves, effects);
  const open = waves.filter(({ trials: all, stored }) => stored < all).length;
  return {
    stage: { kind: "waves", waves: open },
    words: `${formatCount(open, "wave")} of ${formatCount(shards, "task")}, then the report`,
    longest: waves.reduce((sum, { longestShard }) => sum + longestShard, 0),
  };
}

type ClusterOption =
  | "engine"
  | "profile"
  | "shards"
  | "partition"
  | "time"
  | "no-timing"
  | "after"
  | "submit";

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
    after: matching("--after", value("after"), /^[0-9a-f]{64}$/, "64 digits of a hash"),
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
  { stage, words, longest }: Work,
  effects: Effects,
): Promise<number> {
  const { root, cache, disk, terminal } = effects;
  const { profile } = options;
  const folder = join(cache, "cluster", profile);
  const minutes = Math.max(LEAST_MINUTES, Math.ceil((SLOWEST * longest) / 60));
  const scripts = slurmScripts({
    ...options,
    root,
    folder,
    stage,
    time: options.time ?? String(minutes),
    hasOwnTime: options.time !== undefined,
  });
  for (const [name, text] of scripts) await disk.write(join(folder, name), text);
  const submit = join(folder, "submit.sh");
  if (options.action === "write") {
    terminal.line(`written: ${submit} and the jobs that it submits: ${words}`);
    return 0;
  }
  const { code, output } = await effects.run("bash", [submit]);
  if (code !== 0) {
    throw new ReportError(`the jobs were not submitted: ${output.trim()}`, {
      help: "run the command where sbatch is installed; without --submit it only writes the jobs",
    });
  }
  terminal.line(output.trim());
  terminal.line(`submitted: ${words}; npm run cluster -- status --profile ${profile} shows how far they are`);
  return 0;
}

await startCommand(cluster, import.meta);
