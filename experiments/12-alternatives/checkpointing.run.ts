/**
 * One batch's gradients of the character transformer, plain and with checkpoints, at several depths: how much they
 * differ, and how many bytes of activations each way keeps.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { TrialContext } from "../kit/trial.ts";
import { startEngine } from "../lab/engine/backend.ts";
import { createTransformer, disposeTransformer } from "../lab/nn/transformer.ts";
import { createLanguageTask, type LanguageTaskConfig } from "../lab/trials/language-task.ts";
import { checkpointedGradients, plainGradients } from "./checkpointing.ts";

export interface CheckpointingConfig extends LanguageTaskConfig {
  /** Numbers of blocks, instead of the model's own. */
  readonly depths: readonly number[];
}

function measureDepth(config: CheckpointingConfig, nLayers: number) {
  const { model, weights, adapterRandom, batches } = createLanguageTask({
    ...config,
    model: { ...config.model, nLayers },
  });
  const transformer = createTransformer(model, { kind: "full" }, weights, adapterRandom);
  const batch = batches.next().value;
  const plain = plainGradients(transformer, batch);
  const checkpointed = checkpointedGradients(transformer, batch);
  const differences = [...plain.gradients].map(([name, gradient]) =>
    tf.tidy(() => {
      const other = checkpointed.gradients.get(name);
      if (other === undefined) throw new Error(`missing gradient: ${name}`);
      return gradient.sub(other).abs().max().dataSync()[0] ?? Number.NaN;
    }),
  );
  tf.dispose([...plain.gradients.values(), ...checkpointed.gradients.values()]);
  disposeTransformer(transformer);
  return {
    layers: nLayers,
    plainBytes: plain.activationBytes,
    checkpointedBytes: checkpointed.activationBytes,
    largestDifference: Math.max(...differences),
  };
}

export async function run(config: CheckpointingConfig, context: TrialContext) {
  await startEngine(context.engine);
  return {
    result: {
      depths: config.depths.map((nLayers, index) => {
        context.progress(index / config.depths.length);
        return measureDepth(config, nLayers);
      }),
    },
  };
}
