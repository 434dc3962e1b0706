/** A cluster of two nodes on this machine, by the real Slurm and MUNGE, with all its files in its own folder. */
import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { hostname, tmpdir, userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

export interface SlurmCluster {
  /** What the commands of Slurm need to find the cluster. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs a command such as squeue; returns what it prints. */
  run(program: string, ...args: readonly string[]): Promise<string>;
  /** Ends a node's daemon and all its jobs at once, as a power cut does. */
  killNode(name: NodeName): Promise<void>;
  startNode(name: NodeName): Promise<void>;
}

export type NodeName = "n1" | "n2";

/** Debian puts the daemons where a user's PATH may not lead. */
const PATH = [process.env.PATH, "/usr/sbin", "/sbin"].join(delimiter);
const PROGRAMS = ["munged", "slurmctld", "slurmd", "sbatch", "squeue", "scontrol", "sinfo"];

/** The first program that is missing, or undefined if a cluster can be started. */
export function missingProgram(): string | undefined {
  return PROGRAMS.find((program) => {
    try {
      execFileSync("which", [program], { env: { ...process.env, PATH }, stdio: "ignore" });
      return false;
    } catch {
      return true;
    }
  });
}

/** Calls `body` with a running cluster, which is stopped afterwards. */
export async function withSlurmCluster(body: (cluster: SlurmCluster) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "slurm-"));
  const environment = { PATH, SLURM_CONF: join(folder, "slurm.conf") };
  const daemons = new Map<string, ChildProcess>();
  const start = (name: string, program: string, args: readonly string[]) => {
    const env = { ...process.env, ...environment };
    // Its own process group, so that a node's jobs can be ended with it.
    daemons.set(name, spawn(program, args, { env, stdio: "ignore", detached: true }));
  };
  const cluster: SlurmCluster = {
    environment,
    async run(program, ...args) {
      const env = { ...process.env, ...environment };
      return (await promisify(execFile)(program, args, { env })).stdout;
    },
    async killNode(name) {
      await endNode(folder, name, daemons.get(name));
    },
    async startNode(name) {
      start(name, "slurmd", ["-D", "-N", name]);
    },
  };
  try {
    await writeConfiguration(folder);
    start("munged", "munged", mungeWords(folder));
    await until(
      async () => (await run(cluster, "munge", "-S", join(folder, "munge.socket"), "-n")) !== undefined,
    );
    start("slurmctld", "slurmctld", ["-D"]);
    for (const name of ["n1", "n2"] as const) await cluster.startNode(name);
    await until(
      async () => ((await run(cluster, "sinfo", "-h", "-N", "-o", "%t")) ?? "").trim() === "idle\nidle",
    );
    await body(cluster);
  } finally {
    for (const name of ["n1", "n2"] as const) await endNode(folder, name, daemons.get(name));
    for (const name of ["slurmctld", "munged"]) daemons.get(name)?.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a command prints, or undefined while it fails. */
async function run(cluster: SlurmCluster, program: string, ...args: readonly string[]) {
  return await cluster.run(program, ...args).catch(() => undefined);
}

/** Waits for a condition for up to ten minutes, since the computer may be slow. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let look = 0; look < 3000; look++) {
    if (await condition()) return;
    await sleep(200);
  }
  throw new Error("it never happened");
}

/** Kills a node's daemon, the daemons of its jobs, and all that these have started. */
async function endNode(folder: string, name: NodeName, daemon: ChildProcess | undefined): Promise<void> {
  daemon?.kill("SIGKILL");
  const pids = (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry));
  const ofJobs: string[] = [];
  for (const pid of pids) {
    const environment = (await readProcess(pid, "environ")).split("\0");
    const isHere = environment.includes(`SLURM_CONF=${join(folder, "slurm.conf")}`);
    if (isHere && environment.includes(`SLURMD_NODENAME=${name}`)) ofJobs.push(pid);
  }
  // The daemon of a job is the parent of its first process; it must not live to report the end of the others.
  for (const pid of ofJobs) {
    const parent = /^PPid:\s+(\d+)$/m.exec(await readProcess(pid, "status"))?.[1] ?? "";
    if (/^Name:\s+slurmstepd$/m.test(await readProcess(parent, "status"))) killIfThere(Number(parent));
  }
  for (const pid of ofJobs) killIfThere(Number(pid));
}

/** A file that Linux shows of a process; empty if it has ended. */
const readProcess = (pid: string, name: string): Promise<string> =>
  readFile(`/proc/${pid}/${name}`, "utf8").catch(() => "");

function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}

function mungeWords(folder: string): readonly string[] {
  const file = (name: string) => join(folder, `munge.${name}`);
  return [
    "--foreground",
    "--force",
    `--socket=${file("socket")}`,
    `--key-file=${file("key")}`,
    `--log-file=${file("log")}`,
    `--pid-file=${file("pid")}`,
    `--seed-file=${file("seed")}`,
  ];
}

async function writeConfiguration(folder: string): Promise<void> {
  const [controller, ...nodes] = await Promise.all([freePort(), freePort(), freePort()]);
  const user = userInfo().username;
  const lines = [
    "ClusterName=test",
    `SlurmctldHost=${hostname()}(127.0.0.1)`,
    `SlurmctldPort=${controller}`,
    `SlurmUser=${user}`,
    `SlurmdUser=${user}`,
    "AuthType=auth/munge",
    // A task that starts again waits until its old credential has expired, two minutes by default.
    `AuthInfo=socket=${join(folder, "munge.socket")},cred_expire=10`,
    "SchedulerParameters=sched_interval=2,bf_interval=2,batch_sched_delay=0",
    `StateSaveLocation=${join(folder, "state")}`,
    `SlurmdSpoolDir=${join(folder, "spool-%n")}`,
    `SlurmctldPidFile=${join(folder, "slurmctld.pid")}`,
    `SlurmdPidFile=${join(folder, "slurmd-%n.pid")}`,
    `SlurmctldLogFile=${join(folder, "slurmctld.log")}`,
    `SlurmdLogFile=${join(folder, "slurmd-%n.log")}`,
    "ProctrackType=proctrack/linuxproc",
    "TaskPlugin=task/none",
    "SelectType=select/cons_tres",
    "SelectTypeParameters=CR_Core",
    "JobAcctGatherType=jobacct_gather/none",
    "AccountingStorageType=accounting_storage/none",
    "MpiDefault=none",
    "ReturnToService=2",
    "SlurmdTimeout=10",
    "SlurmdParameters=config_overrides",
    ...nodes.map(
      (port, index) =>
        `NodeName=n${index + 1} NodeHostname=${hostname()} NodeAddr=127.0.0.1 Port=${port} CPUs=1 RealMemory=16000`,
    ),
    "PartitionName=main Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP",
  ];
  await writeFile(join(folder, "slurm.conf"), `${lines.join("\n")}\n`);
  await writeFile(join(folder, "munge.key"), "k".repeat(128), { mode: 0o400 });
}

/** A port that was free a moment ago. */
function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
