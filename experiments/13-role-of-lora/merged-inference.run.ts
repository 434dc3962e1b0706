/**
 * Merges the adapters of a trained model into its weights. Measures the merged model's loss on the sequences of the
 * run's last evaluation, and how much its scores differ from those with separate adapters.
 */
import * as tf from "@tensorflow/tfjs-core";
import { Random } from "../kit/random.ts";
import type { TrialContext } from "../kit/trial.ts";
import { type Batch, spacedBatches } from "../lab/data/batches.ts";
import { readCorpus } from "../lab/data/corpus.ts";
import { readNovel } from "../lab/data/moby-dick.ts";
import { startEngine } from "../lab/engine/backend.ts";
import type { BodyTraining, ModelConfig } from "../lab/nn/config.ts";
import { evaluate } from "../lab/nn/train.ts";
import { createTransformer, disposeTransformer, logitsOf, type Transformer } from "../lab/nn/transformer.ts";
import { finalWeights, storedWeights } from "../lab/nn/weights.ts";
import type { run as adaptation } from "../lab/trials/adaptation.run.ts";
import { EVALUATION_BATCH, type EvaluationConfig } from "../lab/trials/language-task.ts";
import type { run as pretrain } from "../lab/trials/pretrain.run.ts";

interface Config extends Pick<EvaluationConfig, "evaluatedOn" | "finalWindows"> {
  /** The adapted run's setting. */
  readonly arm: BodyTraining;
  readonly model: Omit<ModelConfig, "vocabSize">;
}

interface Inputs {
  readonly base: Awaited<ReturnType<typeof pretrain>>;
  readonly adapted: Awaited<ReturnType<typeof adaptation>>;
}

/** The base model with the adapters that fine-tuning trained. */
function unmergedModel(config: ModelConfig, arm: BodyTraining, { base, adapted }: Inputs): Transformer {
  // The random first factors of adapters are replaced at once.
  const model = createTransformer(config, arm, finalWeights(base.artifacts), Random.seeded("replaced"));
  const trained = storedWeights("trained", adapted.artifacts);
  for (const { name, variable } of model.parameters) {
    const value = trained[name];
    if (value !== undefined) tf.tidy(() => variable.assign(tf.tensor(value.values, [...value.shape])));
  }
  return model;
}

const largest = (tensor: tf.Tensor): number => tensor.abs().max().dataSync()[0] ?? Number.NaN;

/** The merged model's largest score on a batch, and its largest difference from the unmerged model. */
function compareScores(merged: Transformer, unmerged: Transformer, batch: Batch) {
  return tf.tidy(() => {
    const ids = tf.tensor2d(batch.inputs, [batch.batchSize, batch.contextLength], "int32");
    const [plain, withAdapters] = [logitsOf(merged, ids), logitsOf(unmerged, ids)];
    return { largestScore: largest(plain), largestDifference: largest(plain.sub(withAdapters)) };
  });
}

export async function run(
  { arm, model, evaluatedOn, finalWindows }: Config,
  { inputs, engine }: TrialContext<Inputs>,
) {
  await startEngine(engine);
  const { vocabulary } = readCorpus();
  const config = { ...model, vocabSize: vocabulary.size };
  const unmerged = unmergedModel(config, arm, inputs);
  const mergedWeights = {
    ...finalWeights(inputs.base.artifacts),
    ...storedWeights("final", inputs.adapted.artifacts),
  };
  const merged = createTransformer(config, { kind: "full" }, mergedWeights, Random.seeded("unused"));
  const documents = readNovel()[evaluatedOn];
  const batches = spacedBatches(documents, finalWindows, EVALUATION_BATCH, config.contextLength);
  const [batch] = batches;
  if (batch === undefined) throw new RangeError(`missing sequences: ${finalWindows}`);
  const result = { ...compareScores(merged, unmerged, batch), loss: evaluate(merged, batches).loss };
  for (const each of [unmerged, merged]) disposeTransformer(each);
  return { result };
}
