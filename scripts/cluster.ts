/**
 * Command `npm run cluster`: writes the jobs that compute a profile on Slurm, and submits them with --submit. While searches are
 * open: an array of shards for a round, and a job that writes the choices and submits the next round. Then an array of
 * shards for each wave, and a job that builds the report. The order is in the jobs' dependencies; nothing here schedules.
 * `npm run cluster -- status` shows how far they are.
 */

import { join } from "node:path";
import type { ProfileName } from "../experiments/kit/experiment.ts";
import type { Effects } from "./base/effects.ts";
import { ReportError } from "./base/errors.ts";
import { formatCount, formatSeconds } from "./base/format.ts";
import { sha256 } from "./base/hash.ts";
import { discover } from "./stages/discover.ts";
import { plan } from "./stages/plan.ts";
import {
  defineCommand,
  type Given,
  mistake,
  oneOf,
  profileName,
  startCommand,
  wholeNumber,
} from "./system/command.ts";
import type { KeyedTrial } from "./trials/keys.ts";
import { lookUpSearches, roundInWords, statusOfRound } from "./tuning/rounds.ts";
import { findSearches } from "./tuning/searches.ts";
import { lookUpTrials } from "./workers/run-trials.ts";
import { shareOut } from "./workers/shards.ts";

interface ClusterOptions {
  readonly action: "write" | "submit" | "status";
  readonly profile: ProfileName;
  readonly shards: number;
  readonly partition: string | undefined;
  readonly time: string | undefined;
  readonly timing: boolean;
  /** Digest of the runs of the previous round, passed by its last job. */
  readonly after: string | undefined;
}

