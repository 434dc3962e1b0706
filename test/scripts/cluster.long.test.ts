/** `npm run cluster` with a real Slurm, whose two nodes run on this machine. */
import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { bytesOf, withSmallReport } from "../helpers/build.ts";
import { leaveOut } from "../helpers/left-out.ts";
import type { Project } from "../helpers/project.ts";
import { missingProgram, type SlurmCluster, until, withSlurmCluster } from "../helpers/slurm-cluster.ts";
import { smallReport } from "../helpers/small-report.ts";

const seeds = Array.from({ length: 16 }, (_, seed) => seed);
const quick = `quick: { seeds: ${JSON.stringify(seeds)} }`;

const experimentFiles = [
  "experiments/01-one/experiment.ts",
  "experiments/02-two/experiment.ts",
  "experiments/03-three/experiment.ts",
] as const;

/** The small report with more trials, which take so long that a node can die while they run. */
const longerReport = {
  ...Object.fromEntries(
    experimentFiles.map((file) => [file, smallReport[file].replace("quick: { seeds: [1] }", quick)]),
  ),
  "experiments/01-one/base.run.ts": smallReport["experiments/01-one/base.run.ts"].replace(
    "=> ({",
    "=> (Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500), {",
  ),
};

/** Of the project's commands, with no repository above the project. */
const environmentOf = ({ root }: Project) => ({ ...process.env, GIT_CEILING_DIRECTORIES: join(root, "..") });

async function npm(project: Project, args: readonly string[], slurm?: SlurmCluster): Promise<void> {
  const env = { ...environmentOf(project), ...slurm?.environment };
  await promisify(execFile)("npm", ["run", ...args], { cwd: project.root, env });
}

/** Submits the quick report, loses a node when a few results are stored, and waits for the end of all jobs. */
async function buildOnCluster(project: Project, slurm: SlurmCluster): Promise<void> {
  const options = ["--engine", "slurm", "--profile", "quick", "--shards", "4", "--no-timing", "--submit"];
  await npm(project, ["cluster", "--", ...options], slurm);
  const trials = join(project.root, ".cache", "trials");
  await until(async () => (await readdir(trials).catch(() => [])).length > 4);
  await slurm.killNode("n1");
  await until(async () =>
    (await slurm.run("sinfo", "--noheader", "--nodes=n1", "--format=%t")).startsWith("down"),
  );
  await slurm.startNode("n1");
  await until(async () => (await slurm.run("squeue", "--noheader")).trim() === "");
}

const missing = missingProgram();
if (missing !== undefined) leaveOut("slurm", `${missing} is not installed`);
else {
  test("two nodes of Slurm, one of which dies meanwhile, build the report of one machine byte for byte", () =>
    withSmallReport(async (project) => {
      await npm(project, ["build", "--", "--profile", "quick", "--no-timing"]);
      const expected = await bytesOf(project);
      for (const folder of ["out", ".cache/trials"]) {
        await project.effects.disk.remove(join(project.root, folder));
      }
      await withSlurmCluster(async (slurm) => {
        await buildOnCluster(project, slurm);
        const jobs = await slurm.run("scontrol", "show", "jobs");
        assert.match(jobs, /Restarts=[1-9]/, "a task has started again");
      });
      assert.equal(await bytesOf(project), expected);
    }, longerReport));
}

test.run();
