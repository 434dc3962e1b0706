/**
 * Starts the process that builds, hands it what changes, and starts another when the code of the build itself changes, or
 * when the process has ended or does not answer.
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

/** A build that takes longer is given up at the next save: there may be an endless loop in a slide. */
const PATIENCE_MILLISECONDS = 10_000;

const MEMORY = { heapMegabytes: 4096, residentMegabytes: 8192 };

/** Code that a process loads once. */
const LOADED = ["scripts", "experiments/kit/theme.ts", "package.json", "package-lock.json"];

export function startBuildProcess(
  start: StartMessage,
  observer: BuildObserver,
  effects: Effects,
): BuildProcess {
  let child: WorkerProcess | undefined;
  /** Since when the process builds; undefined while it waits for a request. */
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
        const news = message as FromBuilder;
        pass(news, observer, effects);
        if (news.type === "built" || news.type === "failed") finish();
        if (news.type === "ran") request({ type: "build", changed: [], runsTrials: false });
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
      waiting = both(waiting, wanted);
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

function both(one: BuildRequest | undefined, other: BuildRequest): BuildRequest {
  const changed = [...new Set([...(one?.changed ?? []), ...other.changed])];
  return { type: "build", changed, runsTrials: (one?.runsTrials ?? false) || other.runsTrials };
}

function pass(news: FromBuilder, observer: BuildObserver, { terminal }: Pick<Effects, "terminal">): void {
  if (news.type === "line") terminal.line(news.text);
  if (news.type === "error") terminal.error(news.text);
  if (news.type === "built") observer.built(news);
  if (news.type === "failed") observer.failed(news.text);
}

function isLoaded(path: string, root: string): boolean {
  const inside = relative(root, path).replaceAll("\\", "/");
  return LOADED.some((loaded) => inside === loaded || inside.startsWith(`${loaded}/`));
}

function endText({ code, signal, stderr }: WorkerEnd): string {
  const how = signal === null ? `exited with code ${code}` : `was ended by ${signal}`;
  return `the process that builds ${how}; the next save starts it again\n${stderr}`.trim();
}
