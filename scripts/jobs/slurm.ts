/**
 * A profile as jobs of Slurm. While its searches are open: an array of shards for a round, and a job after it that writes
 * the choices and submits what is next. Then for each wave an array of shards, each wave after the one before it, and in
 * the end a job that builds the report. Nothing here schedules: the order is in the dependencies of the jobs.
 */
import type { ProfileName } from "../../experiments/lib/experiment.ts";

export interface SlurmOptions {
  /** The project's folder, on a disk that all nodes share. */
  readonly root: string;
  /** The folder of the scripts and of the jobs' logs. */
  readonly folder: string;
  readonly profile: ProfileName;
  readonly shards: number;
  readonly stage: Stage;
  readonly partition: string | undefined;
  /** Time limit of a job, as Slurm writes it, and whether it was asked for: then it is that of all rounds. */
  readonly time: string;
  readonly hasOwnTime: boolean;
  readonly timing: boolean;
}

/** What the jobs do. */
export type Stage =
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
/** Covers a worker at its limit, and the build that started it. */
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
  const words = [
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
    `npm run cluster -- ${words.join(" ")}`,
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

/** A job starts when all tasks of the one before have ended, failed ones included: what is missing, the last job shows. */
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
