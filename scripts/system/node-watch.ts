/**
 * Watches files by comparing them with their last known state, because editors save in different ways: they write in place,
 * rename another file over the old one, or delete it and create it again. Events of the system only start a comparison.
 */
import { type FSWatcher, readdirSync, statSync, watch } from "node:fs";
import { dirname, join } from "node:path";

/** A save is over after this time without an event. */
const QUIET_MILLISECONDS = 20;
/** Interval of the comparisons if the system sends no events, as on some shared disks. */
const LOOK_MILLISECONDS = 500;
/** Temporary files of editors. */
const OF_EDITORS = /^[.#]|~$/;

/** What is at and below some paths. */
interface Look {
  /** Each file's size, place and last change, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** The folders that were read; one that was made again under an old path has another text. */
  readonly folders: ReadonlyMap<string, string>;
}

/** Calls `onChange` with the files at and below `paths` that changed, came or went, until `signal` is aborted. */
export function watchPaths(
  paths: readonly string[],
  onChange: (changed: ReadonlySet<string>) => void,
  signal: AbortSignal,
): void {
  let last = lookAt(paths);
  let timer: NodeJS.Timeout | undefined;
  const lookAfter = (milliseconds: number) => {
    clearTimeout(timer);
    timer = setTimeout(compare, milliseconds);
  };
  const watchers = createWatchers(() => lookAfter(QUIET_MILLISECONDS));
  const follow = () => {
    const { isComplete, areNew } = watchers.follow(last.folders);
    // A file may have come into a new folder before it was watched.
    if (areNew) lookAfter(QUIET_MILLISECONDS);
    else if (!isComplete) lookAfter(LOOK_MILLISECONDS);
  };
  const compare = () => {
    const now = lookAt(paths);
    const changed = differences(last.files, now.files);
    last = now;
    follow();
    if (changed.size > 0) onChange(changed);
  };
  follow();
  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    watchers.follow(new Map());
  });
}

interface Watchers {
  /** Watches these folders only. Returns whether all can be watched, and whether some were not watched before. */
  follow(folders: Look["folders"]): { readonly isComplete: boolean; readonly areNew: boolean };
}

function createWatchers(onEvent: () => void): Watchers {
  const watchers = new Map<string, { readonly folder: string; readonly watcher: FSWatcher }>();
  const close = (path: string) => {
    watchers.get(path)?.watcher.close();
    watchers.delete(path);
  };
  const open = (path: string, folder: string) => {
    const watcher = maybeWatch(path, onEvent);
    if (watcher === undefined) return;
    watchers.set(path, { folder, watcher });
    watcher.on("error", () => {
      close(path);
      onEvent();
    });
  };
  return {
    follow(folders) {
      for (const [path, { folder }] of [...watchers]) if (folders.get(path) !== folder) close(path);
      const before = watchers.size;
      for (const [path, folder] of folders) if (!watchers.has(path)) open(path, folder);
      return { isComplete: watchers.size === folders.size, areNew: watchers.size > before };
    },
  };
}

/** Undefined if the system cannot watch it, for example because a user watches too many folders. */
function maybeWatch(folder: string, onEvent: () => void): FSWatcher | undefined {
  try {
    return watch(folder, onEvent);
  } catch {
    return undefined;
  }
}

function lookAt(paths: readonly string[]): Look {
  const files = new Map<string, string>();
  const folders = new Map<string, string>();
  const visit = (path: string) => {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return;
    if (!stats.isDirectory()) {
      files.set(path, `${stats.size} ${stats.ino} ${stats.ctimeMs}`);
      return;
    }
    folders.set(path, `${stats.ino} ${stats.birthtimeMs}`);
    for (const name of namesIn(path)) if (!OF_EDITORS.test(name)) visit(join(path, name));
  };
  for (const path of paths) {
    // A missing path will appear in the folder above it.
    folders.set(dirname(path), "");
    visit(path);
  }
  return { files, folders };
}

/** None if the folder has just gone. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function differences(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  const all = new Set([...before.keys(), ...after.keys()]);
  return new Set([...all].filter((path) => before.get(path) !== after.get(path)));
}
