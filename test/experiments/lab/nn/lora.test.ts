import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../../experiments/kit/random.ts";
import type { Artifact } from "../../../../experiments/kit/trial.ts";
import { startEngine } from "../../../../experiments/lab/engine/backend.ts";
import {
  applyLora,
  initialAdapter,
  type LoraLayer,
  loraDelta,
  mergeLora,
  scalingOf,
} from "../../../../experiments/lab/nn/lora.ts";
import { close } from "../../../helpers/close.ts";
import { forAll } from "../../../helpers/for-all.ts";
import { withoutLeaks } from "../../../helpers/leaks.ts";

const test = suite("LoRA");

const tensor = ({ shape, values }: Artifact) => tf.tensor2d(values, shape as [number, number]);

function gaussian(rows: number, columns: number, random: Random): Artifact {
  return {
    shape: [rows, columns],
    values: Float32Array.from({ length: rows * columns }, () => random.normal()),
  };
}

function createLayer(inputs: number, outputs: number, rank: number, seed: number): LoraLayer {
  const random = Random.seeded(seed);
  const { loraA } = initialAdapter([inputs, outputs], rank, random.split("A"));
  return {
    kind: "lora",
    weight: tensor(gaussian(inputs, outputs, random.split("weight"))),
    loraA: tensor(loraA),
    loraB: tensor(gaussian(rank, outputs, random.split("B"))),
    scaling: 0.5,
  };
}

/** scaling A B by its definition, in double precision. */
function deltaByHand({ loraA, loraB, scaling }: LoraLayer): number[] {
  const [a, b] = [loraA.arraySync(), loraB.arraySync()];
  return a.flatMap((row) =>
    (b[0] ?? []).map(
      (_, column) => scaling * row.reduce((sum, value, k) => sum + value * (b[k]?.[column] ?? Number.NaN), 0),
    ),
  );
}

function allClose(actual: tf.Tensor, expected: ArrayLike<number>, tolerance: number): void {
  const values = actual.dataSync();
  assert.is(values.length, expected.length);
  for (const [index, value] of values.entries()) close(value, expected[index] as number, tolerance);
}

const size = fc.integer({ min: 1, max: 7 });

test("deltaWeight is scaling A B", async () => {
  await startEngine("cpu");
  forAll(
    [size, size, size, fc.nat()],
    (inputs, outputs, rank, seed) => {
      withoutLeaks(() => {
        tf.tidy(() => {
          const layer = createLayer(inputs, outputs, rank, seed);
          allClose(loraDelta(layer), deltaByHand(layer), 1e-5);
        });
      });
    },
    50,
  );
});

test("a merged weight gives what weight and adapter give, and leaves both as they were", async () => {
  await startEngine("cpu");
  forAll(
    [size, size, size, fc.nat()],
    (inputs, outputs, rank, seed) => {
      tf.tidy(() => {
        const layer = createLayer(inputs, outputs, rank, seed);
        const x = tensor(gaussian(3, inputs, Random.seeded(seed).split("x")));
        const before = layer.weight.dataSync().slice();
        allClose(applyLora(layer, x), tf.matMul(x, mergeLora(layer)).dataSync(), 1e-4);
        assert.equal(layer.weight.dataSync(), before);
      });
    },
    50,
  );
});

test("at first B is zero: the adapter changes nothing, A has no gradient and B has one", async () => {
  await startEngine("cpu");
  const random = Random.seeded(3);
  tf.tidy(() => {
    const weight = tensor(gaussian(6, 5, random.split("weight")));
    const first = initialAdapter([6, 5], 2, random.split("adapter"));
    const x = tensor(gaussian(4, 6, random.split("x")));
    const output = (a: tf.Tensor, b: tf.Tensor) =>
      applyLora({ kind: "lora", weight, loraA: a as tf.Tensor2D, loraB: b as tf.Tensor2D, scaling: 1 }, x);
    const [loraA, loraB] = [tensor(first.loraA), tensor(first.loraB)];
    assert.equal([...output(loraA, loraB).dataSync()], [...tf.matMul(x, weight).dataSync()]);
    const [gradientA, gradientB] = tf.grads((a, b) => output(a, b).square().sum())([loraA, loraB]);
    assert.ok(gradientA?.dataSync().every((value) => value === 0));
    assert.ok(gradientB?.dataSync().some((value) => value !== 0));
  });
});

test("A is drawn with variance 1 / inputs, and not both factors are zero", () => {
  const { loraA, loraB } = initialAdapter([64, 32], 50, Random.seeded(4));
  assert.equal(loraA.shape, [64, 50]);
  assert.equal(loraB.shape, [50, 32]);
  const variance = loraA.values.reduce((sum, value) => sum + value * value, 0) / loraA.values.length;
  // 3,200 draws: a standard error of 2.5%.
  close(variance, 1 / 64, 0.1 / 64);
  assert.ok(loraB.values.every((value) => value === 0));
});

test("scaling is alpha / rank", () => {
  assert.is(scalingOf({ rank: 8, alpha: 16 }), 2);
});

test("two of the deck's layers in a row never learn: with both B at zero no factor gets a gradient", () => {
  const random = Random.seeded(7);
  const factors = ["first", "second"].flatMap((label) => {
    const { loraA, loraB } = initialAdapter([6, 6], 2, random.split(label));
    return [tensor(loraA), tensor(loraB)];
  });
  const [x, slope] = [tensor(gaussian(5, 6, random.split("x"))), tensor(gaussian(5, 6, random.split("dY")))];
  const stacked = tf.grads((a1, b1, a2, b2) => x.matMul(a1.matMul(b1)).matMul(a2.matMul(b2)));
  for (const gradient of stacked(factors, slope)) assert.is(gradient.abs().max().arraySync(), 0);
  const alone = tf.grads((a, b) => x.matMul(a.matMul(b)))(factors.slice(0, 2), slope);
  assert.is(alone[0]?.abs().max().arraySync(), 0);
  assert.ok(Number(alone[1]?.abs().max().arraySync()) > 0, "alone B learns");
});

test.run();
