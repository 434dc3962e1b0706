/** Training of the name encoder (name-encoder.ts) to find a concept's name in another language, and its measurement. */
import { productTransposed } from "../lib/linalg/products.ts";
import { cosineDecay, createAdam64 } from "../lib/nn/adam64.ts";
import { type Bags, bagsOf } from "../lib/nn/bags.ts";
import { contrastiveLoss } from "../lib/nn/contrastive.ts";
import {
  type Arm,
  forward,
  gradientsOf,
  type NameEncoder,
  type Sizes,
  trainedNames,
} from "../lib/nn/name-encoder.ts";
import { Random } from "../lib/random.ts";
import { familiesOf, splitConcepts } from "./name-families.ts";
import { type Language, languages, ngramBuckets, readArticles, readConcepts } from "./names.ts";

/** How an encoder is trained. */
export interface TranslationConfig {
  readonly arm: Arm;
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

/** Learning rates end at this share of their peak. */
const FINAL_SHARE = 0.1;

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

/** Trains an encoder in place. Returns the loss of each step. */
export function trainEncoder(
  encoder: NameEncoder,
  names: ByLanguage,
  config: TranslationConfig,
  progress: (fraction: number) => void,
): readonly number[] {
  const { arm, sizes, batchSize, temperature, steps, learningRate } = config;
  const random = Random.seeded(config.seed).split("batches");
  const optimizers = trainedNames(arm).map((name) => ({ name, update: createAdam64(encoder[name]) }));
  const losses: number[] = [];
  for (let step = 1; step <= steps; step++) {
    const [source, target] = drawPair(config, random);
    const chosen = random.shuffle([...names.en.keys()]).slice(0, batchSize);
    const pick = (language: Language) => chosen.map((concept) => names[language][concept] ?? []);
    const bags = toBags([...pick(source), ...pick(target)]);
    const activations = forward(encoder, sizes, bags);
    const half = batchSize * sizes.outputs;
    const { units } = activations;
    const sides = contrastiveLoss(units.subarray(0, half), units.subarray(half), batchSize, temperature);
    const unitGradient = new Float64Array(2 * half);
    unitGradient.set(sides.left);
    unitGradient.set(sides.right, half);
    const gradients = gradientsOf(encoder, sizes, bags, activations, unitGradient, arm);
    for (const { name, update } of optimizers) {
      const gradient = gradients[name];
      if (gradient !== undefined) update(gradient, cosineDecay(learningRate, step, steps, FINAL_SHARE), step);
    }
    losses.push(sides.loss);
    progress(step / steps);
  }
  return losses;
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
function precisionsOf(encoder: NameEncoder, sizes: Sizes, rows: ByLanguage): readonly Precision[] {
  const count = rows.en.length;
  const units = (language: Language) => forward(encoder, sizes, toBags(rows[language])).units;
  const encoded = new Map(languages.map((language) => [language, units(language)]));
  return [...encoded].flatMap(([source, left]) =>
    [...encoded].flatMap(([target, right]) => {
      if (source === target) return [];
      const cosines = productTransposed(left, right, [count, sizes.outputs, count]);
      const correct = Array.from({ length: count }, (_, row) =>
        isNearest(cosines.subarray(row * count, (row + 1) * count), row),
      );
      return [{ source, target, precision: correct.filter(Boolean).length / count }];
    }),
  );
}

/** Whether no other entry is as large as the one at `index`: a tie is a miss. */
function isNearest(cosines: Float64Array, index: number): boolean {
  const own = cosines[index] as number;
  return cosines.every((cosine, other) => other === index || cosine < own);
}

/** P@1 on held-out concepts, and on articles of law, which no encoder was trained for. */
export function measureEncoder(encoder: NameEncoder, sizes: Sizes, { heldOut }: TranslationData) {
  const articles = readArticles();
  const encode = (language: Language) => articles[language].map((text) => ngramBuckets(text, sizes.inputs));
  return {
    names: precisionsOf(encoder, sizes, heldOut),
    articles: precisionsOf(encoder, sizes, {
      en: encode("en"),
      es: encode("es"),
      fr: encode("fr"),
      de: encode("de"),
      zh: encode("zh"),
    }),
  };
}
