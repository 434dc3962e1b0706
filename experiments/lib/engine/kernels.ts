/** The compiled kernels, living in the memory of the TensorFlow.js WASM backend. */
import type { KernelBackend, Tensor, TensorInfo } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { compileKernels } from "./compile.ts";

/** What the module exports. Every argument is a number; pointers and strides count bytes. See kernels/. */
export interface KernelExports {
  readonly productScratchBytes: () => number;
  readonly product: (
    batch: number,
    m: number,
    n: number,
    k: number,
    left: number,
    leftTransposed: boolean,
    leftStride: number,
    right: number,
    rightTransposed: boolean,
    rightStride: number,
    out: number,
    scratch: number,
  ) => void;
}

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
  const { memory } = (backend.wasm as unknown as { asm: { memory: WebAssembly.Memory } }).asm;
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  const exports = instance.exports as unknown as KernelExports;
  const kernels = { ...exports, backend, scratch: allocate(backend, exports.productScratchBytes()) };
  placed.set(backend, kernels);
  return kernels;
}

/** Takes memory of the backend's heap. */
export function allocate(backend: BackendWasm, bytes: number): number {
  // The pointer comes as a signed number: unsigned, it stays right above 2 GiB.
  const { _malloc } = backend.wasm as unknown as { _malloc: (bytes: number) => number };
  return _malloc(bytes) >>> 0;
}

/** Where a tensor's values begin. */
export function pointer(kernels: Kernels, tensor: Tensor | TensorInfo): number {
  return kernels.backend.dataIdMap.get(tensor.dataId).memoryOffset;
}

/** Whether the backend is the one of TensorFlow.js that the kernels can live in. */
export function isWasmBackend(backend: KernelBackend): backend is BackendWasm {
  return "wasm" in backend && "dataIdMap" in backend;
}
