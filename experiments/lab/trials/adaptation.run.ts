/**
 * Continues training a pre-trained model on another domain, as one arm: what it learns of the new text, and what it
 * forgets of the old one.
 */

import { Random } from "../../kit/random.ts";
import type { TrialContext } from "../../kit/trial.ts";
import { drawBatches } from "../data/batches.ts";
import { readCorpus } from "../data/corpus.ts";
import { readNovel } from "../data/moby-dick.ts";
import { startEngine } from "../engine/backend.ts";
import type { BodyTraining } from "../nn/config.ts";
import { evaluate, train } from "../nn/train.ts";
import {
  bodyWeights,
  createTransformer,
  disposeTransformer,
  type Transformer,
  trainedWeights,
} from "../nn/transformer.ts";
import { finalWeights, prefixed } from "../nn/weights.ts";
import { heldOutBatches, type LanguageTaskConfig } from "./language-task.ts";
import type { run as pretrain } from "./pretrain.run.ts";

export interface AdaptationConfig extends LanguageTaskConfig {
  readonly arm: BodyTraining;
  readonly steps: number;
  readonly warmupSteps: number;
  /** Highest rate of the body or its adapters. Embeddings, positions and head keep their pre-trained values. */
  readonly learningRate: number;
}

interface Inputs {
  readonly base: Awaited<ReturnType<typeof pretrain>>;
}

/** Both texts in one vocabulary: the evaluation sequences of each, and the novel's training sequences. */
function createAdaptationTask(config: AdaptationConfig, random: Random) {
  const corpus = readCorpus();
  const novel = readNovel();
  const { contextLength } = config.model;
  const { evaluatedOn } = config;
  return {
    vocabSize: corpus.vocabulary.size,
    batches: drawBatches(novel.train, random.split("batches"), config.batchSize, contextLength),
    novel: heldOutBatches(novel[evaluatedOn], config, contextLength),
    addresses: heldOutBatches(corpus[evaluatedOn], config, contextLength),
  };
}

export async function run(config: AdaptationConfig, { inputs, engine, progress }: TrialContext<Inputs>) {
  await startEngine(engine);
  const random = Random.seeded(config.seed).split("adaptation");
  const task = createAdaptationTask(config, random);
  const modelConfig = { ...config.model, vocabSize: task.vocabSize };
  const weights = finalWeights(inputs.base.artifacts);
  const whole = createTransformer(modelConfig, config.arm, weights, random.split("adapters"));
  const model: Transformer = {
    ...whole,
    parameters: whole.parameters.filter(({ group }) => group === "body"),
  };
  const lossOn = ({ final }: typeof task.novel) => evaluate(model, final).loss;
  // The earlier run has already evaluated its loss on the same sequences.
  const before = { novel: lossOn(task.novel), addresses: inputs.base.result.finalLoss };
  const training = { ...config, outerLearningRate: config.learningRate };
  const onStep = (step: number, loss: number) => progress(step / config.steps, loss);
  const { final } = train(model, training, task.batches, task.novel, onStep);
  const after = { novel: final.loss, addresses: lossOn(task.addresses) };
  const artifacts = {
    ...prefixed("trained", trainedWeights(model)),
    ...prefixed("final", bodyWeights(model)),
  };
  disposeTransformer(whole);
  return { result: { before, after, vocabSize: modelConfig.vocabSize }, artifacts };
}
