/** `npm run cluster` with a real Slurm, whose two nodes run on this machine. */
import { execFile } from "node:child_process";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { leaveOut } from "../helpers/left-out.ts";
import { repository } from "../helpers/project.ts";
import { missingProgram, type SlurmCluster, until, withSlurmCluster } from "../helpers/slurm-cluster.ts";
import { createWorkspace, type Workspace } from "../torture/workspace.ts";

/** Submits the quick report, loses a node when a few results are stored, and waits for the end of all jobs. */
async function buildOnCluster({ root, environment }: Workspace, slurm: SlurmCluster): Promise<void> {
  const args = [
    "run",
    "cluster",
    "--",
    "--engine",
    "slurm",
    "--profile",
    "quick",
    "--shards",
    "4",
    "--no-timing",
    "--submit",
  ];
  await promisify(execFile)("npm", args, {
    cwd: root,
    env: { ...process.env, ...environment, ...slurm.environment },
  });
  const results = async () => (await readdir(join(root, ".cache", "trials")).catch(() => [])).length;
  await until(async () => (await results()) > 10);
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
  test("two nodes of Slurm, one of which dies meanwhile, build the report of one machine byte for byte", async () => {
    const workspace = await createWorkspace(repository, "slurm");
    try {
      assert.is((await workspace.build()).code, 0);
      const expected = await workspace.report();
      for (const folder of ["out", ".cache/trials"])
        await rm(join(workspace.root, folder), { recursive: true });
      await withSlurmCluster(async (slurm) => {
        await buildOnCluster(workspace, slurm);
        assert.match(
          await slurm.run("scontrol", "show", "jobs"),
          /Restarts=[1-9]/,
          "a task has started again",
        );
      });
      assert.equal(await workspace.report(), expected);
    } finally {
      await workspace.remove();
    }
  });
}

test.run();
