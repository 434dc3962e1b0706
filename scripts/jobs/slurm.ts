/**
 * A plan as jobs of Slurm: for each wave an array of shards, each wave after the one before it, and in the end a job that
 * builds the report. Nothing here schedules: the order is in the dependencies of the jobs.
 */
import type { ProfileName } from "../../experiments/lib/experiment.ts";

export interface SlurmOptions {
  /** The project's folder, on a disk that all nodes share. */
  readonly root: string;
  /** The folder of the scripts and of the jobs' logs. */
  readonly folder: string;
  readonly profile: ProfileName;
  readonly shards: number;
  /** Number of waves that have something to compute. */
  readonly waves: number;
  readonly partition: string | undefined;
  /** Time limit of a job, as Slurm writes it. */
  readonly time: string;
  readonly timing: boolean;
}

/** Times that a failed shard is tried again, perhaps on another node. */
const RETRIES = 2;
/** Covers a worker at its limit, and the build that started it. */
const MEMORY = "6G";

/** The scripts by file name; submit.sh submits the others. */
export function slurmScripts(options: SlurmOptions): ReadonlyMap<string, string> {
  return new Map([
    ["shard.sh", shardScript(options)],
    ["report.sh", reportScript(options)],
    ["submit.sh", submitScript(options)],
  ]);
}

function shardScript(options: SlurmOptions): string {
  const { profile, shards } = options;
  return [
    "#!/usr/bin/env bash",
    ...directives(options, `${profile}-shard`, "%A_%a", [
      `--array=1-${shards}`,
      "--cpus-per-task=1",
      `--mem=${MEMORY}`,
      // A preempted task, or one whose node died, starts again and finds its finished trials in the store.
      "--requeue",
    ]),
    "",
    `if ! npm run build -- --profile ${profile} --shard "$SLURM_ARRAY_TASK_ID/${shards}" --jobs 1; then`,
    `  if [ "\${SLURM_RESTART_COUNT:-0}" -lt ${RETRIES} ]; then scontrol requeue "$SLURM_JOB_ID"; fi`,
    "  exit 1",
    "fi",
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

/** A wave starts when all tasks of the one before have ended, failed ones included: what is missing, the report shows. */
function submitScript({ folder, waves }: SlurmOptions): string {
  const script = (name: string) => quoted(`${folder}/${name}`);
  const lines = Array.from({ length: waves }, (_, index) => {
    const after = index === 0 ? "" : ' --dependency="afterany:$wave"';
    return `wave=$(sbatch --parsable${after} ${script("shard.sh")}); echo "wave ${index + 1}: job $wave"`;
  });
  const after = waves === 0 ? "" : ' --dependency="afterany:$wave"';
  return [
    "#!/usr/bin/env bash",
    "set -euo pipefail",
    ...lines,
    `report=$(sbatch --parsable${after} ${script("report.sh")}); echo "report: job $report"`,
    "",
  ].join("\n");
}

const quoted = (path: string): string => `"${path.replaceAll(/["\\$`]/g, "\\$&")}"`;
