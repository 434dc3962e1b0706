/** The encoded names of the three parts of the concepts. All runs share the parts. */
import { dataSet } from "../kit/data-set.ts";
import { Random } from "../kit/random.ts";
import { familiesOf, type Parts, splitConcepts } from "./name-families.ts";
import { type Concept, type Language, ngramBuckets, readConcepts } from "./names.ts";

type Encoded = readonly (readonly number[])[];

/** Texts as n-gram buckets, by language. The same place in two languages is the same concept or article. */
export type ByLanguage = Readonly<Record<Language, Encoded>>;

/** Encodes aligned texts; reads one language at a time. */
export function encodeTexts(textsIn: (language: Language) => readonly string[], buckets: number): ByLanguage {
  const of = (language: Language) => textsIn(language).map((text) => ngramBuckets(text, buckets));
  return { en: of("en"), es: of("es"), fr: of("fr"), de: of("de"), zh: of("zh") };
}

/** Concepts in each of the evaluated parts. */
const MEASURED = { tuning: 200, test: 400 };

/**
 * The concepts by part. The split's seed is fixed, so results never use names that chose a learning rate or were
 * trained on. Seeds of runs change only first weights and batches.
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

/** The number of families and concepts in each part. */
export function countNames() {
  const { families, train, tuning, test } = readParts();
  return { families, train: train.length, tuning: tuning.length, test: test.length };
}
