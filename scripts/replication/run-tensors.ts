/**
 * All that a pre-training run starts from, as tensors: its weights and adapters, the batches and the learning rates of
 * each step, and the held-out sequences. Made by the functions that the run itself calls.
 */
import type { Batch } from "../../experiments/lib/data/batches.ts";
import { startEngine } from "../../experiments/lib/engine/backend.ts";
import { learningRateAt } from "../../experiments/lib/nn/optimizer.ts";
import {
  createTransformer,
  disposeTransformer,
  trainedWeights,
} from "../../experiments/lib/nn/transformer.ts";
import { prefixed } from "../../experiments/lib/nn/weights.ts";
import { createLanguageTask } from "../../experiments/lib/trials/language-task.ts";
import type { PretrainConfig } from "../../experiments/lib/trials/pretrain.run.ts";
import type { Tensor } from "./safetensors.ts";

/**
 * Tensors by name: `weights.*` [in, out], `adapters.*.loraA` [in, r] and `.loraB` [r, out], `inputs` and `targets`
 * [steps, B, T], `rates.body` and `rates.shared` [steps], `heldOut.inputs` and `heldOut.targets` [sequences, T].
 */
export async function runTensors(config: PretrainConfig): Promise<Readonly<Record<string, Tensor>>> {
  const { steps, batchSize } = config;
  const { model, weights, adapterRandom, batches, heldOut } = createLanguageTask(config);
  const { contextLength } = model;
  const read = Array.from({ length: steps }, () => batches.next().value);
  const sequences = heldOut.final.reduce((sum, batch) => sum + batch.batchSize, 0);
  // The model draws its adapters, in its own order.
  await startEngine("wasm");
  const transformer = createTransformer(model, config.arm, weights, adapterRandom);
  const trained = Object.entries(trainedWeights(transformer));
  disposeTransformer(transformer);
  const adapters = Object.fromEntries(trained.filter(([name]) => /\.lora[AB]$/.test(name)));
  return {
    ...prefixed("weights", weights),
    ...prefixed("adapters", adapters),
    ...characters("", read, [steps, batchSize, contextLength]),
    "rates.body": rates(config, config.learningRate),
    "rates.shared": rates(config, config.sharedLearningRate),
    ...characters("heldOut.", heldOut.final, [sequences, contextLength]),
  };
}

/** Inputs and targets of batches. There are fewer than 256 characters in the vocabulary. */
function characters(prefix: string, batches: readonly Batch[], shape: readonly number[]) {
  const joined = (side: "inputs" | "targets"): Tensor => ({
    shape,
    values: Uint8Array.from(batches.flatMap((batch) => [...batch[side]])),
  });
  return { [`${prefix}inputs`]: joined("inputs"), [`${prefix}targets`]: joined("targets") };
}

function rates({ steps, warmupSteps }: PretrainConfig, learningRate: number): Tensor {
  const schedule = { learningRate, warmupSteps, steps };
  return {
    shape: [steps],
    values: Float64Array.from({ length: steps }, (_, index) => learningRateAt(index + 1, schedule)),
  };
}
