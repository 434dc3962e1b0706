import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { isAlive } from "../../../scripts/system/node-disk.ts";
import { build, filesOf, withSmallReport } from "../../helpers/build.ts";
import { type Project, repository } from "../../helpers/project.ts";

/** A trial that writes down its process id, then blocks the event loop until the file "release" exists. */
const stubbornTrial = `
import { existsSync, writeFileSync } from "node:fs";
// The running module is the bundle in .cache/bundles/ of the project.
const inProject = (name: string) => new URL("../../" + name, import.meta.url);
export const run = (config, { inputs }) => {
  writeFileSync(inProject("pid-" + process.pid), "");
  while (!existsSync(inProject("release")));
  return { result: { value: inputs.base.result.value } };
};
`;

const files = { "experiments/02-two/next.run.ts": stubbornTrial };

interface RunningBuild {
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
}

/** Starts the real command in a separate process. */
function startBuild({ root }: Project): RunningBuild {
  const args = ["--import", "tsx", join(repository, "scripts", "build.ts"), "--no-timing", "--jobs", "2"];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text) => {
      output += text;
    });
  }
  return {
    kill: (signal) => void child.kill(signal),
    ended: new Promise((resolve) => child.on("close", (code) => resolve({ code, output }))),
  };
}

/** Waits for a condition for up to 15 minutes, since the computer may be slow. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let look = 0; look < 45_000; look++) {
    if (await condition()) return;
    await sleep(20);
  }
  assert.unreachable("it never happened");
}

async function workerPids({ root, effects }: Project): Promise<number[]> {
  const names = await effects.disk.list(root);
  return names.filter((name) => name.startsWith("pid-")).map((name) => Number(name.slice("pid-".length)));
}

/** Stops a build by a signal while two blocking trials run; waits until all its workers have ended. */
async function stopBuild(project: Project, signal: NodeJS.Signals) {
  const running = startBuild(project);
  await until(async () => (await workerPids(project)).length === 2);
  running.kill(signal);
  const ended = await running.ended;
  const pids = await workerPids(project);
  await until(async () => !pids.some(isAlive));
  return ended;
}

/** Releases the trials, and asserts that a second build runs only those that had not finished. */
async function assertResumes(project: Project): Promise<void> {
  await project.write({ release: "" });
  const { code, ran } = await build(project, "--no-timing");
  assert.is(code, 0);
  assert.equal(ran, ["next, seed 1", "next, seed 2", "next, seed 3"]);
}

test("a build ended by SIGKILL leaves no worker behind, and the next one does not repeat finished trials", () =>
  withSmallReport(async (project) => {
    await stopBuild(project, "SIGKILL");
    await assertResumes(project);
  }, files));

for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  test(`${signal} ends the workers, keeps finished trials, leaves the output folder, and exits with ${code}`, () =>
    withSmallReport(async (project) => {
      await build(project, "--only 01");
      const before = await filesOf(project);
      const ended = await stopBuild(project, signal);
      assert.is(ended.code, code);
      assert.match(ended.output, "stopped: finished trials are kept, and the output folder is unchanged");
      assert.match(ended.output, "run the same command again to continue");
      assert.equal(await filesOf(project), before);
      await assertResumes(project);
    }, files));
}

test.run();
