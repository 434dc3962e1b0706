/** Training of the name encoder (name-encoder.ts) to find a concept's name in another language, and its measurement. */
import * as tf from "@tensorflow/tfjs-core";
import type { Bags } from "../lib/engine/wasm/op-types.ts";
import { bagsOf } from "../lib/nn/bags.ts";
import { fitNetwork, withTensors } from "../lib/nn/fit.ts";
import { Random } from "../lib/random.ts";
import {
  contrastiveLoss,
  directionsOf,
  type EncoderTraining,
  type NameEncoder,
  type Sizes,
  trainedBy,
} from "./name-encoder.ts";
import { familiesOf, splitConcepts } from "./name-families.ts";
import { type Language, languages, ngramBuckets, readArticles, readConcepts } from "./names.ts";

/** How an encoder is trained. */
export interface TranslationConfig {
  readonly arm: EncoderTraining;
  readonly sizes: Sizes;
  /** Pairs trained on: any two of these languages, one of which is `required` where that is given. */
  readonly languages: readonly Language[];
  readonly required?: Language;
  /** Concepts held out. */
  readonly heldOut: number;
  /** Concepts of a batch. */
  readonly batchSize: number;
  readonly temperature: number;
  readonly steps: number;
  readonly learningRate: number;
  readonly seed: number;
}

type Encoded = readonly (readonly number[])[];
/** Names as n-gram buckets, by language and concept. */
type ByLanguage = Readonly<Record<Language, Encoded>>;

/** The names of one seed's split. */
export interface TranslationData {
  readonly train: ByLanguage;
  readonly heldOut: ByLanguage;
  readonly concepts: number;
  readonly families: number;
}

/** Splits and encodes the concepts. Equal for all arms of a seed. */
export function readTranslationData(heldOut: number, buckets: number, seed: number): TranslationData {
  const concepts = readConcepts();
  const families = familiesOf(concepts);
  const split = splitConcepts(families, heldOut, Random.seeded(seed).split("split"));
  const encode = (part: typeof concepts): ByLanguage => {
    const of = (language: Language) => part.map(({ names }) => ngramBuckets(names[language], buckets));
    return { en: of("en"), es: of("es"), fr: of("fr"), de: of("de"), zh: of("zh") };
  };
  return {
    train: encode(split.train),
    heldOut: encode(split.heldOut),
    concepts: concepts.length,
    families: families.length,
  };
}

/** Rows of unit length. */
const toBags = (encoded: Encoded): Bags => bagsOf(encoded, (size) => 1 / Math.sqrt(size));

/** Trains an encoder. Also returns the loss of each step. */
export function trainEncoder(
  encoder: NameEncoder,
  names: ByLanguage,
  config: TranslationConfig,
  progress: (fraction: number) => void,
): { readonly encoder: NameEncoder; readonly losses: readonly number[] } {
  const { arm, batchSize, temperature, steps, learningRate } = config;
  const random = Random.seeded(config.seed).split("batches");
  const losses: number[] = [];
  const trained = fitNetwork(
    encoder,
    { trained: trainedBy(arm), steps, rates: { body: learningRate, shared: learningRate } },
    (tensors) => {
      const [source, target] = drawPair(config, random);
      const chosen = random.shuffle([...names.en.keys()]).slice(0, batchSize);
      const pick = (language: Language) => chosen.map((concept) => names[language][concept] ?? []);
      const bags = toBags([...pick(source), ...pick(target)]);
      return contrastiveLoss(directionsOf(tensors, bags), temperature);
    },
    (step, loss) => {
      losses.push(loss);
      progress(step / steps);
    },
  );
  return { encoder: trained, losses };
}

/** Two languages to bring together in a step. */
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

/** How often the nearest name in the target language is that of the same concept, for an ordered pair. */
export interface Precision {
  readonly source: Language;
  readonly target: Language;
  /** P@1, in [0, 1]. */
  readonly precision: number;
}

/** P@1 between any two languages, over aligned rows in each. */
function precisionsOf(encoder: NameEncoder, rows: ByLanguage): readonly Precision[] {
  return withTensors(encoder, (tensors) => {
    const encoded = new Map(
      languages.map((language) => [language, directionsOf(tensors, toBags(rows[language]))]),
    );
    return [...encoded].flatMap(([source, left]) =>
      [...encoded].flatMap(([target, right]) =>
        source === target ? [] : [{ source, target, precision: precisionOf(left, right) }],
      ),
    );
  });
}

/** The share of rows of `left` whose nearest row of `right`, both [N, o], is their own partner. */
function precisionOf(left: tf.Tensor2D, right: tf.Tensor2D): number {
  const [count] = left.shape;
  const cosines = tf.matMul(left, right, false, true); // [N, N]
  const values = cosines.dataSync<"float32">();
  cosines.dispose();
  const correct = Array.from({ length: count }, (_, row) =>
    isNearest(values.subarray(row * count, (row + 1) * count), row),
  );
  return correct.filter(Boolean).length / count;
}

/** Whether no other entry is as large as the one at `index`: a tie is a miss. */
function isNearest(cosines: Float32Array, index: number): boolean {
  const own = cosines[index] ?? Number.NaN;
  return cosines.every((cosine, other) => other === index || cosine < own);
}

/** P@1 on held-out concepts, and on articles of law, which no encoder was trained for. */
export function measureEncoder(encoder: NameEncoder, { heldOut }: TranslationData) {
  const [buckets] = encoder.inputWeight.shape;
  const articles = readArticles();
  const encode = (language: Language) => articles[language].map((text) => ngramBuckets(text, buckets));
  return {
    names: precisionsOf(encoder, heldOut),
    articles: precisionsOf(encoder, {
      en: encode("en"),
      es: encode("es"),
      fr: encode("fr"),
      de: encode("de"),
      zh: encode("zh"),
    }),
  };
}
