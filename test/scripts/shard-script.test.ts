/** The script of a task, run by bash with stand-ins for npm and for Slurm's scontrol. */
import { spawn } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { slurmScripts } from "../../scripts/cluster.ts";

const scripts = slurmScripts({
  root: "/project",
  folder: "/project/jobs",
  profile: "default",
  shards: 4,
  stage: { kind: "waves", waves: 1 },
  partition: undefined,
  time: "60",
  hasOwnTime: false,
  timing: true,
});

interface Task {
  /** Body of the stand-in for npm; it writes to "$LOG". */
  readonly npm: string;
  readonly restarts?: number;
  /** Is sent to the script once npm has written "started". */
  readonly signal?: NodeJS.Signals;
}

/** Runs the script of task 3 of job 7; returns its exit code and what the stand-ins wrote. */
async function runTask({ npm, restarts = 0, signal }: Task): Promise<{ code: number | null; log: string }> {
  const folder = await mkdtemp(join(tmpdir(), "task-"));
  const log = join(folder, "log");
  const write = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    await chmod(join(folder, name), 0o755);
  };
  try {
    await write("npm", `#!/bin/bash\necho "npm $*" >> "$LOG"\n${npm}\n`);
    await write("scontrol", '#!/bin/bash\necho "scontrol $*" >> "$LOG"\n');
    await write("shard.sh", scripts.get("shard.sh") ?? "");
    const env = {
      ...process.env,
      PATH: [folder, process.env.PATH].join(delimiter),
      LOG: log,
      SLURM_ARRAY_TASK_ID: "3",
      SLURM_JOB_ID: "7",
      SLURM_RESTART_COUNT: String(restarts),
    };
    const child = spawn("bash", [join(folder, "shard.sh")], { env, stdio: ["ignore", "pipe", "inherit"] });
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (signal !== undefined && text.includes("started")) child.kill(signal);
    });
    const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
    return { code, log: await readFile(log, "utf8") };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const ran = "npm run build -- --profile default --shard 3/4 --jobs 1\n";

test("a task that succeeds ends", async () => {
  assert.equal(await runTask({ npm: "exit 0" }), { code: 0, log: ran });
});

test("a task that fails is queued again, and no more after two restarts", async () => {
  assert.equal(await runTask({ npm: "exit 1" }), { code: 1, log: `${ran}scontrol requeue 7\n` });
  assert.equal(await runTask({ npm: "exit 1", restarts: 1 }), { code: 1, log: `${ran}scontrol requeue 7\n` });
  assert.equal(await runTask({ npm: "exit 1", restarts: 2 }), { code: 1, log: ran });
});

test("before its time limit a task stops its build in order, and is queued again", async () => {
  const npm = `trap 'echo "npm stopped" >> "$LOG"; exit 143' TERM\necho started\nwhile true; do sleep 0.05; done`;
  assert.match(scripts.get("shard.sh") ?? "", /^#SBATCH --signal=B:USR1@120$/m);
  assert.equal(await runTask({ npm, signal: "SIGUSR1" }), {
    code: 1,
    log: `${ran}npm stopped\nscontrol requeue 7\n`,
  });
});

test.run();
