/**
 * Everything that reaches outside the process, passed as one argument: disk, clock, console, machine, git, modules and
 * worker processes. Tests pass in-memory implementations instead of the real ones in node-effects.ts.
 */

/** A file's size, and when it was written, in milliseconds since 1970. */
interface FileFacts {
  readonly bytes: number;
  readonly modified: number;
}

/** Disk. Paths are absolute; text is UTF-8. */
export interface Disk {
  /** "none" if nothing exists at the path. Follows symbolic links. */
  kind(path: string): Promise<"file" | "folder" | "none">;
  /** Undefined if nothing exists at the path. */
  facts(path: string): Promise<FileFacts | undefined>;
  /** Throws if the file does not exist, as readBytes does. */
  readText(path: string): Promise<string>;
  readBytes(path: string): Promise<Uint8Array>;
  /** Undefined if the file does not exist. */
  maybeText(path: string): Promise<string | undefined>;
  maybeBytes(path: string): Promise<Uint8Array | undefined>;
  /** Names in a folder, sorted by code unit; empty if the folder does not exist. */
  list(path: string): Promise<string[]>;
  /** Writes a file atomically (temporary name, then rename). Creates its folder if needed. */
  write(path: string, content: string | Uint8Array): Promise<void>;
  /** Moves a file or a folder. Creates the target's folder if needed. Does nothing if there is nothing to move. */
  move(from: string, to: string): Promise<void>;
  /** Makes a symbolic link. Returns false, and changes nothing, if the path exists and leads elsewhere. */
  link(target: string, path: string): Promise<boolean>;
  /** Sets a file's date to now, if that can be done. */
  touch(path: string): Promise<void>;
  /** Removes a file, or a folder with its content. Does nothing if the path does not exist. */
  remove(path: string): Promise<void>;
  /** Throws if `replaceFolder` could not create the folder or its temporary neighbour, or could not move the folder. */
  checkReplaceable(path: string): Promise<void>;
  /**
   * Replaces a folder by these files and by what is kept of it (paths relative to it) in one step. If that fails, the old
   * folder stays. Returns the place to which the old folder was moved if it could not be removed there.
   */
  replaceFolder(
    path: string,
    files: ReadonlyMap<string, string | Uint8Array>,
    kept?: readonly string[],
  ): Promise<string | undefined>;
}

export interface Clock {
  /** Milliseconds since an arbitrary start; only differences are meaningful. */
  now(): number;
  /** The date and time in ISO form. */
  date(): string;
  /** Calls `call` at this interval until the returned function is called. */
  every(milliseconds: number, call: () => void): () => void;
}

/** What the colour of a part of a line shows: the outcome of claims, or that something is wrong. */
export type Tone = "supported" | "contradicted" | "inconclusive" | "error" | "warning";

export interface Terminal {
  readonly isTerminal: boolean;
  /** The text in the colour of its tone if that output (default: that of `line`) shows colours. */
  paint(tone: Tone, text: string, output?: "line" | "error"): string;
  /** Prints a line, above the live line if there is one. */
  line(text: string): void;
  /** Prints a line to the error output. */
  error(text: string): void;
  /** Replaces the live line; an empty text removes it. Does nothing if the output is not a terminal. */
  live(text: string): void;
  /** Calls `listener` with each line that is typed from now on. */
  onLine(listener: (line: string) => void): void;
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** For example "linux x64". */
  readonly platform: string;
  /** Version of Node without the "v". */
  readonly node: string;
  readonly home: string;
}

export interface Commit {
  /** Full hash, with "-dirty" where the working tree differs from it. */
  readonly hash: string;
  /** ISO date of the commit. */
  readonly date: string;
}

/** What a server answered. */
export interface Fetched {
  readonly status: number;
  readonly text: string;
}

/** A child process that runs trials, one at a time. Messages are JSON. */
export interface WorkerProcess {
  readonly pid: number | undefined;
  send(message: object): void;
  kill(): void;
}

export interface WorkerEnd {
  readonly code: number | null;
  readonly signal: string | null;
  /** The last part of its error output. */
  readonly stderr: string;
}

export interface WorkerStart {
  /** The command that runs scripts in place of this Node, e.g. another Node in an emulator. */
  readonly runtime?: readonly string[];
  /** The script that it runs. */
  readonly file: string;
  /** Limit of the JavaScript heap, in MB. */
  readonly heapMegabytes: number;
  /** Limit of the resident memory, in MB, with WebAssembly and typed arrays. */
  readonly residentMegabytes: number;
  readonly onMessage: (message: unknown) => void;
  /** Called once, after the process has ended for any reason. */
  readonly onEnd: (end: WorkerEnd) => void;
}

export interface ProgramEnd {
  /** Undefined if there is no such program; null if a signal ended it. */
  readonly code: number | null | undefined;
  /** What it printed, to either output. */
  readonly output: string;
}

export interface Effects {
  /** The folder of the report's project. */
  readonly root: string;
  /** The folder of the generator, with its scripts/ and templates/: the project itself, if it has these. */
  readonly home: string;
  /** The folder of finished trials, and of everything that takes long to make. */
  readonly cache: string;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly terminal: Terminal;
  readonly machine: Machine;
  /** Environment variables by name. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted by SIGINT and SIGTERM. Code that started a process must then end it synchronously. */
  readonly signal: AbortSignal;
  /** The checked-out commit, or undefined outside a checkout. */
  commit(): Promise<Commit | undefined>;
  /** Imports a module of the project by path. */
  load(path: string): Promise<Readonly<Record<string, unknown>>>;
  /** Downloads a text. Throws an UnreachableError if there is no answer, or none in time. */
  fetchText(address: string): Promise<Fetched>;
  startWorker(start: WorkerStart): WorkerProcess;
  /** Runs a program in the project's folder, and waits for its end. */
  run(program: string, args: readonly string[]): Promise<ProgramEnd>;
  /** Starts a program that may outlive this one: false if there is no such program, or if it fails at once. */
  launch(program: string, args: readonly string[]): Promise<boolean>;
  /** Calls `onChange` with the files at and below these paths that changed, came or went, until the signal is aborted. */
  watch(paths: readonly string[], onChange: (changed: ReadonlySet<string>) => void): void;
}
