/** Trains the name encoder (name-encoder.ts) to find a concept's name in another language. */

import { Random } from "../kit/random.ts";
import type { Progress } from "../kit/trial.ts";
import { fitNetwork } from "../lab/nn/fit.ts";
import {
  contrastiveLoss,
  directionsOf,
  type EncoderTraining,
  type NameEncoder,
  type Sizes,
  toBags,
  trainedBy,
  trainedOutput,
  withAdapters,
} from "./name-encoder.ts";
import { type ByLanguage, readNames } from "./name-parts.ts";
import type { Language } from "./names.ts";

/** How an encoder is trained. */
export interface TranslationConfig {
  readonly arm: EncoderTraining;
  readonly sizes: Sizes;
  /** Training pairs: any two of these languages; one of them must be `required`, if that is given. */
  readonly languages: readonly Language[];
  readonly required?: Language;
  /** Concepts per batch. */
  readonly batchSize: number;
  readonly temperature: number;
  readonly steps: number;
  readonly learningRate: number;
  readonly warmupSteps: number;
  readonly seed: number;
}

/** The output of a trial that trains an encoder on the training names, in full or by adapters drawn from `random`. */
export function trainFrom(start: NameEncoder, random: Random, config: TranslationConfig, progress: Progress) {
  const { arm, sizes } = config;
  const names = readNames("train", sizes.inputs);
  const { encoder, losses } = trainEncoder(withAdapters(start, random, arm), names, config, progress);
  return trainedOutput(encoder, arm, losses);
}

/** Trains an encoder. Also returns the loss of each step. */
export function trainEncoder(
  encoder: NameEncoder,
  names: ByLanguage,
  config: TranslationConfig,
  progress: Progress,
): { readonly encoder: NameEncoder; readonly losses: readonly number[] } {
  const { arm, batchSize, temperature, steps, learningRate, warmupSteps } = config;
  const random = Random.seeded(config.seed).split("batches");
  const losses: number[] = [];
  const trained = fitNetwork(
    encoder,
    { trained: trainedBy(arm), steps, warmupSteps, rates: { body: learningRate, outer: learningRate } },
    (tensors) => {
      const [source, target] = drawPair(config, random);
      const chosen = random.shuffle([...names.en.keys()]).slice(0, batchSize);
      const pick = (language: Language) => chosen.map((concept) => names[language][concept] ?? []);
      const bags = toBags([...pick(source), ...pick(target)]);
      return contrastiveLoss(directionsOf(tensors, bags), temperature);
    },
    (step, loss) => {
      losses.push(loss);
      progress(step / steps, loss);
    },
  );
  return { encoder: trained, losses };
}

/** Two languages that a step brings together. */
function drawPair(
  { languages: known, required }: TranslationConfig,
  random: Random,
): readonly [Language, Language] {
  const [first, second] = random.shuffle(known.filter((language) => language !== required));
  const source = required ?? first;
  const target = required === undefined ? second : first;
  if (source === undefined || target === undefined)
    throw new RangeError(`missing languages: ${known.join(", ")}`);
  return [source, target];
}
