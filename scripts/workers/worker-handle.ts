/**
 * Worker processes that run trials one after another, and the messages between them and the build. All messages are
 * JSON.
 */
import type { Effects, WorkerEnd, WorkerProcess } from "../base/effects.ts";
import { formatSeconds } from "../base/format.ts";

/** To a worker: run this trial and put its output into the store. */
export interface RunMessage {
  readonly key: string;
  /** File URL of the bundle that exports `run`. */
  readonly module: string;
  readonly config: object;
  /** Keys of the inputs by name; the worker reads them from the store. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly engine: string;
  /** Whether it measures time, which the store records. */
  readonly measuresTime: boolean;
  readonly storeFolder: string;
}

/** From a worker. */
export type WorkerMessage =
  | { readonly type: "progress"; readonly fraction: number }
  | { readonly type: "done"; readonly seconds: number; readonly residentBytes: number }
  | {
      readonly type: "failed";
      /** With the place in experiments/ where it was thrown. */
      readonly cause: string;
      /** If the engine cannot start, and so all other trials would fail too: what the user can do. */
      readonly unusableEngine?: { readonly help?: string };
    };

export interface WorkerLimits {
  /** JavaScript heap of a worker, in MB; a trial that needs more fails. */
  readonly heapMegabytes: number;
  /** Resident memory of a worker, in MB; a trial that needs more fails. */
  readonly residentMegabytes: number;
  /** A worker that still uses more MB than this after a trial is replaced, because something in it leaks. */
  readonly idleMegabytes: number;
  /** Seconds of a trial; a longer trial fails. */
  readonly seconds: number;
}

export const defaultLimits: WorkerLimits = {
  heapMegabytes: 2048,
  residentMegabytes: 4096,
  idleMegabytes: 1024,
  seconds: Infinity,
};

/** What a worker reports of the end of a trial, or its handle, if the worker has died. */
export type TrialEnd = Exclude<WorkerMessage, { type: "progress" }>;

/** How a trial ended; "stopped" if its handle was closed before. */
export type TrialReply = TrialEnd | { readonly type: "stopped" };

/** Starts a worker process and replaces it as trials need. */
export interface WorkerHandle {
  /** The module that its worker has loaded, if it has one. */
  readonly module: string | undefined;
  /**
   * Runs a trial until it finishes, fails or is stopped; never rejects. A trial that is `alone` gets a new worker, because
   * code compiled and memory left by an earlier trial would change its times.
   */
  run(message: RunMessage, progress: (fraction: number) => void, alone?: boolean): Promise<TrialReply>;
  /** Ends the worker at once, and so stops its trial. */
  close(): void;
}

interface Work {
  readonly reply: (reply: TrialReply) => void;
  readonly progress: (fraction: number) => void;
  readonly stopTimer: () => void;
}

/**
 * Creates a handle whose workers run the script `workerFile`. A worker loads only one trial module, so that no trial sees
 * the state of another module.
 */
export function createWorkerHandle(workerFile: string, limits: WorkerLimits, effects: Effects): WorkerHandle {
  let worker: WorkerProcess | undefined;
  let module: string | undefined;
  let work: Work | undefined;

  const settle = (reply: TrialReply) => {
    work?.stopTimer();
    work?.reply(reply);
    work = undefined;
  };
  const close = () => {
    worker?.kill();
    worker = undefined;
    module = undefined;
    settle({ type: "stopped" });
  };
  const finish = (reply: TrialEnd) => {
    settle(reply);
    if (reply.type === "failed" || reply.residentBytes > limits.idleMegabytes * 1e6) close();
  };
  const start = (): WorkerProcess => {
    const started: WorkerProcess = effects.startWorker({
      file: workerFile,
      heapMegabytes: limits.heapMegabytes,
      residentMegabytes: limits.residentMegabytes,
      onMessage(message) {
        if (worker !== started) return;
        // The script worker.ts sends only messages of this type.
        const news = message as WorkerMessage;
        if (news.type === "progress") work?.progress(news.fraction);
        else finish(news);
      },
      onEnd(end) {
        if (worker === started) finish({ type: "failed", cause: explainEnd(end, limits) });
      },
    });
    return started;
  };
  return {
    get module() {
      return module;
    },
    run(message, progress, alone = false) {
      if (alone || module !== message.module) close();
      worker ??= start();
      module = message.module;
      return new Promise((reply) => {
        const cause = `not finished after ${formatSeconds(limits.seconds)}, its time limit`;
        const isLimited = limits.seconds !== Infinity;
        const stopTimer = isLimited
          ? effects.clock.every(limits.seconds * 1000, () => finish({ type: "failed", cause }))
          : () => {};
        work = { reply, progress, stopTimer };
        worker?.send(message);
      });
    },
    close,
  };
}

/** Why a worker ended in the middle of a trial. */
function explainEnd({ code, signal, stderr }: WorkerEnd, limits: WorkerLimits): string {
  if (stderr.includes("heap out of memory")) {
    return `out of memory: its heap grew beyond ${limits.heapMegabytes} MB`;
  }
  if (stderr.includes("out of memory")) {
    return `out of memory: its process grew beyond ${limits.residentMegabytes} MB`;
  }
  const lastLine = stderr.trim().split("\n").at(-1) ?? "";
  const how = signal === null ? `exited with code ${code}` : `was ended by ${signal}`;
  return `its process ${how}${lastLine === "" ? "" : `: ${lastLine}`}`;
}
