/**
 * What the engine needs from its surroundings. In Node: files of packages, and kernels that are compiled when they
 * change. Browser bundles use host-browser.ts instead (package.json, "browser").
 */
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { completeCore } from "./complete-core.ts";
import type { TensorFlowEngine } from "./engine-name.ts";
import { compileKernels } from "./wasm/compile.ts";

export interface Host {
  /** The folder of the WASM backend's binaries, or the beginning of their addresses. */
  readonly binaries: () => string;
  /** The bytes of the module with our kernels. */
  readonly kernels: () => Promise<Uint8Array>;
  /** Registers gradients and chained operations with the core of TensorFlow.js. */
  readonly completeCore: () => Promise<void>;
  /** Starts the WASM backend, and undoes what its loader changes in the process. */
  readonly startWasm: (start: () => Promise<void>) => Promise<void>;
  /** Loads the package of another engine's backend; returns the backend's name. */
  readonly loadBackend: (engine: Exclude<TensorFlowEngine, "wasm">) => Promise<string>;
}

const require = createRequire(import.meta.url);

export const host: Host = {
  binaries: () => join(packageFolder("@tensorflow/tfjs-backend-wasm"), "dist") + sep,
  kernels: compileKernels,
  completeCore,
  startWasm: keepingProcessListeners,
  async loadBackend(engine) {
    if (engine === "node") return loadLibrary();
    await import("@tensorflow/tfjs-backend-cpu");
    return "cpu";
  },
};

/** Environment variables that TensorFlow's library reads once, as it loads. Values that are already set win. */
const LIBRARY_SETTINGS = {
  // One thread per worker: these models are so small that more threads make a step slower.
  TF_NUM_INTRAOP_THREADS: "1",
  TF_NUM_INTEROP_THREADS: "1",
  // Warnings and errors, without the notes on the processor that every process prints otherwise.
  TF_CPP_MIN_LOG_LEVEL: "1",
};

/** Loads TensorFlow's own library. */
function loadLibrary(): string {
  for (const [name, value] of Object.entries(LIBRARY_SETTINGS)) process.env[name] ??= value;
  restoreUtilities();
  require("@tensorflow/tfjs-node");
  return "tensorflow";
}

/** tfjs-node 4.22.0 calls two functions that Node deprecated, and removed in version 23. */
function restoreUtilities(): void {
  const isNullOrUndefined = (value: unknown): boolean => value === null || value === undefined;
  Object.assign(require("node:util"), { isNullOrUndefined, isArray: Array.isArray });
}

function packageFolder(name: string): string {
  return dirname(require.resolve(`${name}/package.json`));
}

/** The backend's loader listens for uncaught errors and throws them again, which would hide every later error's stack. */
async function keepingProcessListeners(start: () => Promise<void>): Promise<void> {
  const before = new Set([
    ...process.listeners("uncaughtException"),
    ...process.listeners("unhandledRejection"),
  ]);
  await start();
  for (const event of ["uncaughtException", "unhandledRejection"]) {
    for (const listener of process.rawListeners(event) as (() => void)[]) {
      if (!before.has(listener)) process.removeListener(event, listener);
    }
  }
}
