import type * as tf from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { applyLora, mergeLora, scalingOf } from "../../../../experiments/lab/nn/lora.ts";
import { allClose, evaluateOn, startableEngines, tensorOf } from "../../../helpers/engines.ts";
import { type Nested, readVectors, valuesOf } from "../../../helpers/vectors.ts";

const test = suite("LoRA against PEFT");

/**
 * Single precision rounds by 6e-8 at most. The magnitudes of a gradient's terms add up to 80 times the gradient in the
 * worst place, and roundings mostly cancel.
 */
const TOLERANCE = 2e-6;

interface Case {
  readonly rank: number;
  readonly alpha: number;
  readonly scaling: number;
  readonly x: Nested;
  readonly weight: Nested;
  readonly loraA: Nested;
  readonly loraB: Nested;
  readonly upstream: Nested;
  readonly output: Nested;
  readonly gradients: Readonly<Record<"x" | "loraA" | "loraB", Nested>>;
  readonly merged: Nested;
}

const { cases } = readVectors<{ readonly cases: readonly Case[] }>("lora-linear");

const layerOf = (expected: Case, loraA?: tf.Tensor, loraB?: tf.Tensor) => ({
  kind: "lora" as const,
  weight: tensorOf(valuesOf(expected.weight)) as tf.Tensor2D,
  loraA: loraA as tf.Tensor2D,
  loraB: loraB as tf.Tensor2D,
  scaling: scalingOf(expected),
});

for (const engine of await startableEngines()) {
  for (const expected of cases) {
    const { rank, alpha } = expected;
    const upstream = valuesOf(expected.upstream);
    const merged = valuesOf(expected.merged);
    const [x, loraA, loraB] = [valuesOf(expected.x), valuesOf(expected.loraA), valuesOf(expected.loraB)];

    test(`rank ${rank}, alpha ${alpha}: output and gradients agree with PEFT on ${engine}`, async () => {
      assert.is(scalingOf(expected), expected.scaling);
      const op = (rows?: tf.Tensor, a?: tf.Tensor, b?: tf.Tensor) =>
        applyLora(layerOf(expected, a, b), rows as tf.Tensor);
      const { value, gradients } = await evaluateOn(engine, op, [x, loraA, loraB], upstream);
      allClose(value, valuesOf(expected.output).values, TOLERANCE, "output");
      for (const [index, name] of (["x", "loraA", "loraB"] as const).entries()) {
        const gradient = valuesOf(expected.gradients[name]).values;
        allClose(gradients[index] ?? [], gradient, TOLERANCE, `gradient of ${name}`);
      }
    });

    test(`rank ${rank}, alpha ${alpha}: the merged weight agrees with PEFT's on ${engine}`, async () => {
      const merge = (a?: tf.Tensor, b?: tf.Tensor) => mergeLora(layerOf(expected, a, b));
      const { value } = await evaluateOn(engine, merge, [loraA, loraB], merged, false);
      allClose(value, merged.values, TOLERANCE, "merged weight");
    });
  }
}

test.run();
