/**
 * What the engine needs of the place where it runs. In Node: files of packages, and kernels compiled when they change. A
 * bundle for browsers takes host-browser.ts in this module's place (package.json, "browser").
 */
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { completeCore } from "./complete-core.ts";
import type { TensorFlowEngine } from "./engine-name.ts";
import { compileKernels } from "./wasm/compile.ts";

export interface Host {
  /** Where the WASM backend finds its binaries: a folder, or the beginning of their addresses. */
  readonly binaries: () => string;
  /** The bytes of the module with our kernels. */
  readonly kernels: () => Promise<Uint8Array>;
  /** Registers gradients and chained operations with the core of TensorFlow.js. */
  readonly completeCore: () => Promise<void>;
  /** Starts the WASM backend, and takes back what its loader changes about the process. */
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

/** What TensorFlow's library reads once, as it loads. The environment may say otherwise. */
const LIBRARY_SETTINGS = {
  // One thread a worker: these models are so small that more threads make a step slower.
  TF_NUM_INTRAOP_THREADS: "1",
  TF_NUM_INTEROP_THREADS: "1",
  // Warnings and errors, without the notes on the processor that every process would print.
  TF_CPP_MIN_LOG_LEVEL: "1",
};

/** Loads TensorFlow's own library. */
function loadLibrary(): string {
  for (const [name, value] of Object.entries(LIBRARY_SETTINGS)) process.env[name] ??= value;
  restoreUtilities();
  require("@tensorflow/tfjs-node");
  return "tensorflow";
}

/** tfjs-node 4.22.0 calls two functions that Node has deprecated, and from version 23 on removed. */
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
