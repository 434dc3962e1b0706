/**
 * The script of a worker process: runs the trials that it receives, one at a time, and writes their outputs to the
 * store. A second thread ends the process when the build has died or the process exceeds its memory limit, even in the
 * middle of a training step.
 */
import { writeSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import type { EngineError, TrialModule, TrialOutput } from "../../experiments/kit/trial.ts";
import { placedMessage } from "../base/frames.ts";
import { nodeDisk } from "../system/node-disk.ts";
import { findUnstorable, openStore } from "../trials/store.ts";
import { createGuard, type Guard } from "./impure-calls.ts";
import type { RunMessage, WorkerMessage } from "./worker-handle.ts";

/** How often the second thread checks. */
const WATCH_MILLISECONDS = 200;

interface Watch {
  readonly parent: number;
  readonly residentBytes: number;
}

if (isMainThread) serve();
else watch(workerData);

function serve(): void {
  const [parent, megabytes] = process.argv.slice(2).map(Number);
  const data: Watch = { parent: parent ?? process.ppid, residentBytes: (megabytes ?? Infinity) * 1e6 };
  new Worker(new URL(import.meta.url), { workerData: data }).unref();
  // Ctrl-C reaches the whole process group, but the build decides when its workers end.
  process.on("SIGINT", () => {});
  process.on("disconnect", () => process.exit());
  let root = "";
  process.on("uncaughtException", (error) => send(failure(error, root), () => process.exit(1)));
  process.on("message", (message: RunMessage) => {
    // The module is a bundle in the project's .cache/bundles/.
    root = fileURLToPath(new URL("../..", message.module));
    runTrial(message).then(send, (error: unknown) => send(failure(error, root)));
  });
}

/** The work of the second thread. */
function watch({ parent, residentBytes }: Watch): void {
  setInterval(() => {
    const resident = process.memoryUsage.rss();
    if (resident > residentBytes) {
      writeSync(2, `out of memory: ${Math.round(resident / 1e6)} MB resident\n`);
      process.kill(process.pid, "SIGKILL");
    }
    // After the build has died, the process has another parent.
    if (process.ppid !== parent) process.kill(process.pid, "SIGKILL");
  }, WATCH_MILLISECONDS);
}

type AnyModule = TrialModule<object, object, TrialOutput>;

let guard: Guard | undefined;

/** A trial that measures time gets a new process, in which no clock is replaced. */
function guardFor(measuresTime: boolean): Guard {
  if (measuresTime) return { during: (_, work) => work() };
  guard ??= createGuard();
  return guard;
}

async function runTrial(message: RunMessage): Promise<WorkerMessage> {
  const store = openStore(message.storeFolder, nodeDisk, () => {});
  const inputs: Record<string, TrialOutput> = {};
  for (const [name, key] of Object.entries(message.inputs)) {
    const stored = await store.read(key);
    if (stored === undefined) throw new Error(`missing input: ${name} (${key})`);
    inputs[name] = stored.output;
  }
  const { measuresTime } = message;
  const { during } = guardFor(measuresTime);
  const load = (): Promise<Partial<AnyModule>> => import(message.module);
  const { run } = await during(message.module, load);
  if (typeof run !== "function") throw new Error("missing export: run");
  const context = { inputs, engine: message.engine, progress: createProgress() };
  const started = performance.now();
  const output = await during(message.module, async () => run(message.config, context));
  const seconds = (performance.now() - started) / 1000;
  const problem = findUnstorable(output);
  if (problem !== undefined) throw new Error(`invalid result: ${problem}`);
  await store.write(message.key, { output, seconds, measuresTime });
  return { type: "done", seconds, residentBytes: process.memoryUsage.rss() };
}

/** Limits progress to one message for each hundredth, however often the training loop reports. */
function createProgress(): (fraction: number) => void {
  let reported = 0;
  return (fraction) => {
    if (!(fraction >= reported + 0.01)) return;
    reported = fraction;
    send({ type: "progress", fraction });
  };
}

function send(message: WorkerMessage, sent: () => void = () => {}): void {
  process.send?.(message, undefined, undefined, sent);
}

function failure(error: unknown, root: string): WorkerMessage {
  if (!(error instanceof Error)) return { type: "failed", cause: `thrown: ${String(error)}` };
  if (error.name === "EngineError") {
    return { type: "failed", cause: error.message, unusableEngine: helpOf(error as EngineError) };
  }
  return { type: "failed", cause: placedMessage(error, root) };
}

const helpOf = ({ help }: EngineError) => (help === undefined ? {} : { help });
