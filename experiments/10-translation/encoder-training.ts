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
} from "./name-encoder.ts";
import type { ByLanguage } from "./name-parts.ts";
import type { Language } from "./names.ts";

/** How an encoder is trained. */
export interface TranslationConfig {
  readonly arm: EncoderTraining;
  readonly sizes: Sizes;
  /** Training pairs: any two of these languages. */
  readonly languages: readonly Language[];
  /** Concepts per batch. */
  readonly batchSize: number;
  readonly temperature: number;
  readonly steps: number;
  readonly learningRate: number;
  readonly warmupSteps: number;
  readonly seed: number;
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
function drawPair({ languages }: TranslationConfig, random: Random): readonly [Language, Language] {
  const [source, target] = random.shuffle(languages);
  if (source === undefined || target === undefined)
    throw new RangeError(`missing languages: ${languages.join(", ")}`);
  return [source, target];
}
