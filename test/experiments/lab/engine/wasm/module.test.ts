import { createRequire } from "node:module";
import * as tf from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { EngineError } from "../../../../../experiments/kit/trial.ts";
import { startEngine } from "../../../../../experiments/lab/engine/backend.ts";
import { compileKernels } from "../../../../../experiments/lab/engine/wasm/compile.ts";
import { allClose, evaluateOn, normalValues, numbersOf } from "../../../../helpers/engines.ts";

const test = suite("engine module");

/** Ids of a module's sections in the order of the file (WebAssembly specification, section 5.5). */
function sectionIds(bytes: Uint8Array): number[] {
  const ids: number[] = [];
  for (let offset = 8; offset < bytes.length; ) {
    ids.push(bytes[offset++] as number);
    let size = 0;
    for (let shift = 0, more = true; more; shift += 7) {
      const byte = bytes[offset++] as number;
      size |= (byte & 0x7f) << shift;
      more = byte >= 0x80;
    }
    offset += size;
  }
  return ids;
}

test("the kernels' module has no data, no table, no globals, no memory of its own and no start function", async () => {
  const ids = sectionIds(await compileKernels());
  const names = { table: 4, memory: 5, global: 6, start: 8, element: 9, data: 11 };
  for (const [name, id] of Object.entries(names)) assert.not.ok(ids.includes(id), name);
  assert.ok(ids.includes(10), "code");
});

test("the kernels' module imports the memory and nothing else", async () => {
  const module = new WebAssembly.Module(await compileKernels());
  assert.equal(WebAssembly.Module.imports(module), [{ module: "env", name: "memory", kind: "memory" }]);
});

test("results stay right when memory grows between two calls", async () => {
  await startEngine("wasm");
  const heap = () => (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.length;
  const a = tf.tensor2d([1, 2, 3, 4], [2, 2]);
  const before = numbersOf(tf.tidy(() => tf.matMul(a, a, true)));
  const bytes = heap();
  const large = tf.zeros([bytes / 4]);
  assert.ok(heap() > bytes, "memory has grown");
  assert.equal(numbersOf(tf.tidy(() => tf.matMul(a, a, true))), before);
  assert.equal(before, [10, 14, 14, 20]);
  tf.dispose([a, large]);
});

test("starting the engine again takes no more memory", async () => {
  await startEngine("wasm");
  const heap = () => (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.length;
  const bytes = heap();
  for (let count = 0; count < 100; count++) await startEngine("wasm");
  assert.is(heap(), bytes);
});

/** Operations whose kernels TensorFlow.js's own backend lacks, or reaches in a gradient. */
const covered: readonly (readonly [name: string, f: (x: tf.Tensor) => tf.Tensor])[] = [
  ["logSoftmax", (x) => tf.logSoftmax(x)],
  ["gather", (x) => tf.gather(x, tf.tensor1d([2, 0, 2], "int32"))],
  ["unsortedSegmentSum", (x) => tf.unsortedSegmentSum(x, tf.tensor1d([1, 0, 1], "int32"), 4)],
  ["transpose", (x) => tf.transpose(x.reshape([1, 3, 2, 2]), [0, 2, 1, 3])],
];

for (const [name, f] of covered) {
  test(`tf.${name} and its gradient agree with the cpu engine`, async () => {
    const inputs = [normalValues([3, 4], "x")];
    const evaluate = async (engine: "wasm" | "cpu") => {
      const size = tf.tidy(() => f(tf.zeros([3, 4])).size);
      return evaluateOn(engine, (x) => f(x as tf.Tensor), inputs, normalValues([size], "weights"));
    };
    const [ours, cpu] = [await evaluate("wasm"), await evaluate("cpu")];
    allClose(ours.value, cpu.value, 1e-6, "value");
    allClose(ours.gradients[0] ?? [], cpu.gradients[0] ?? [], 1e-6, "gradient");
  });
}

test("einsum agrees with the cpu engine", async () => {
  const run = async (engine: "wasm" | "cpu") => {
    await startEngine(engine);
    return tf.tidy(() => {
      const x = tf.tensor2d([1, 2, 3, -4, 50, 6], [2, 3]);
      const y = tf.tensor3d([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [2, 3, 2]);
      const products = ["ij,ijk->ik", "ij,ijk->kj", "ij,kj->ik", "ij->ji", "ij->", "ijk,ilk->jl"];
      const operands: Record<string, tf.Tensor[]> = { "ij,kj->ik": [x, x], "ijk,ilk->jl": [y, y] };
      const sums = products.map((equation) => {
        const [left = ""] = equation.split("->");
        return tf.einsum(equation, ...(operands[equation] ?? (left.includes(",") ? [x, y] : [x])));
      });
      return sums.map(numbersOf);
    });
  };
  const [cpu, ours] = [await run("cpu"), await run("wasm")];
  for (const [index, expected] of cpu.entries()) allClose(ours[index] ?? [], expected, 1e-6, `${index}`);
});

test("the kernel of log-softmax, which other TensorFlow.js code runs directly, agrees with the operation", () => {
  tf.tidy(() => {
    const x = tf.tensor2d([1, 2, 3, -4, 50, 6], [2, 3]);
    const logSoftmax = tf.engine().runKernel<tf.Tensor>("LogSoftmax", { logits: x }, { axis: -1 });
    allClose(numbersOf(logSoftmax), numbersOf(tf.logSoftmax(x)), 1e-6, "log-softmax");
  });
});

test("the node engine works, or says in one line why it does not", async () => {
  const installed = isInstalled("@tensorflow/tfjs-node");
  try {
    await startEngine("node");
    assert.ok(installed);
    assert.is(tf.getBackend(), "tensorflow");
  } catch (error) {
    assert.instance(error, EngineError);
    assert.match(
      (error as EngineError).message,
      /^unusable engine: node \(@tensorflow\/tfjs-node: [^\n]+\)$/,
    );
  }
  await startEngine("wasm");
});

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}

test.run();
