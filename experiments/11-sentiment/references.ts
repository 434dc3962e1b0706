/** Sources that only this slide cites: sentences, a lexicon and overlapping splits. */
import { type Reference, web } from "../kit/references.ts";

export const references = {
  sentences: web(
    "https://doi.org/10.1145/2783258.2783380",
    "Kotzias, Denil, de Freitas and Smyth",
    "From Group to Individual Labels Using Deep Features",
    2015,
    "KDD 2015",
  ),
  nadeau: web(
    "https://doi.org/10.1023/A:1024068626366",
    "Nadeau and Bengio",
    "Inference for the Generalization Error",
    2003,
    "Machine Learning 52",
  ),
  vader: web(
    "https://doi.org/10.1609/icwsm.v8i1.14550",
    "Hutto and Gilbert",
    "VADER: A Parsimonious Rule-Based Model for Sentiment Analysis of Social Media Text",
    2014,
    "ICWSM 2014",
  ),
} satisfies Readonly<Record<string, Reference>>;
