/**
 * The compiled kernels, living in the memory of the TensorFlow.js WASM backend.
 *
 * How a kernel is added:
 * 1. Write it in kernels/, in AssemblyScript, over pointers and counts. No static data, no allocation, no Math functions
 *    but square roots, and a fixed order of summation. What several kernels share lives in kernels/parts/. Loops that
 *    matter read memory front to back and keep their accumulators in at most eight vectors.
 * 2. Name it in KernelExports below.
 * 3. Give it a file in fused/: `defineKernel` makes it a TensorFlow.js kernel, `registerGradient` says what its gradient
 *    needs, and a function runs it. Call the file's register function in fused/register.ts.
 * 4. Write the same operation in composed.ts out of TensorFlow.js operations, for the other engines, and offer both as
 *    one function in ops.ts, which checks shapes: a kernel would read beyond a tensor that is too small.
 * 5. Test it in test/engine/ops.test.ts against a plain float64 reference and the composed form, and let the bench time it.
 */
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { KernelBackend, Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import { compileKernels } from "./compile.ts";

/**
 * A kernel: counts and factors first, then pointers in bytes. Which ones in which order stands at each function in
 * kernels/. Those that only write return undefined.
 */
export type KernelFunction = (...values: (number | boolean)[]) => number;

/** What the module exports. */
export type KernelExports = Readonly<
  Record<
    | "productScratchBytes"
    | "product"
    | "layerNorm"
    | "layerNormGradient"
    | "attentionScratchBytes"
    | "causalAttention"
    | "causalAttentionGradient"
    | "logSumExp"
    | "crossEntropy"
    | "crossEntropyGradient"
    | "logSoftmax"
    | "gatherRows"
    | "scatterAddRows"
    | "sumWeightedRows"
    | "relu"
    | "reluGradient"
    | "activation"
    | "activationGradient"
    | "sumRows"
    | "sumOfSquares"
    | "adamW"
    | "swapMiddleAxes",
    KernelFunction
  >
>;

/** The kernels with the memory that they work on. */
export interface Kernels extends KernelExports {
  readonly backend: BackendWasm;
  /** Pointer to the products' scratch. Pointers stay valid when memory grows; views of it do not, so none is kept. */
  readonly scratch: number;
}

const placed = new WeakMap<KernelBackend, Kernels>();

/** The kernels placed in a backend's memory, if any. */
export function kernelsOf(backend: KernelBackend): Kernels | undefined {
  return placed.get(backend);
}

/** Compiles the kernels where needed and places them in the backend's memory. */
export async function placeKernels(backend: BackendWasm): Promise<Kernels> {
  const module = new WebAssembly.Module(await compileKernels());
  const { memory } = heapOf(backend).asm;
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  const exports = instance.exports as unknown as KernelExports;
  const kernels = { ...exports, backend, scratch: allocate(backend, exports.productScratchBytes()) };
  placed.set(backend, kernels);
  return kernels;
}

/** What the backend's WebAssembly module has beside what its types say. */
interface Heap {
  readonly asm: { readonly memory: WebAssembly.Memory };
  readonly _malloc: (bytes: number) => number;
  readonly _free: (pointer: number) => void;
}

const heapOf = (backend: BackendWasm): Heap => backend.wasm as unknown as Heap;

/** Takes memory of the backend's heap. The pointer comes as a signed number: unsigned, it stays right above 2 GiB. */
function allocate(backend: BackendWasm, bytes: number): number {
  return heapOf(backend)._malloc(bytes) >>> 0;
}

/** Lends scratch memory to `use` and takes it back. */
export function withScratch(kernels: Kernels, bytes: number, use: (scratch: number) => void): void {
  const scratch = allocate(kernels.backend, bytes);
  try {
    use(scratch);
  } finally {
    heapOf(kernels.backend)._free(scratch);
  }
}

/** Where a tensor's values begin. */
export function pointer(kernels: Kernels, tensor: Tensor | TensorInfo): number {
  return kernels.backend.dataIdMap.get(tensor.dataId).memoryOffset;
}

/** Where each tensor's values begin. */
export function pointers(kernels: Kernels, ...tensors: readonly (Tensor | TensorInfo)[]): number[] {
  return tensors.map((tensor) => pointer(kernels, tensor));
}

/** Whether the backend is the one of TensorFlow.js that the kernels can live in. */
export function isWasmBackend(backend: KernelBackend): backend is BackendWasm {
  return "wasm" in backend && "dataIdMap" in backend;
}
