import * as tf from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { TensorFlowEngine } from "../../../../experiments/lab/engine/engine-name.ts";
import * as ops from "../../../../experiments/lab/engine/ops.ts";
import { allClose, evaluateOn, startableEngines } from "../../../helpers/engines.ts";
import { type Nested, readVectors, valuesOf } from "../../../helpers/vectors.ts";

const test = suite("operations against PyTorch");

/** Single precision rounds by 6e-8 at most, and in the longest chain here, attention's gradients, some 15 roundings meet. */
const TOLERANCE = 1e-6;

interface Case {
  readonly inputs: Readonly<Record<string, Nested>>;
  readonly upstream: Nested;
  readonly output: Nested;
  readonly gradients: Readonly<Record<string, Nested>>;
}

const vectors = readVectors<{
  readonly layerNorm: Case;
  readonly causalAttention: readonly (Case & { readonly window: number })[];
  readonly crossEntropy: Case & { readonly targets: readonly number[] };
  readonly embedding: Case & { readonly ids: readonly (readonly number[])[] };
  readonly gelu: Case;
}>("operations");

/** Compares output and gradients. The operation takes its inputs in the order of the file. */
async function check(engine: TensorFlowEngine, op: (...inputs: tf.Tensor[]) => tf.Tensor, expected: Case) {
  const names = Object.keys(expected.inputs);
  const inputs = names.map((name) => valuesOf(expected.inputs[name] as Nested));
  const { value, gradients } = await evaluateOn(engine, op, inputs, valuesOf(expected.upstream));
  allClose(value, valuesOf(expected.output).values, TOLERANCE, `${engine}, output`);
  assert.equal(Object.keys(expected.gradients), names);
  for (const [index, name] of names.entries()) {
    const gradient = valuesOf(expected.gradients[name] as Nested).values;
    allClose(gradients[index] ?? [], gradient, TOLERANCE, `${engine}, gradient of ${name}`);
  }
}

for (const engine of await startableEngines()) {
  test(`layer norm agrees with PyTorch on ${engine}`, async () => {
    await check(engine, (x) => ops.layerNorm(x as tf.Tensor), vectors.layerNorm);
  });

  for (const expected of vectors.causalAttention) {
    const { window } = expected;
    test(`causal attention in a window of ${window} agrees with PyTorch on ${engine}`, async () => {
      const op = (...[query, key, value]: tf.Tensor[]) =>
        ops.causalAttention(query as tf.Tensor4D, key as tf.Tensor4D, value as tf.Tensor4D, window);
      await check(engine, op, expected);
    });
  }

  test(`cross-entropy agrees with PyTorch on ${engine}`, async () => {
    const { targets, ...expected } = vectors.crossEntropy;
    const op = (logits?: tf.Tensor) =>
      ops.crossEntropy(logits as tf.Tensor2D, tf.tensor1d([...targets], "int32"));
    await check(engine, op, expected);
  });

  test(`embedding, with ids that repeat, agrees with PyTorch on ${engine}`, async () => {
    const { ids, ...expected } = vectors.embedding;
    const op = (table?: tf.Tensor) =>
      ops.embedding(
        table as tf.Tensor2D,
        tf.tensor2d(
          ids.map((row) => [...row]),
          undefined,
          "int32",
        ),
      );
    await check(engine, op, expected);
  });

  test(`gelu of a sum with a bias agrees with PyTorch on ${engine}`, async () => {
    const op = (x?: tf.Tensor, bias?: tf.Tensor) =>
      ops.activation(x as tf.Tensor, "gelu", bias as tf.Tensor1D);
    await check(engine, op, vectors.gelu);
  });
}

test.run();
