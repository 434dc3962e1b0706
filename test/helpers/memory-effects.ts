/** In-memory effects: a disk, a clock that the test advances, and a terminal that records its lines. */
import { dirname, join } from "node:path";
import type { Clock, Disk, Effects, Terminal } from "../../scripts/base/effects.ts";

/** A disk that holds these files, by absolute path. */
export function createMemoryDisk(files: Map<string, string | Uint8Array> = new Map()): Disk {
  const isFolder = (path: string) => [...files.keys()].some((file) => file.startsWith(`${path}/`));
  const bytesOf = (path: string) => {
    const content = files.get(path);
    return typeof content === "string" ? new TextEncoder().encode(content) : content;
  };
  const textOf = (path: string) => {
    const bytes = bytesOf(path);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  };
  const present = <Content>(path: string, content: Content | undefined): Content => {
    if (content === undefined) throw new Error(`no such file: ${path}`);
    return content;
  };
  const remove = (path: string) => {
    for (const file of [...files.keys()]) {
      if (file === path || file.startsWith(`${path}/`)) files.delete(file);
    }
  };
  return {
    async kind(path) {
      if (files.has(path)) return "file";
      return isFolder(path) ? "folder" : "none";
    },
    async facts(path) {
      const bytes = bytesOf(path);
      return bytes && { bytes: bytes.length, modified: 0 };
    },
    readText: async (path) => present(path, textOf(path)),
    readBytes: async (path) => present(path, bytesOf(path)),
    maybeText: async (path) => textOf(path),
    maybeBytes: async (path) => bytesOf(path),
    async list(path) {
      const inside = [...files.keys()].filter((file) => file.startsWith(`${path}/`));
      return [...new Set(inside.map((file) => file.slice(path.length + 1).split("/")[0] ?? ""))].sort();
    },
    write: async (path, content) => void files.set(path, content),
    async move(from, to) {
      const moved = [...files].filter(([file]) => file === from || file.startsWith(`${from}/`));
      for (const [file, content] of moved) files.set(to + file.slice(from.length), content);
      remove(from);
    },
    link: async () => true,
    touch: async () => {},
    remove: async (path) => remove(path),
    checkReplaceable: async () => {},
    async replaceFolder(path, fresh, kept = []) {
      const places = kept.map((name) => join(path, name));
      const isKept = (file: string) => places.some((place) => file === place || file.startsWith(`${place}/`));
      const stay = [...files].filter(([file]) => isKept(file));
      remove(path);
      for (const [file, content] of stay) files.set(file, content);
      for (const [name, content] of fresh) files.set(join(path, name), content);
      return undefined;
    },
  };
}

export interface RecordedTerminal extends Terminal {
  /** Lines printed to either output, in order. */
  readonly lines: string[];
  /** Every state of the live line. */
  readonly liveLines: string[];
}

export function createRecordedTerminal(isTerminal = false): RecordedTerminal {
  const lines: string[] = [];
  const liveLines: string[] = [];
  return {
    isTerminal,
    paint: (_, text) => text,
    lines,
    liveLines,
    line: (text) => void lines.push(text),
    error: (text) => void lines.push(text),
    live: (text) => void liveLines.push(text),
    onLine: () => {},
  };
}

/** A terminal that shows the tone of what is painted: "<error>FAILED</error>". */
export function createColorTerminal(): RecordedTerminal {
  return { ...createRecordedTerminal(), paint: (tone, text) => `<${tone}>${text}</${tone}>` };
}

export interface ManualClock extends Clock {
  /** Advances the time and calls the timers that are due. */
  advance(milliseconds: number): void;
}

export function createManualClock(): ManualClock {
  let time = 0;
  const timers = new Set<{ due: number; readonly every: number; readonly call: () => void }>();
  return {
    now: () => time,
    date: () => "2026-01-01T00:00:00.000Z",
    every(milliseconds, call) {
      const timer = { due: time + milliseconds, every: milliseconds, call };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    advance(milliseconds) {
      const end = time + milliseconds;
      for (;;) {
        const [next] = [...timers].sort((a, b) => a.due - b.due);
        if (next === undefined || next.due > end) break;
        time = next.due;
        next.due += next.every;
        next.call();
      }
      time = end;
    },
  };
}

/** Effects over a disk in memory; the project is at /project. */
export function createMemoryEffects(files: Readonly<Record<string, string>> = {}): Effects {
  const entries = Object.entries(files).map(([path, text]) => [join("/project", path), text] as const);
  return {
    root: "/project",
    home: "/project",
    cache: "/project/.cache",
    disk: createMemoryDisk(new Map(entries)),
    clock: createManualClock(),
    terminal: createRecordedTerminal(),
    machine: {
      cpu: "a processor",
      cores: 2,
      memoryBytes: 4e9,
      platform: "linux x64",
      node: "20.19.0",
      home: "/home/reader",
    },
    environment: {},
    signal: new AbortController().signal,
    commit: async () => ({ hash: "0123456789abcdef", date: "2026-01-01T00:00:00Z" }),
    load: async (path) => {
      throw new Error(`no module in ${dirname(path)}`);
    },
    fetchText: async (address) => {
      throw new Error(`no network in memory: ${address}`);
    },
    startWorker: () => {
      throw new Error("no processes in memory");
    },
    run: async (program) => {
      throw new Error(`no programs in memory: ${program}`);
    },
    launch: async () => false,
    watch: () => {},
  };
}
