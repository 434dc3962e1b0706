import * as tf from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../../experiments/kit/random.ts";
import { startEngine } from "../../../../experiments/lab/engine/backend.ts";
import { countParameters } from "../../../../experiments/lab/nn/costs.ts";
import { applyLowRank, initialFactors, lowRankWeight } from "../../../../experiments/lab/nn/low-rank.ts";
import { bodyWeights, disposeTransformer } from "../../../../experiments/lab/nn/transformer.ts";
import { close } from "../../../helpers/close.ts";
import { createTinyModel, tinyConfig } from "../../../helpers/tiny-model.ts";

const test = suite("low-rank factors");

test("the product of the first factors has the mean square of the weight it stands for, at any rank", async () => {
  await startEngine("cpu");
  for (const rank of [1, 8, 40]) {
    const weight = { shape: [60, 90], values: new Float32Array(60 * 90).fill(0.07) };
    const squares = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => {
      const { a, b } = initialFactors(weight, rank, Random.seeded(seed));
      return tf.tidy(
        () =>
          tf
            .matMul(tf.tensor2d(a.values, [60, rank]), tf.tensor2d(b.values, [rank, 90]))
            .square()
            .mean()
            .dataSync()[0],
      );
    });
    const mean = squares.reduce((sum: number, square) => sum + (square ?? Number.NaN), 0) / squares.length;
    close(mean / (0.07 * 0.07), 1, 0.25, `rank ${rank}`);
  }
});

test("the layer applies the weight that its factors multiply to", async () => {
  await startEngine("cpu");
  tf.tidy(() => {
    const layer = {
      kind: "lowRank",
      factorA: tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]),
      factorB: tf.tensor2d([1, -1, 0, 2], [2, 2]),
    } as const;
    const weight = [
      [1, 3],
      [3, 5],
      [5, 7],
    ];
    assert.equal(lowRankWeight(layer).arraySync(), weight);
    assert.equal(applyLowRank(layer, tf.tensor2d([[1, 0, 2]])).arraySync(), [[11, 17]]);
  });
});

test("a model of factors trains them alone, as many as are counted", async () => {
  await startEngine("cpu");
  const arm = { kind: "lowRank", rank: 2 } as const;
  const model = createTinyModel(arm);
  const body = model.parameters.filter(({ group }) => group === "body");
  assert.is(
    body.reduce((sum, { variable }) => sum + variable.size, 0),
    countParameters(tinyConfig, arm).trainedBody,
  );
  assert.equal(bodyWeights(model)["layers.1.up"]?.shape, [8, 12]);
  disposeTransformer(model);
});

test.run();
