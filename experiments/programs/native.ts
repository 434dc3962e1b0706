/**
 * Command `npm run native`: prepares the `node` engine, which uses TensorFlow's own library. The library comes from
 * Python's package registry or from a file; nothing outside node_modules/ changes.
 */
import path from "node:path";
import { defineCommand, type Effects, mistake, ReportError, startCommand } from "../../scripts/api.ts";
import { installLibrary, laidIn, proveEngine, removeLibrary } from "./native/installation.ts";
import { checkWheel, pinnedWheel } from "./native/wheel.ts";

interface NativeOptions {
  readonly task: "install" | "check" | "remove";
  /** The file to install from, as in the command line. */
  readonly wheel: string | undefined;
}

export const native = defineCommand({
  name: "npm run native",
  purpose: "Installs TensorFlow's own library, which npm run build -- --backend node computes with.",
  example: "--check",
  options: {
    wheel: {
      value: "FILE",
      help: `take the library from this file (${pinnedWheel.package} ${pinnedWheel.version})`,
    },
    check: { help: "say what is there and whether the engine starts; change nothing" },
    remove: { help: "undo the installation" },
  },
  read({ value, has }): NativeOptions {
    const given = (["check", "remove", "wheel"] as const).filter(has);
    if (given.length > 1) throw mistake(`--${given.join(" and --")} exclude each other`);
    const [task] = given;
    return { task: task === undefined || task === "wheel" ? "install" : task, wheel: value("wheel") };
  },
  run: ({ task, wheel }, effects) => tasks[task](wheel, effects),
});

async function install(wheel: string | undefined, effects: Effects): Promise<number> {
  if (wheel !== undefined) await checkWheel(pinnedWheel, path.resolve(effects.root, wheel), effects);
  const before = await proveEngine(effects);
  if (before.isReady) {
    effects.terminal.line(`ready: ${await describe(before.version, effects)}; nothing to do`);
    return 0;
  }
  await installLibrary(pinnedWheel, wheel && path.resolve(effects.root, wheel), effects);
  const after = await proveEngine(effects);
  if (!after.isReady) throw new ReportError(`installed, but of no use: ${after.reason}`);
  effects.terminal.line(`ready: ${await describe(after.version, effects)}`);
  effects.terminal.line("npm run build -- --backend node uses it");
  return 0;
}

/** Returns 1 if the engine does not start. */
async function check(effects: Effects): Promise<number> {
  const state = await proveEngine(effects);
  effects.terminal.line(
    state.isReady ? `ready: ${await describe(state.version, effects)}` : `not ready: ${state.reason}`,
  );
  return state.isReady ? 0 : 1;
}

async function describe(version: string, effects: Effects): Promise<string> {
  const laid = await laidIn(effects);
  return `TensorFlow ${version}, ${laid === undefined ? "from the package's own download" : "laid by npm run native"}`;
}

async function remove(effects: Effects): Promise<number> {
  const removed = await removeLibrary(effects);
  effects.terminal.line(removed ? "removed" : "nothing to remove: npm run native has installed nothing");
  return 0;
}

const tasks: Readonly<
  Record<NativeOptions["task"], (wheel: string | undefined, effects: Effects) => Promise<number>>
> = {
  install,
  check: (_, effects) => check(effects),
  remove: (_, effects) => remove(effects),
};

await startCommand(native, import.meta);
