/**
 * The build process of `npm run dev`, which keeps what it has made. It is separate from the server, so that no mistake in a
 * slide can stop the server, not even an endless loop.
 */
import { format, inspect } from "node:util";
import { Worker } from "node:worker_threads";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import type { OutputFiles } from "../record/record.ts";
import { createNodeEffects } from "../system/node-effects.ts";
import { createProgress } from "../workers/progress.ts";
import { type RunObserver, runTrials } from "../workers/run-trials.ts";
import { defaultLimits } from "../workers/worker-handle.ts";
import type { BuildRequest, FromBuilder, SentFile, StartMessage, ToBuilder } from "./state.ts";
import { type BuiltPages, createWarmBuild, type WarmBuild } from "./warm-build.ts";

const send = (message: FromBuilder) => void process.send?.(message);

/** Builds, and sends the changed files or the reason of a failure. */
type Builder = (request: BuildRequest) => Promise<void>;

function createBuilder({ scope, jobs, runsTrials: runsAlways }: StartMessage): Builder {
  const effects = sendingEffects();
  const warm = createWarmBuild(scope, effects);
  const runner = createRunner(warm, jobs, effects);
  let sent: OutputFiles = new Map();
  return async ({ changed, runsTrials }) => {
    try {
      if (runsTrials) warm.retry();
      const built = await warm.build(new Set(changed));
      const { files, problems, missing, incomplete } = built;
      if (runsAlways || runsTrials) runner.run(missing);
      send({
        type: "built",
        files: differing(sent, files),
        gone: [...sent.keys()].filter((name) => !files.has(name)),
        problems,
        missing: { count: missing.length, slides: incomplete, areRunning: runner.isRunning() },
      });
      sent = files;
      // The first figure that is edited must not wait for Vega.
      await import("../drawing/figure.ts");
    } catch (error) {
      send({ type: "failed", text: textOf(error) });
    }
  };
}

/** Runs trials while builds go on. */
function createRunner(warm: WarmBuild, jobs: number, effects: Effects) {
  let running: { readonly keys: string; readonly abort: AbortController } | undefined;
  const observe = (observer: RunObserver): RunObserver => ({
    ...observer,
    finish(trial, outcome) {
      warm.record(trial.key, outcome);
      observer.finish(trial, outcome);
    },
  });
  return {
    isRunning: () => running !== undefined,
    run(trials: BuiltPages["missing"]) {
      const keys = trials.map(({ key }) => key).join();
      if (running?.keys === keys) return;
      // These trials are not needed any more.
      running?.abort.abort();
      running = undefined;
      if (trials.length === 0) return;
      const run = { keys, abort: new AbortController() };
      running = run;
      const options = { jobs, force: false, failFast: false, limits: defaultLimits };
      const observer = observe(createProgress(jobs, effects));
      runTrials(trials, options, observer, { ...effects, signal: run.abort.signal })
        .catch((error: unknown) => {
          if (!run.abort.signal.aborted) effects.terminal.error(textOf(error));
        })
        .finally(() => {
          if (running !== run) return;
          running = undefined;
          send({ type: "ran" });
        });
    },
  };
}

/** The effects of this process. The server prints its lines. */
function sendingEffects(): Effects {
  const effects = createNodeEffects(process.cwd(), new AbortController().signal);
  const terminal = {
    ...effects.terminal,
    isTerminal: false,
    line: (text: string) => send({ type: "line", text }),
    error: (text: string) => send({ type: "error", text }),
  };
  return { ...effects, terminal };
}

/** The server also prints what the code of slides prints. */
function sendPrinted(): void {
  const sendAs =
    (type: "line" | "error") =>
    (...values: readonly unknown[]) =>
      send({ type, text: format(...values) });
  const [line, error] = [sendAs("line"), sendAs("error")];
  Object.assign(console, { log: line, info: line, debug: line, warn: error, error });
}

function differing(before: OutputFiles, after: OutputFiles): Readonly<Record<string, SentFile>> {
  const changed = [...after].filter(([name, content]) => !isSame(before.get(name), content));
  return Object.fromEntries(
    changed.map(([name, content]) => [
      name,
      typeof content === "string" ? { text: content } : { base64: Buffer.from(content).toString("base64") },
    ]),
  );
}

function isSame(before: string | Uint8Array | undefined, after: string | Uint8Array): boolean {
  if (before === after || before === undefined) return before === after;
  return typeof before !== "string" && typeof after !== "string" && Buffer.compare(before, after) === 0;
}

/** A user's mistake as its message and help; other errors with their stack, which names the line of a slide's code. */
function textOf(error: unknown): string {
  if (!(error instanceof ReportError)) return inspect(error);
  return [error.message, ...(error.help === undefined ? [] : [`help: ${error.help}`])].join("\n");
}

/** A thread that ends this process when the server has ended in any way, even during an endless loop of a slide. */
const GUARD = `
const { workerData: server } = require("node:worker_threads");
setInterval(() => process.ppid === server || process.kill(process.pid, "SIGKILL"), 500);
`;

function listen(): void {
  sendPrinted();
  let builder: Builder | undefined;
  /** The latest build: builds run one at a time, in the order of the messages. */
  let last = Promise.resolve();
  process.on("message", (message: ToBuilder) => {
    if (message.type === "start") builder = createBuilder(message);
    else last = last.then(() => builder?.(message));
  });
  // Ctrl-C reaches the whole process group, but the server decides when this process ends.
  process.on("SIGINT", () => {});
  process.on("disconnect", () => process.exit());
  new Worker(GUARD, { eval: true, workerData: process.ppid }).unref();
}

listen();
