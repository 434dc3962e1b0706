import * as tf from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { checkpointedGradients, plainGradients } from "../../../experiments/12-alternatives/checkpointing.ts";
import { startEngine } from "../../../experiments/lab/engine/backend.ts";
import type { BodyTraining } from "../../../experiments/lab/nn/config.ts";
import { lossAndGradients } from "../../../experiments/lab/nn/train.ts";
import { disposeTransformer, type Transformer } from "../../../experiments/lab/nn/transformer.ts";
import { close } from "../../helpers/close.ts";
import { withoutLeaks } from "../../helpers/leaks.ts";
import { createTinyBatch, createTinyModel } from "../../helpers/tiny-model.ts";

const test = suite("gradient checkpointing");

const arms: readonly BodyTraining[] = [
  { kind: "full" },
  { kind: "lora", rank: 2, alpha: 2 },
  { kind: "lowRank", rank: 2 },
];

/** Compares both ways with the training step's own gradients. */
function compareWithStep(model: Transformer): void {
  const batch = createTinyBatch();
  const expected = lossAndGradients(model, batch);
  for (const gradientsOf of [plainGradients, checkpointedGradients]) {
    const { loss, gradients } = gradientsOf(model, batch);
    close(loss, expected.loss, 1e-6, "loss");
    assert.equal([...gradients.keys()].sort(), model.parameters.map(({ name }) => name).sort());
    for (const [index, { name }] of model.parameters.entries()) {
      const difference = tf.tidy(() =>
        (gradients.get(name) as tf.Tensor)
          .sub(expected.gradients[index] as tf.Tensor)
          .abs()
          .max()
          .dataSync(),
      );
      close(difference[0] ?? Number.NaN, 0, 1e-6, name);
    }
    tf.dispose([...gradients.values()]);
  }
  tf.dispose(expected.gradients);
}

test("loss and every gradient are those of the training step, whole and in segments", async () => {
  await startEngine("cpu");
  for (const arm of arms) {
    withoutLeaks(() => {
      const model = createTinyModel(arm);
      compareWithStep(model);
      disposeTransformer(model);
    });
  }
});

test("segments hold less than the whole", async () => {
  await startEngine("cpu");
  const model = createTinyModel({ kind: "full" });
  const batch = createTinyBatch();
  const held = [plainGradients, checkpointedGradients].map((gradientsOf) => {
    const { gradients, activationBytes } = gradientsOf(model, batch);
    tf.dispose([...gradients.values()]);
    return activationBytes;
  });
  const [plain = 0, checkpointed = 0] = held;
  assert.ok(checkpointed < plain, `${checkpointed} < ${plain}`);
  // At the least the three inputs of blocks and head, [B, T, C] each.
  assert.ok(checkpointed >= 3 * batch.inputs.length * model.config.dModel * 4);
  disposeTransformer(model);
});

test.run();
