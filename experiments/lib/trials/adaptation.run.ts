/**
 * Goes on from a pre-trained model on another domain, as one arm: what it learns of the new text, and what it forgets of
 * the old one.
 */
import { drawBatches, spacedBatches } from "../data/batches.ts";
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
import { Random } from "../random.ts";
import type { TrialContext } from "../trial.ts";
import { EVALUATION_BATCH, type LanguageTaskConfig } from "./language-task.ts";
import type { run as pretrain } from "./pretrain.run.ts";

export interface AdaptationConfig extends LanguageTaskConfig {
  readonly arm: BodyTraining;
  /** Whether embeddings, positions and head are trained too, or keep their pre-trained values. */
  readonly trains: "body" | "everything";
  readonly steps: number;
  readonly warmupSteps: number;
  /** Highest rate of all that is trained. */
  readonly learningRate: number;
}

interface Inputs {
  readonly base: Awaited<ReturnType<typeof pretrain>>;
}

export async function run(config: AdaptationConfig, { inputs, engine, progress }: TrialContext<Inputs>) {
  await startEngine(engine);
  const corpus = readCorpus();
  const novel = readNovel(corpus.vocabulary);
  const { contextLength } = config.model;
  const random = Random.seeded(config.seed).split("adaptation");
  const spaced = (documents: typeof novel.validation) =>
    spacedBatches(documents, config.validationWindows, EVALUATION_BATCH, contextLength);
  const [addressBatches, novelBatches] = [spaced(corpus.validation), spaced(novel.validation)];
  const modelConfig = { ...config.model, vocabSize: corpus.vocabulary.size };
  const weights = finalWeights(inputs.base.artifacts);
  const whole = createTransformer(modelConfig, config.arm, weights, random.split("adapters"));
  const model: Transformer = {
    ...whole,
    parameters: whole.parameters.filter(({ group }) => config.trains === "everything" || group === "body"),
  };
  const lossOn = (batches: typeof novelBatches) => evaluate(model, batches).loss;
  const before = { novel: lossOn(novelBatches), addresses: lossOn(addressBatches) };
  const batches = drawBatches(novel.train, random.split("batches"), config.batchSize, contextLength);
  const rates = { learningRate: config.learningRate, sharedLearningRate: config.learningRate };
  const training = { ...config, ...rates, evalEvery: config.steps };
  const { final } = train(model, training, batches, novelBatches, (step) => progress(step / config.steps));
  const after = { novel: final.loss, addresses: lossOn(addressBatches) };
  const artifacts = {
    ...prefixed("trained", trainedWeights(model)),
    ...prefixed("final", bodyWeights(model)),
  };
  disposeTransformer(whole);
  return { result: { before, after, vocabSize: modelConfig.vocabSize }, artifacts };
}
