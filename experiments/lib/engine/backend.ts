/**
 * Starts the engine that computes: the only place that configures TensorFlow.js.
 *
 * - `wasm`, the default: WebAssembly with SIMD and one thread, the same numbers on every machine.
 * - `node`: `@tensorflow/tfjs-node`, an optional dependency, at native speed.
 * - `cpu`: plain JavaScript, the slow oracle of the tests.
 */
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import type { EngineName } from "../trial.ts";
import { completeCore } from "./complete-core.ts";
import { EngineError } from "./wasm/compile.ts";
import { isWasmBackend, kernelsOf, placeKernels } from "./wasm/placed-kernels.ts";
import { registerKernels } from "./wasm/register.ts";

const require = createRequire(import.meta.url);

/** Makes `name` the engine of this process. May be called again, also with another name. */
export async function startEngine(name: EngineName): Promise<void> {
  // Silences advice meant for browsers and for who forgot to pick a backend.
  tf.env().set("PROD", true);
  await completeCore();
  await starters[name]();
}

const starters: Readonly<Record<EngineName, () => Promise<void>>> = {
  wasm: startWasm,
  node: startNode,
  cpu: startCpu,
};

async function startWasm(): Promise<void> {
  await startStockWasm();
  const backend = tf.backend();
  if (isWasmBackend(backend) && kernelsOf(backend) === undefined)
    registerKernels(await placeKernels(backend));
}

/** The WASM backend as TensorFlow.js brings it, without our kernels: what they are measured against. */
export async function startStockWasm(): Promise<void> {
  if (tf.engine().registry.wasm === undefined) {
    // Threads would make the order of summation, and so the numbers, depend on the number of cores.
    tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
    setThreadsCount(1);
    setWasmPaths(join(packageFolder("@tensorflow/tfjs-backend-wasm"), "dist") + sep);
    if (!(await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT"))) {
      throw new EngineError("missing feature: WebAssembly SIMD, which the wasm engine needs");
    }
  }
  await keepingProcessListeners(() => use("wasm"));
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

/** What TensorFlow's library reads once, as it loads. The environment may say otherwise. */
const LIBRARY_SETTINGS = {
  // One thread a worker: these models are so small that more threads make a step slower.
  TF_NUM_INTRAOP_THREADS: "1",
  TF_NUM_INTEROP_THREADS: "1",
  // Warnings and errors, without the notes on the processor that every process would print.
  TF_CPP_MIN_LOG_LEVEL: "1",
};

async function startNode(): Promise<void> {
  try {
    for (const [name, value] of Object.entries(LIBRARY_SETTINGS)) process.env[name] ??= value;
    restoreUtilities();
    require("@tensorflow/tfjs-node");
    await use("tensorflow");
    proveBackend();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const [reason] = message.split("\n", 1);
    throw new EngineError(`unusable engine: node (@tensorflow/tfjs-node: ${reason})`, { cause });
  }
}

/** tfjs-node 4.22.0 calls two functions that Node has deprecated, and from version 23 on removed. */
function restoreUtilities(): void {
  const isNullOrUndefined = (value: unknown): boolean => value === null || value === undefined;
  Object.assign(require("node:util"), { isNullOrUndefined, isArray: Array.isArray });
}

/** Some versions of the native binding load and then fail at the first operation. */
function proveBackend(): void {
  const product = tf.tidy(() => tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0]);
  if (product !== 11) throw new Error(`a product gave ${product} instead of 11`);
}

/** Loaded for the tests alone. */
async function startCpu(): Promise<void> {
  await import("@tensorflow/tfjs-backend-cpu");
  await use("cpu");
}

async function use(backend: string): Promise<void> {
  if (!(await tf.setBackend(backend)))
    throw new EngineError(`unusable engine: the ${backend} backend did not start`);
}

function packageFolder(name: string): string {
  return dirname(require.resolve(`${name}/package.json`));
}
