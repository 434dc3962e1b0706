/** The names of the three parts of the concepts, encoded: which part each family is in is fixed for all runs. */
import { dataSet } from "../kit/data-set.ts";
import { Random } from "../kit/random.ts";
import { familiesOf, type Parts, splitConcepts } from "./name-families.ts";
import { type Concept, type Language, ngramBuckets, readConcepts } from "./names.ts";

type Encoded = readonly (readonly number[])[];

/** Texts as n-gram buckets, by language; equal places in two languages are one concept's, or one article's. */
export type ByLanguage = Readonly<Record<Language, Encoded>>;

/** Encodes aligned texts, whose languages are read one by one. */
export function encodeTexts(textsIn: (language: Language) => readonly string[], buckets: number): ByLanguage {
  const of = (language: Language) => textsIn(language).map((text) => ngramBuckets(text, buckets));
  return { en: of("en"), es: of("es"), fr: of("fr"), de: of("de"), zh: of("zh") };
}

/** Concepts of the parts that are measured. */
const MEASURED = { tuning: 200, test: 400 };

/**
 * The concepts by part. The split's seed is fixed, so that no name that chose a learning rate, and none that was trained
 * on, is ever reported; seeds of runs vary first weights and batches alone.
 */
export const splitOfNames = (families: readonly (readonly Concept[])[]): Parts<readonly Concept[]> =>
  splitConcepts(families, MEASURED, Random.seeded("split of the names"));

interface NameParts extends Parts<readonly Concept[]> {
  readonly families: number;
}

/** The concepts by part. */
export const readParts = dataSet("names", (): NameParts => {
  const families = familiesOf(readConcepts());
  return { ...splitOfNames(families), families: families.length };
});

/** The names of one part. */
export function readNames(part: keyof Parts<unknown>, buckets: number): ByLanguage {
  const concepts = readParts()[part];
  return encodeTexts((language) => concepts.map(({ names }) => names[language]), buckets);
}

/** How many families there are, and how many concepts in each part. */
export function countNames() {
  const { families, train, tuning, test } = readParts();
  return { families, train: train.length, tuning: tuning.length, test: test.length };
}