export const cluster = defineCommand({
  name: "npm run cluster",
  purpose: "Writes the jobs that compute a profile on a cluster, and submits them if asked.",
  example: "--engine slurm --profile long --submit",
  positionals: "[status]",
  positionalHelp: { status: "print how far the jobs are; write nothing" },
  options: {
    engine: { value: "NAME", help: "slurm" },
    profile: {
      value: "NAME",
      help: "quick, default (default) or long",
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
      help: "set by the jobs themselves: submit nothing if the last round has stored none of its runs",
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

/** The work of the jobs. */
interface Work {
  readonly stage: Stage;
  readonly description: string;
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
  const undecided = open.flatMap((search) => (search.state === "undecided" ? [search.error] : []));
  for (const { message } of undecided) effects.terminal.error(message);
  // The other searches go on without them.
  const isLeft = missing.length === 0 && open.every(({ state }) => state !== "found");
  if (undecided[0] !== undefined && isLeft) throw undecided[0];
  const round = sha256(missing.map(({ key }) => key).join());
  if (missing.length > 0 && round === after) {
    throw new ReportError(`the last round stored none of its ${formatCount(missing.length, "run")}`, {
      help: `its logs in .cache/cluster/${profile} show why; npm run tune -- --profile ${profile} makes a search whose runs fail, and counts them as lost`,
    });
  }
  const description = `a round of ${formatCount(shards, "task")} for ${formatCount(missing.length, "run")} of searches, then what is next`;
  return { stage: { kind: "searches", missing: missing.length, round }, description, longest: longestShard };
}

/** Prints how far the waves are, and returns those that are not done. */
async function openWaves({ profile, shards }: ClusterOptions, effects: Effects): Promise<Work> {
  const { trials } = await plan(await discover(effects), { profile }, effects);
  const waves = await statusOfWaves(trials, shards, effects);
  printWaves(waves, effects);
  const open = waves.filter(({ trials: all, stored }) => stored < all).length;
  return {
    stage: { kind: "waves", waves: open },
    description: `${formatCount(open, "wave")} of ${formatCount(shards, "task")}, then the report`,
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

function readClusterOptions({ value, has, positionals }: Given<ClusterOption>): ClusterOptions {
  const [action, more] = positionals;
  if (more !== undefined) throw mistake(`unknown argument: ${more}`);
  if (action !== undefined) oneOf("action", action, ["status"]);
  const engine = value("engine");
  if (action === undefined && engine === undefined) {
    throw mistake("missing option: --engine slurm, or the argument status");
  }
  if (engine !== undefined) oneOf("--engine", engine, ["slurm"]);
  const toWrite = has("submit") ? "submit" : "write";
  return {
    action: action === undefined ? toWrite : "status",
    profile: profileName(value("profile") ?? "default"),
    shards: wholeNumber("--shards", value("shards") ?? "40", 1, 9999),
    partition: matching("--partition", value("partition"), /^[\w.,-]+$/, "names such as long,short"),
    time: matching("--time", value("time"), TIME, "minutes, hours:minutes:seconds or days-hours"),
    timing: !has("no-timing"),
    after: matching("--after", value("after"), /^[0-9a-f]{64}$/, "64 digits of a hash"),
  };
}

const TIME = /^(?:\d+|\d+:\d\d(?::\d\d)?|\d+-\d+(?::\d\d){0,2})$/;

/** These values go into scripts, so they must contain nothing that a shell would interpret. */
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

/** How many times longer than expected a slow node may take. */
const SLOWEST = 4;

const LEAST_MINUTES = 60;

async function writeJobs(
  options: ClusterOptions,
  { stage, description, longest }: Work,
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
    terminal.line(`written: ${submit} and the jobs that it submits: ${description}`);
    return 0;
  }
  const { code, output } = await effects.run("bash", [submit]);
  if (code !== 0) {
    throw new ReportError(`the jobs were not submitted: ${output.trim()}`, {
      help: "run the command where sbatch is installed; without --submit it only writes the jobs",
    });
  }
  terminal.line(output.trim());
  terminal.line(
    `submitted: ${description}; npm run cluster -- status --profile ${profile} shows how far they are`,
  );
  return 0;
}

export interface SlurmOptions {
  /** The project's folder, on a disk that all nodes share. */
  readonly root: string;
  /** The folder of the scripts and of the jobs' logs. */
  readonly folder: string;
  readonly profile: ProfileName;
  readonly shards: number;
  readonly stage: Stage;
  readonly partition: string | undefined;
  /** Time limit of a job, as Slurm writes it, and whether it comes from --time and so applies to all rounds. */
  readonly time: string;
  readonly hasOwnTime: boolean;
  readonly timing: boolean;
}

/** What the jobs do. */
type Stage =
  | {
      readonly kind: "searches";
      /** Runs of the round that the store lacks. */
      readonly missing: number;
      /** Digest of these runs, by which the next job knows whether any has been stored. */
      readonly round: string;
    }
  | {
      readonly kind: "waves";
      /** Number of waves that have something to compute. */
      readonly waves: number;
    };

/** Before a task's time limit, so that its build can stop in order. */
const SECONDS_TO_STOP = 120;

/** Times that a shard is tried again after a failure or at its time limit, perhaps on another node. */
const RETRIES = 2;

/** Enough for a worker at its limit and the build that started it. */
const MEMORY = "6G";

/** The scripts by file name; submit.sh submits the others. */
export function slurmScripts(options: SlurmOptions): ReadonlyMap<string, string> {
  const { stage } = options;
  if (stage.kind === "searches") {
    return new Map([
      ["tune.sh", shardScript(options, "tune")],
      ["next.sh", nextScript(options, stage.round)],
      ["submit.sh", submitScript(options, stage.missing > 0 ? ["round"] : [])],
    ]);
  }
  const waves = Array.from({ length: stage.waves }, (_, index) => `wave ${index + 1}`);
  return new Map([
    ["shard.sh", shardScript(options, "build")],
    ["report.sh", reportScript(options)],
    ["submit.sh", submitScript(options, waves)],
  ]);
}

const jobs = {
  searches: { shard: "tune", last: "next" },
  waves: { shard: "shard", last: "report" },
} as const satisfies Readonly<Record<Stage["kind"], object>>;

function shardScript(options: SlurmOptions, command: "build" | "tune"): string {
  const { profile, shards, stage } = options;
  return [
    "#!/usr/bin/env bash",
    ...directives(options, `${profile}-${jobs[stage.kind].shard}`, "%A_%a", [
      `--array=1-${shards}`,
      "--cpus-per-task=1",
      `--mem=${MEMORY}`,
      // A preempted task, or one whose node died, starts again and finds its finished trials in the store.
      "--requeue",
      // Before its time limit, too.
      `--signal=B:USR1@${SECONDS_TO_STOP}`,
    ]),
    "",
    "again() {",
    `  if [ "\${SLURM_RESTART_COUNT:-0}" -lt ${RETRIES} ]; then scontrol requeue "$SLURM_JOB_ID"; fi`,
    "  exit 1",
    "}",
    `trap 'kill "$work"; wait "$work"; again' USR1`,
    `npm run ${command} -- --profile ${profile} --shard "$SLURM_ARRAY_TASK_ID/${shards}" --jobs 1 &`,
    "work=$!",
    `wait "$work" || again`,
    "",
  ].join("\n");
}

/** Writes the choices that the round has decided, and submits the next round, or the waves. */
function nextScript(options: SlurmOptions, round: string): string {
  const { profile, shards, partition, time, hasOwnTime, timing } = options;
  const args = [
    "--engine slurm",
    `--profile ${profile}`,
    `--shards ${shards}`,
    ...(partition === undefined ? [] : [`--partition ${partition}`]),
    ...(hasOwnTime ? [`--time ${time}`] : []),
    ...(timing ? [] : ["--no-timing"]),
    "--submit",
    `--after ${round}`,
  ];
  return [
    "#!/usr/bin/env bash",
    ...directives(options, `${profile}-next`, "%j", ["--cpus-per-task=1", `--mem=${MEMORY}`, "--requeue"]),
    "set -euo pipefail",
    "",
    `npm run tune -- --profile ${profile} --stored`,
    `npm run cluster -- ${args.join(" ")}`,
    "",
  ].join("\n");
}

/** Alone on its node, since it also measures time. */
function reportScript(options: SlurmOptions): string {
  const { profile, timing } = options;
  return [
    "#!/usr/bin/env bash",
    ...directives(options, `${profile}-report`, "%j", ["--exclusive", `--mem=${MEMORY}`, "--requeue"]),
    "",
    `npm run build -- --profile ${profile}${timing ? "" : " --no-timing"}`,
    "",
  ].join("\n");
}

function directives(
  { root, folder, partition, time }: SlurmOptions,
  name: string,
  id: string,
  own: readonly string[],
): readonly string[] {
  const all = [
    `--job-name=${name}`,
    ...own,
    `--time=${time}`,
    ...(partition === undefined ? [] : [`--partition=${partition}`]),
    `--chdir=${quoted(root)}`,
    `--output=${quoted(`${folder}/${name}-${id}.log`)}`,
    "--open-mode=append",
  ];
  return all.map((option) => `#SBATCH ${option}`);
}

/** A job starts when all tasks of the previous job have ended, even if some failed: the last job shows what is missing. */
function submitScript({ folder, stage }: SlurmOptions, arrays: readonly string[]): string {
  const { shard, last } = jobs[stage.kind];
  const submit = (label: string, name: string, isFirst: boolean) => {
    const after = isFirst ? "" : ' --dependency="afterany:$job"';
    return `job=$(sbatch --parsable${after} ${quoted(`${folder}/${name}.sh`)}); echo "${label}: job $job"`;
  };
  return [
    "#!/usr/bin/env bash",
    "set -euo pipefail",
    ...arrays.map((label, index) => submit(label, shard, index === 0)),
    submit(last, last, arrays.length === 0),
    "",
  ].join("\n");
}

const quoted = (path: string): string => `"${path.replaceAll(/["\\$`]/g, "\\$&")}"`;

interface WaveStatus {
  readonly trials: number;
  readonly stored: number;
  /** The missing trials' own estimate on one core. */
  readonly secondsLeft: number;
  /** That of the shard with the most missing work. */
  readonly longestShard: number;
}

/** Looks the trials of each wave up in the store. */
async function statusOfWaves(
  trials: readonly KeyedTrial[],
  shards: number,
  effects: Effects,
): Promise<readonly WaveStatus[]> {
  const outcomes = await lookUpTrials(trials, effects);
  const isMissing = ({ key }: KeyedTrial) => outcomes.get(key)?.state !== "stored";
  return shareOut(trials, shards).map((wave) => {
    const missing = wave.shards.map((share) => share.filter(isMissing));
    const left = missing.map((share) => share.reduce((sum, { trial }) => sum + trial.estimatedSeconds, 0));
    const count = wave.shards.flat().length;
    return {
      trials: count,
      stored: count - missing.flat().length,
      secondsLeft: left.reduce((sum, seconds) => sum + seconds, 0),
      longestShard: Math.max(0, ...left),
    };
  });
}

await startCommand(cluster, import.meta);
