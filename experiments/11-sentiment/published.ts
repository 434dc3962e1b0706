/** This slide's data as a report publishes it. */
import type { PublishedData } from "../kit/data-set.ts";
import { readSentences, vaderRatings } from "./sentences.ts";

export const published: readonly PublishedData[] = [
  {
    name: "sentences",
    title: "the labelled sentences",
    source:
      "“Sentiment Labelled Sentences” of the UCI Machine Learning Repository (Kotzias et al. 2015), through the package sentiment, as lists of words in lower case.",
    licence: "CC BY 4.0",
    attribution: "Dimitrios Kotzias, Misha Denil, Nando de Freitas, Padhraic Smyth",
    read: readSentences,
  },
  {
    name: "vader",
    title: "VADER’s ratings of words",
    source: "Package vader-sentiment (Hutto and Gilbert 2014): words with their mean ratings.",
    licence: "MIT for the lexicon, Apache-2.0 for the package",
    attribution: "C. J. Hutto; Comcast Cable Communications Management, LLC",
    read: vaderRatings,
  },
];
