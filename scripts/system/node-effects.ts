/** The real effects: disk, clock, console, machine, git, modules, programs and processes of this computer. */

import { type ChildProcess, execFile, fork, type SpawnOptions, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { cpus, homedir, totalmem } from "node:os";
import { basename, dirname, join, relative, sep } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify, styleText } from "node:util";
import { cacheFolder } from "../base/cache-place.ts";
import type {
  Clock,
  Commit,
  Effects,
  Fetched,
  ProgramEnd,
  Terminal,
  Tone,
  WorkerProcess,
  WorkerStart,
} from "../base/effects.ts";
import { ReportError, suggestion, UnreachableError } from "../base/errors.ts";
import { shorten } from "../base/format.ts";
import { codeMistake, framesIn } from "../base/frames.ts";
import { nodeDisk } from "./node-disk.ts";
import { watchPaths } from "./node-watch.ts";

/** Characters at the end of a worker's error output that are kept to explain a crash. */
const STDERR_CHARACTERS = 4000;

/** A program that still runs after this time has started well. */
const LAUNCH_MILLISECONDS = 2000;

/** The folder of this generator. */
const INSTALLED = fileURLToPath(new URL("../..", import.meta.url));

/** The effects of a command in the project at `root`; `signal` is aborted when the command is stopped. */
export function createNodeEffects(root: string, signal: AbortSignal): Effects {
  return {
    root,
    home: existsSync(join(root, "templates", "study.hbs")) ? root : INSTALLED,
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
    fetchText: (address) => fetchText(address),
    startWorker,
    run: (program, args) => startProgram(program, args, { cwd: root }).ended,
    launch: (program, args) => launchProgram(program, args, root),
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
    const dirty = (await git("status", "--porcelain", "--untracked-files=normal")) !== "";
    return { hash: dirty ? `${hash}-dirty` : hash, date };
  } catch {
    // No git, no checkout, or no commit yet: the report says "unknown".
    return undefined;
  }
}

/** The longest wait for a text. */
const FETCH_SECONDS = 60;

export async function fetchText(address: string, seconds = FETCH_SECONDS): Promise<Fetched> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(1000 * seconds) });
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    const isLate = cause instanceof Error && cause.name === "TimeoutError";
    const reason = isLate ? `nothing within ${seconds} s` : networkReason(cause);
    throw new UnreachableError(`no answer from ${address}: ${reason}`, {
      cause,
      help: "check the address and the connection, and try again",
    });
  }
}

/** Node's message is "fetch failed"; its cause has the code, e.g. ENOTFOUND. */
function networkReason(error: unknown): string {
  const { cause, message = String(error) } = error instanceof Error ? error : {};
  if (!(cause instanceof Error)) return message;
  return "code" in cause ? `${cause.code}` : cause.message;
}

function startWorker(start: WorkerStart): WorkerProcess {
  const [execPath = process.execPath, ...args] = start.runtime ?? [];
  const child = fork(start.file, [String(process.pid), String(start.residentMegabytes)], {
    execPath,
    execArgv: [...args, `--max-old-space-size=${start.heapMegabytes}`, "--enable-source-maps"],
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

function launchProgram(program: string, args: readonly string[], cwd: string): Promise<boolean> {
  const child = spawn(program, args, { cwd, stdio: "ignore", detached: true });
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

export interface StartedProgram {
  readonly child: ChildProcess;
  readonly ended: Promise<ProgramEnd>;
}

/** Starts a program without input. `ended` rejects if it exists but cannot be started. */
export function startProgram(
  program: string,
  args: readonly string[],
  options: Pick<SpawnOptions, "cwd" | "env" | "detached">,
): StartedProgram {
  const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const ended = new Promise<ProgramEnd>((resolve, reject) => {
    child.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") resolve({ code: undefined, output });
      else reject(error);
    });
    // Unlike "exit", "close" always comes after the end of the output.
    child.on("close", (code) => resolve({ code, output }));
  });
  return { child, ended };
}

/**
 * Throws a ReportError if the module, or a module, JSON file or package that it imports, is missing or invalid, and if code
 * in experiments/ throws when it is loaded.
 */
export async function loadModule(path: string, root: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(pathToFileURL(path).href);
  } catch (error) {
    throw (
      missingImport(error, root) ?? unreadable(error, path, root) ?? thrownInside(error, path, root) ?? error
    );
  }
}

/** Node names both ends of an import by their paths. */
const MISSING = /^Cannot find (module|package) '(.+)' imported from (.+)$/m;

function missingImport(cause: unknown, root: string): ReportError | undefined {
  if (!(cause instanceof Error)) return undefined;
  const [, kind, target = "", importer = ""] = MISSING.exec(cause.message) ?? [];
  if (kind === undefined || !importer.startsWith(root + sep)) return undefined;
  const [what, help] =
    kind === "module"
      ? [`no such file: ${relative(root, target)}`, nearestFile(target)]
      : [`no such package: ${target}`, "npm install adds one; npm ci installs those of package.json"];
  return new ReportError(`invalid module: ${relative(root, importer)}: ${what}`, { cause, help });
}

/** The file of that folder that was meant. */
function nearestFile(path: string): string {
  try {
    return suggestion(basename(path), readdirSync(dirname(path)));
  } catch {
    return "there is no such folder either";
  }
}

function unreadable(cause: unknown, path: string, root: string): ReportError | undefined {
  if (!(cause instanceof Error && /^(?:TransformError|SyntaxError)$/.test(cause.name))) return undefined;
  // The first line of such an error only counts.
  const lines = cause.message.split("\n").filter((line) => !/^Transform failed/.test(line));
  const text = lines.join("; ").replaceAll(`${path}:`, "");
  return new ReportError(`invalid module: ${relative(root, path)}: ${text}`, { cause });
}

function thrownInside(error: unknown, path: string, root: string): ReportError | undefined {
  if (!(error instanceof Error) || framesIn(error.stack, root).length === 0) return undefined;
  return codeMistake(error, "the module failed", { file: relative(root, path), root });
}
