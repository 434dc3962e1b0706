/**
 * Starts the engine. Only this module configures TensorFlow.js.
 *
 * - `wasm`, the default: WebAssembly with SIMD and one thread, the same numbers on every machine.
 * - `node`: `@tensorflow/tfjs-node`, an optional dependency, at native speed.
 * - `cpu`: plain JavaScript, the slow reference of the tests.
 */
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { EngineError } from "../../kit/trial.ts";
import { engineNamed, type TensorFlowEngine } from "./engine-name.ts";
import { host } from "./host.ts";
import { isWasmBackend, kernelsOf, placeKernels } from "./wasm/placed-kernels.ts";
import { registerKernels } from "./wasm/register.ts";

/** Makes `name` the engine of this process. May be called again, with the same or another name. */
export async function startEngine(name: string): Promise<void> {
  // Silences advice for browsers and about choosing a backend.
  tf.env().set("PROD", true);
  await host.completeCore();
  await starters[engineNamed(name)]();
}

const starters: Readonly<Record<TensorFlowEngine, () => Promise<void>>> = {
  wasm: startWasm,
  node: startNode,
  cpu: async () => use(await host.loadBackend("cpu")),
};

async function startWasm(): Promise<void> {
  await startStockWasm();
  const backend = tf.backend();
  if (isWasmBackend(backend) && kernelsOf(backend) === undefined)
    registerKernels(await placeKernels(backend, await host.kernels()));
}

/** TensorFlow.js's own WASM backend, without our kernels, for comparison. */
export async function startStockWasm(): Promise<void> {
  if (tf.engine().registry.wasm === undefined) {
    // With threads, the order of summation, and so the numbers, would depend on the number of cores.
    tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
    setThreadsCount(1);
    setWasmPaths(host.binaries());
    if (!(await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT"))) {
      throw new EngineError("missing feature: WebAssembly SIMD, which the wasm engine needs");
    }
  }
  await host.startWasm(() => use("wasm"));
}

async function startNode(): Promise<void> {
  try {
    await use(await host.loadBackend("node"));
    proveBackend();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const [reason] = message.split("\n", 1);
    throw new EngineError(`unusable engine: node (@tensorflow/tfjs-node: ${reason})`, {
      help: "npm run native prepares it; --backend wasm, the default, runs on every machine",
      cause,
    });
  }
}

/** Some versions of the native binding load but fail at the first operation. */
function proveBackend(): void {
  const product = tf.tidy(() => tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0]);
  if (product !== 11) throw new Error(`a product gave ${product} instead of 11`);
}

async function use(backend: string): Promise<void> {
  if (!(await tf.setBackend(backend)))
    throw new EngineError(`unusable engine: the ${backend} backend did not start`);
}
