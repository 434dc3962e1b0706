/**
 * Everything that reaches outside the process, as one argument: disk, clock, console, machine, git, modules and worker
 * processes. The stages know only these interfaces, so tests hand them memory instead. The real ones: node-effects.ts.
 */

/** Disk. Paths are absolute; text is UTF-8. */
export interface Disk {
  /** "none" where there is nothing. Follows symbolic links. */
  kind(path: string): Promise<"file" | "folder" | "none">;
  /** Throws where there is no such file. */
  readText(path: string): Promise<string>;
  readBytes(path: string): Promise<Uint8Array>;
  maybeText(path: string): Promise<string | undefined>;
  maybeBytes(path: string): Promise<Uint8Array | undefined>;
  /** Names in a folder in code unit order; none where there is no folder. */
  list(path: string): Promise<string[]>;
  /** Writes a file whole or not at all (temporary name, then rename), making its folder where needed. */
  write(path: string, content: string | Uint8Array): Promise<void>;
  /** Moves a file, making the target's folder where needed. */
  move(from: string, to: string): Promise<void>;
  /** Removes a file or a folder with all that is in it; nothing to remove is fine. */
  remove(path: string): Promise<void>;
  /** Throws where `replaceFolder` could not make the folder or its neighbour. */
  checkReplaceable(path: string): Promise<void>;
  /** Replaces a folder by these files (paths relative to it) at once, or leaves it as it was. */
  replaceFolder(path: string, files: ReadonlyMap<string, string | Uint8Array>): Promise<void>;
}

export interface Clock {
  /** Milliseconds from some fixed point; only differences mean something. */
  now(): number;
  /** The date and time in ISO form. */
  date(): string;
  /** Calls again and again until the returned function is called. */
  every(milliseconds: number, call: () => void): () => void;
}

export interface Terminal {
  readonly isTerminal: boolean;
  /** Prints a line, above the live line if there is one. */
  line(text: string): void;
  /** Prints a line where errors go. */
  error(text: string): void;
  /** Replaces the live line, on a terminal; elsewhere nothing. An empty text removes it. */
  live(text: string): void;
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

/** A child process that runs trials, one at a time. Messages are JSON. */
export interface WorkerProcess {
  readonly pid: number | undefined;
  send(message: object): void;
  kill(): void;
}

export interface WorkerEnd {
  readonly code: number | null;
  readonly signal: string | null;
  /** The end of what it wrote to its error output. */
  readonly stderr: string;
}

export interface WorkerStart {
  /** The script that it runs. */
  readonly file: string;
  /** Limit of the JavaScript heap. */
  readonly heapMegabytes: number;
  /** Limit of the resident memory, WebAssembly and typed arrays included. */
  readonly residentMegabytes: number;
  readonly onMessage: (message: unknown) => void;
  /** Called once, when it has ended for whatever reason. */
  readonly onEnd: (end: WorkerEnd) => void;
}

export interface Effects {
  /** The project's folder. */
  readonly root: string;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly terminal: Terminal;
  readonly machine: Machine;
  /** Aborted by SIGINT and SIGTERM; whoever started a process ends it then, synchronously. */
  readonly signal: AbortSignal;
  /** The checked-out commit, or undefined outside a checkout. */
  commit(): Promise<Commit | undefined>;
  /** Imports a module of the project by path. */
  load(path: string): Promise<Readonly<Record<string, unknown>>>;
  startWorker(start: WorkerStart): WorkerProcess;
}
