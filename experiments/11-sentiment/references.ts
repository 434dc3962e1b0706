/** Sources that only this slide cites: word vectors, sentences, lexicons and overlapping splits. */
import { arxiv, type Reference, web } from "../kit/references.ts";

export const references = {
  levy: web(
    "https://papers.nips.cc/paper_files/paper/2014/hash/feab05aa91085b7a8012516bc3533958-Abstract.html",
    "Levy and Goldberg",
    "Neural Word Embedding as Implicit Matrix Factorization",
    2014,
    "NeurIPS 2014",
  ),
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
  afinn: arxiv(
    "1103.2903",
    "Nielsen",
    "A new ANEW: Evaluation of a word list for sentiment analysis in microblogs",
    2011,
  ),
  vader: web(
    "https://doi.org/10.1609/icwsm.v8i1.14550",
    "Hutto and Gilbert",
    "VADER: A Parsimonious Rule-Based Model for Sentiment Analysis of Social Media Text",
    2014,
    "ICWSM 2014",
  ),
} satisfies Readonly<Record<string, Reference>>;
