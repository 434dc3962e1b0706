/** Compares the outputs of a trained model with adapters beside its weights and of one into whose weights they are merged. */
import * as tf from "@tensorflow/tfjs-core";
import { spacedBatches } from "../lib/data/batches.ts";
import { readCorpus } from "../lib/data/corpus.ts";
import { readNovel } from "../lib/data/moby-dick.ts";
import { startEngine } from "../lib/engine/backend.ts";
import type { BodyTraining, ModelConfig } from "../lib/nn/config.ts";
import { evaluate } from "../lib/nn/train.ts";
import { createTransformer, disposeTransformer, logitsOf, type Transformer } from "../lib/nn/transformer.ts";
import { finalWeights, storedWeights, type Weights } from "../lib/nn/weights.ts";
import { Random } from "../lib/random.ts";
import type { TrialContext } from "../lib/trial.ts";
import type { run as adaptation } from "../lib/trials/adaptation.run.ts";
import type { run as pretrain } from "../lib/trials/pretrain.run.ts";

interface Config {
  /** As the adapted run has it. */
  readonly arm: BodyTraining;
  readonly model: Omit<ModelConfig, "vocabSize">;
  /** Sequences of the novel that are read. */
  readonly windows: number;
}

interface Inputs {
  readonly base: Awaited<ReturnType<typeof pretrain>>;
  readonly adapted: Awaited<ReturnType<typeof adaptation>>;
}

/** The model on the base's weights, with the factors that the adaptation trained. */
function unmergedModel(config: ModelConfig, arm: BodyTraining, { base, adapted }: Inputs): Transformer {
  // The random factors with which adapters start are replaced at once.
  const model = createTransformer(config, arm, finalWeights(base.artifacts), Random.seeded("replaced"));
  const trained = storedWeights("trained", adapted.artifacts);
  for (const { name, variable } of model.parameters) {
    const value = trained[name];
    if (value !== undefined) tf.tidy(() => variable.assign(tf.tensor(value.values, [...value.shape])));
  }
  return model;
}

const largest = (tensor: tf.Tensor): number => tensor.abs().max().dataSync()[0] ?? Number.NaN;

export async function run({ arm, model, windows }: Config, { inputs, engine }: TrialContext<Inputs>) {
  await startEngine(engine);
  const { vocabulary } = readCorpus();
  const config = { ...model, vocabSize: vocabulary.size };
  const unmerged = unmergedModel(config, arm, inputs);
  const baseWeights = finalWeights(inputs.base.artifacts);
  const mergedWeights = { ...baseWeights, ...storedWeights("final", inputs.adapted.artifacts) };
  const plainModel = (weights: Weights) =>
    createTransformer(config, { kind: "full" }, weights, Random.seeded("unused"));
  const [base, merged] = [plainModel(baseWeights), plainModel(mergedWeights)];
  const batches = spacedBatches(readNovel(vocabulary).validation, windows, windows, config.contextLength);
  const differences = tf.tidy(() => {
    const [batch] = batches;
    if (batch === undefined) throw new RangeError(`missing sequences: ${windows}`);
    const ids = tf.tensor2d(batch.inputs, [batch.batchSize, batch.contextLength], "int32");
    const [plain, withAdapters] = [logitsOf(merged, ids), logitsOf(unmerged, ids)];
    return { largestScore: largest(plain), largestDifference: largest(plain.sub(withAdapters)) };
  });
  const losses = {
    before: evaluate(base, batches).loss,
    unmerged: evaluate(unmerged, batches).loss,
    merged: evaluate(merged, batches).loss,
  };
  for (const each of [base, unmerged, merged]) disposeTransformer(each);
  return { result: { ...differences, losses } };
}
