/** The real effects: disk, clock, console, machine, git, modules and processes of this computer. */
import { execFile, fork, spawn } from "node:child_process";
import { cpus, homedir, totalmem } from "node:os";
import { createInterface } from "node:readline";
import { promisify, styleText } from "node:util";
import { cacheFolder } from "./cache-place.ts";
import type { Clock, Commit, Effects, Terminal, Tone, WorkerProcess, WorkerStart } from "./effects.ts";
import { shorten } from "./format.ts";
import { loadModule } from "./load-module.ts";
import { nodeDisk } from "./node-disk.ts";
import { watchPaths } from "./node-watch.ts";
import { startProgram } from "./programs.ts";

/** Characters at the end of a worker's error output that are kept to explain a crash. */
const STDERR_CHARACTERS = 4000;

/** A program that still runs after this time has started well. */
const LAUNCH_MILLISECONDS = 2000;

/** The effects of a command in the project at `root`; `signal` is aborted when the command is stopped. */
export function createNodeEffects(root: string, signal: AbortSignal): Effects {
  return {
    root,
    cache: cacheFolder(root, process.env),
    signal,
    disk: nodeDisk,
    clock,
    terminal: createTerminal(process.stdout, process.stderr),
    machine: {
      cpu: cpus()[0]?.model.trim() ?? "unknown",
      cores: cpus().length,
      memoryBytes: totalmem(),
      platform: `${process.platform} ${process.arch}`,
      node: process.versions.node,
      home: homedir(),
    },
    environment: process.env,
    commit: () => readCommit(root),
    load: (path) => loadModule(path, root),
    startWorker,
    run: (program, words) => startProgram(program, words, { cwd: root }).ended,
    launch: (program, words) => launchProgram(program, words, root),
    watch: (paths, onChange) => watchPaths(paths, onChange, signal),
  };
}

const clock: Clock = {
  now: () => performance.now(),
  date: () => new Date().toISOString(),
  every(milliseconds, call) {
    const timer = setInterval(call, milliseconds);
    return () => clearInterval(timer);
  },
};

/** One format each: Node 20 does not ask the stream before it applies several. */
const FORMATS = {
  supported: "green",
  contradicted: "red",
  inconclusive: "yellow",
  mixed: "magenta",
  error: "redBright",
  warning: "yellowBright",
} as const satisfies Record<Tone, string>;

/** A terminal whose last line is redrawn in place: other output clears it first and prints it again below. */
function createTerminal(out: NodeJS.WriteStream, err: NodeJS.WriteStream): Terminal {
  // A terminal that calls itself dumb cannot move its cursor.
  const isTerminal = out.isTTY === true && process.env.TERM !== "dumb";
  const clear = "\r\u001b[2K";
  let live = "";
  const print = (stream: NodeJS.WriteStream, text: string) => {
    if (live !== "") out.write(clear);
    stream.write(`${text}\n`);
    if (live !== "") out.write(live);
  };
  return {
    isTerminal,
    // Node also looks at NO_COLOR and FORCE_COLOR.
    paint: (tone, text, output = "line") =>
      styleText(FORMATS[tone], text, { stream: output === "line" ? out : err }),
    line: (text) => print(out, text),
    error: (text) => print(err, text),
    live(text) {
      if (!isTerminal) return;
      live = shorten(text, (out.columns || 80) - 1);
      out.write(clear + live);
    },
    onLine: (listener) => void createInterface({ input: process.stdin }).on("line", listener),
  };
}

async function readCommit(root: string): Promise<Commit | undefined> {
  const git = async (...options: string[]) => {
    const { stdout } = await promisify(execFile)("git", options, { cwd: root });
    return stdout.trim();
  };
  try {
    const [hash = "", date = ""] = (await git("log", "-1", "--format=%H %cI")).split(" ");
    const dirty = (await git("status", "--porcelain")) !== "";
    return { hash: dirty ? `${hash}-dirty` : hash, date };
  } catch {
    // No git, no checkout, or no commit yet: the report says "unknown".
    return undefined;
  }
}

function startWorker(start: WorkerStart): WorkerProcess {
  const [execPath = process.execPath, ...words] = start.runtime ?? [];
  const child = fork(start.file, [String(process.pid), String(start.residentMegabytes)], {
    execPath,
    execArgv: [...words, `--max-old-space-size=${start.heapMegabytes}`, "--enable-source-maps"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-STDERR_CHARACTERS);
  });
  child.on("message", start.onMessage);
  // Unlike "exit", "close" always comes after the end of stderr.
  child.on("close", (code, signal) => start.onEnd({ code, signal, stderr }));
  child.on("error", (error) => {
    stderr += error.message;
  });
  return {
    pid: child.pid,
    // Sending fails if the worker has just died, which onEnd reports.
    send: (message) => void child.send(message, () => {}),
    kill: () => void child.kill("SIGKILL"),
  };
}

function launchProgram(program: string, words: readonly string[], cwd: string): Promise<boolean> {
  const child = spawn(program, words, { cwd, stdio: "ignore", detached: true });
  return new Promise((resolve) => {
    const started = setTimeout(() => {
      child.unref();
      resolve(true);
    }, LAUNCH_MILLISECONDS);
    const end = (isGood: boolean) => {
      clearTimeout(started);
      resolve(isGood);
    };
    child.on("error", () => end(false));
    child.on("close", (code) => end(code === 0));
  });
}
