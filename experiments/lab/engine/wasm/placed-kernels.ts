/**
 * The compiled kernels, which use the memory of the TensorFlow.js WASM backend.
 *
 * How a kernel is added:
 * 1. Write it in kernels/, in AssemblyScript, over pointers and counts. No static data, no allocation, no Math
 *    functions except square roots, and a fixed order of summation. Shared code is in kernels/parts/. Hot loops read
 *    memory front to back and keep their accumulators in at most eight vectors.
 * 2. List its parameters in signatures.ts.
 * 3. Give it a file in wasm/: `defineKernel` makes it a TensorFlow.js kernel, `registerGradient` names what its
 *    gradient needs, and a function runs it. Call the file's register function in wasm/register.ts.
 * 4. Write the same operation in composed.ts out of TensorFlow.js operations, for the other engines, and offer both
 *    as one function in ops.ts, which checks shapes: a kernel would read beyond a tensor that is too small.
 * 5. Test it in test/experiments/lab/engine/ops.test.ts against a plain float64 reference and the composed form.
 */
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { KernelBackend, TensorInfo } from "@tensorflow/tfjs-core";
import { type Bytes, type KernelArguments, type KernelName, parametersOf, signatures } from "./signatures.ts";

/** Calls of the kernels, with named arguments. Kernels that only write return undefined. */
type KernelCalls = { readonly [Name in KernelName]: (values: KernelArguments<Name>) => number };

/** The kernels with the memory that they work on. */
export interface Kernels extends KernelCalls {
  readonly backend: BackendWasm;
  /** The products' scratch memory. Addresses stay valid when memory grows; views do not, so none is kept. */
  readonly scratch: Bytes;
}

const placed = new WeakMap<KernelBackend, Kernels>();

/** The kernels in a backend's memory, if any. */
export function kernelsOf(backend: KernelBackend): Kernels | undefined {
  return placed.get(backend);
}

/** Instantiates the kernels, given as the bytes of their module, in the backend's memory. */
export async function placeKernels(backend: BackendWasm, bytes: Uint8Array): Promise<Kernels> {
  const module = await WebAssembly.compile(bytes);
  const { memory } = heapOf(backend).asm;
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  const calls = callsOf(instance.exports as unknown as KernelExports, backend);
  const kernels = { ...calls, backend, scratch: allocate(backend, calls.productScratchBytes({})) };
  placed.set(backend, kernels);
  return kernels;
}

/** The module's exports: kernels whose arguments are in the order of their sources. */
type KernelExports = Readonly<Record<KernelName, (...values: unknown[]) => number>>;

/** Puts named arguments in order and replaces tensors by their addresses. This takes 0.2 microseconds per call. */
function callsOf(exports: KernelExports, backend: BackendWasm): KernelCalls {
  const inMemory = (value: unknown) =>
    typeof value === "object" ? addressOf(backend, value as TensorInfo) : value;
  const names = Object.keys(signatures) as KernelName[];
  const calls = names.map((name) => {
    const [kernel, parameters] = [exports[name], parametersOf(name)];
    const call = (values: Readonly<Record<string, unknown>>) =>
      kernel(...parameters.map((parameter) => inMemory(values[parameter])));
    return [name, call];
  });
  return Object.fromEntries(calls);
}

/** Properties of the backend's WebAssembly module that its types leave out. */
interface Heap {
  readonly asm: { readonly memory: WebAssembly.Memory };
  readonly _malloc: (bytes: number) => number;
  readonly _free: (pointer: number) => void;
}

const heapOf = (backend: BackendWasm): Heap => backend.wasm as unknown as Heap;

/** Allocates on the backend's heap. The pointer comes as a signed number; unsigned, it is also right above 2 GiB. */
function allocate(backend: BackendWasm, bytes: number): Bytes {
  return (heapOf(backend)._malloc(bytes) >>> 0) as Bytes;
}

/** Passes scratch memory to `use`, then frees it. */
export function withScratch(kernels: Kernels, bytes: number, use: (scratch: Bytes) => void): void {
  const scratch = allocate(kernels.backend, bytes);
  try {
    use(scratch);
  } finally {
    heapOf(kernels.backend)._free(scratch);
  }
}

/** The address of a tensor's values, or of a part that starts some bytes later. */
export function addressOf(backend: BackendWasm, { dataId }: TensorInfo, offset = 0): Bytes {
  return (backend.dataIdMap.get(dataId).memoryOffset + offset) as Bytes;
}

/** Whether the backend is TensorFlow.js's, whose memory the kernels can use. */
export function isWasmBackend(backend: KernelBackend): backend is BackendWasm {
  return "wasm" in backend && "dataIdMap" in backend;
}
