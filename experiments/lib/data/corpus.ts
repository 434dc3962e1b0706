/** The pre-training text: the addresses as character ids, split by document. */
import { Random } from "../random.ts";
import { type Address, readAddresses } from "./addresses.ts";
import { createVocabulary, encode, type Vocabulary } from "./vocabulary.ts";
import { type Documents, joinDocuments } from "./windows.ts";

export interface Corpus {
  readonly vocabulary: Vocabulary;
  readonly train: Documents;
  readonly validation: Documents;
}

/** One document in ten, by number, is kept for validation. */
const VALIDATION_SHARE = 0.1;
/** Rarer characters (a stray control character, a few accents and dashes) share one id: too rare to be learned. */
const MINIMUM_COUNT = 20;

/** A random part of the documents is kept for validation, and the rest is for training. */
export function splitDocuments<Document>(
  documents: readonly Document[],
  seed: string,
): { train: readonly Document[]; validation: readonly Document[] } {
  const order = Random.seeded(seed).shuffle(documents);
  const count = Math.round(VALIDATION_SHARE * documents.length);
  return { train: order.slice(count), validation: order.slice(0, count) };
}

/**
 * Splits by document, at random over the two centuries: the last years would differ in style from what was trained on.
 * The seed is fixed, so that every run of every experiment is measured on the same documents.
 */
export const splitAddresses = (addresses: readonly Address[]) =>
  splitDocuments(addresses, "split of the addresses");

/** The addresses, split and encoded. The vocabulary is that of the training documents alone. */
export function readCorpus(): Corpus {
  corpus ??= encodeCorpus();
  return corpus;
}

/** A worker's trials read it one after the other. */
let corpus: Corpus | undefined;

function encodeCorpus(): Corpus {
  const { train, validation } = splitAddresses(readAddresses());
  const vocabulary = createVocabulary(
    train.map(({ text }) => text),
    MINIMUM_COUNT,
  );
  const encoded = (addresses: readonly Address[]) =>
    joinDocuments(addresses.map(({ text }) => encode(text, vocabulary)));
  return { vocabulary, train: encoded(train), validation: encoded(validation) };
}
