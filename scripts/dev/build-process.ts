/**
 * Starts the build process and sends it the changed files. Starts another when the code of the generator changes, and when
 * the process has ended or does not answer.
 */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Effects, WorkerEnd, WorkerProcess } from "../base/effects.ts";
import type { BuildRequest, BuiltMessage, FromBuilder, StartMessage } from "./state.ts";

export interface BuildProcess {
  changed(paths: ReadonlySet<string>): void;
  /** Runs the trials that are missing. */
  run(): void;
}

/** Receives the end of each build. */
export interface BuildObserver {
  built(message: BuiltMessage): void;
  failed(text: string): void;
}

/** A build that takes longer is ended at the next save, since a slide may have an endless loop. */
const PATIENCE_MILLISECONDS = 10_000;

const MEMORY = { heapMegabytes: 4096, residentMegabytes: 8192 };

/** Code that the build process loads only once. */
const LOADED = ["scripts", "experiments/kit", "package.json", "package-lock.json"];

export function startBuildProcess(
  start: StartMessage,
  observer: BuildObserver,
  effects: Effects,
): BuildProcess {
  let child: WorkerProcess | undefined;
  /** When the current build began; undefined while the process waits for a request. */
  let since: number | undefined;
  let waiting: BuildRequest | undefined;
  const finish = () => {
    since = undefined;
    if (waiting !== undefined) request(waiting);
  };
  const begin = () => {
    child?.kill();
    const started = effects.startWorker({
      runtime: [process.execPath, "--import", "tsx"],
      file: fileURLToPath(new URL("./builder.ts", import.meta.url)),
      ...MEMORY,
      onMessage(message) {
        if (started !== child) return;
        // builder.ts sends only messages of this type.
        const received = message as FromBuilder;
        pass(received, observer, effects);
        if (received.type === "built" || received.type === "failed") finish();
        if (received.type === "ran") request({ type: "build", changed: [], runsTrials: false });
      },
      onEnd(end) {
        if (started !== child) return;
        child = undefined;
        since = undefined;
        observer.failed(endText(end));
      },
    });
    child = started;
    child.send(start);
    since = undefined;
    waiting = undefined;
  };
  const request = (wanted: BuildRequest) => {
    const isStuck = since !== undefined && effects.clock.now() - since > PATIENCE_MILLISECONDS;
    if (child === undefined || isStuck || wanted.changed.some((path) => isLoaded(path, effects.root)))
      begin();
    if (since !== undefined) {
      waiting = merged(waiting, wanted);
      return;
    }
    since = effects.clock.now();
    waiting = undefined;
    child?.send(wanted);
  };
  effects.signal.addEventListener("abort", () => child?.kill());
  request({ type: "build", changed: [], runsTrials: false });
  return {
    changed: (paths) => request({ type: "build", changed: [...paths], runsTrials: false }),
    run: () => request({ type: "build", changed: [], runsTrials: true }),
  };
}

function merged(earlier: BuildRequest | undefined, later: BuildRequest): BuildRequest {
  const changed = [...new Set([...(earlier?.changed ?? []), ...later.changed])];
  return { type: "build", changed, runsTrials: (earlier?.runsTrials ?? false) || later.runsTrials };
}

function pass(message: FromBuilder, observer: BuildObserver, { terminal }: Pick<Effects, "terminal">): void {
  if (message.type === "line") terminal.line(message.text);
  if (message.type === "error") terminal.error(message.text);
  if (message.type === "built") observer.built(message);
  if (message.type === "failed") observer.failed(message.text);
}

function isLoaded(path: string, root: string): boolean {
  const inside = relative(root, path).replaceAll("\\", "/");
  return LOADED.some((loaded) => inside === loaded || inside.startsWith(`${loaded}/`));
}

function endText({ code, signal, stderr }: WorkerEnd): string {
  const how = signal === null ? `exited with code ${code}` : `was ended by ${signal}`;
  return `the build process ${how}; the next save starts it again\n${stderr}`.trim();
}
