/** Trains a transformer on sequences that repeat (recall-task.ts), and measures how well it recalls their second half. */
import * as tf from "@tensorflow/tfjs-core";
import { Random } from "../kit/random.ts";
import type { TrialContext } from "../kit/trial.ts";
import type { HeldOutBatch } from "../lab/data/batches.ts";
import { startEngine } from "../lab/engine/backend.ts";
import { crossEntropy } from "../lab/engine/ops.ts";
import type { BodyTraining, ModelConfig } from "../lab/nn/config.ts";
import { type TrainingConfig, train } from "../lab/nn/train.ts";
import { createTransformer, disposeTransformer, logitsOf, type Transformer } from "../lab/nn/transformer.ts";
import { initialWeights } from "../lab/nn/weights.ts";
import { isRecalled, type RecallTask, recallBatches, recallTest } from "./recall-task.ts";

export interface RecallConfig extends Omit<TrainingConfig, "evalEvery"> {
  readonly arm: BodyTraining;
  readonly model: Omit<ModelConfig, "vocabSize">;
  readonly task: Omit<RecallTask, "contextLength">;
  /** Sequences per step. */
  readonly batchSize: number;
  /** Batches of 64 sequences: after the last step, and during training. */
  readonly testBatches: { readonly final: number; readonly during: number };
  /** Recall is measured before the first step and after every so many. */
  readonly measureEvery: number;
  readonly seed: number;
}

const TEST_BATCH = 64;

/** Mean loss in nats per symbol, and the share of symbols with the highest score, in the second half of the sequences. */
interface Recall {
  readonly loss: number;
  readonly accuracy: number;
}

/** Measures recall on sequences. */
function measureRecall(model: Transformer, batches: readonly HeldOutBatch[]): Recall {
  const sums = { loss: 0, correct: 0, count: 0 };
  for (const { inputs, targets, batchSize, contextLength } of batches) {
    const scored = tf.tidy(() => {
      const logits = logitsOf(model, tf.tensor2d(inputs, [batchSize, contextLength], "int32"));
      return { logits, losses: crossEntropy(logits, tf.tensor1d(targets, "int32")) };
    });
    // Outside of `tidy`, which would look for tensors among all numbers.
    const losses = scored.losses.dataSync<"float32">();
    const scores = scored.logits.dataSync<"float32">();
    tf.dispose(scored);
    const { vocabSize } = model.config;
    for (const [index, target] of targets.entries()) {
      if (!isRecalled(index % contextLength, { contextLength })) continue;
      sums.loss += losses[index] as number;
      sums.correct += isHighest(scores.subarray(index * vocabSize, (index + 1) * vocabSize), target) ? 1 : 0;
      sums.count += 1;
    }
  }
  return { loss: sums.loss / sums.count, accuracy: sums.correct / sums.count };
}

/** Whether the score at `index` is the only highest one: a tie is a miss. */
function isHighest(scores: Float32Array, index: number): boolean {
  const own = scores[index] as number;
  return scores.every((score, other) => other === index || score < own);
}

export async function run(config: RecallConfig, { engine, progress }: TrialContext) {
  await startEngine(engine);
  const { arm, steps, measureEvery, batchSize, testBatches } = config;
  const task: RecallTask = { ...config.task, contextLength: config.model.contextLength };
  const modelConfig: ModelConfig = { ...config.model, vocabSize: task.symbols };
  const random = Random.seeded(config.seed).split("recall");
  const weights = initialWeights(modelConfig, random.split("weights"));
  const model = createTransformer(modelConfig, arm, weights, random.split("adapters"));
  const batches = recallBatches(task, random.split("batches"), batchSize);
  const test = recallTest(task, random.split("test"), { batches: testBatches.final, batchSize: TEST_BATCH });
  const during = test.slice(0, testBatches.during);
  const byStep: (Recall & { readonly step: number })[] = [{ step: 0, ...measureRecall(model, during) }];
  const afterStep = (step: number) => {
    if (step % measureEvery === 0) byStep.push({ step, ...measureRecall(model, during) });
  };
  const onStep = (step: number, loss: number) => progress(step / steps, loss);
  const { trainLoss } = train(model, config, batches, { evaluations: [], final: test }, onStep, {
    afterStep,
  });
  const { loss: finalLoss, accuracy } = measureRecall(model, test);
  disposeTransformer(model);
  return { result: { finalLoss, accuracy, byStep, trainLoss } };
}
