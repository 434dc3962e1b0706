import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  contentWords,
  familiesOf,
  splitConcepts,
} from "../../../experiments/10-translation/name-families.ts";
import { countNames, readNames, splitOfNames } from "../../../experiments/10-translation/name-parts.ts";
import {
  type Concept,
  languages,
  ngramBuckets,
  normalizeName,
  readArticles,
  readConcepts,
} from "../../../experiments/10-translation/names.ts";
import { Random } from "../../../experiments/kit/random.ts";

const concepts = readConcepts();
const families = familiesOf(concepts);
const LATIN = ["en", "es", "fr", "de"] as const;

const concept = (id: string, en: string): Concept => ({
  id,
  names: { en, es: `es ${id}`, fr: `fr ${id}`, de: `de ${id}`, zh: id },
});
const namesOf = (part: readonly Concept[]) => part.map(({ names }) => names.en).sort();

test("every concept has a name of its own in every language", () => {
  assert.ok(concepts.length > 1800, `${concepts.length} concepts`);
  for (const language of languages) {
    assert.is(new Set(concepts.map(({ names }) => names[language])).size, concepts.length, language);
    assert.ok(concepts.every(({ names }) => names[language] !== ""));
  }
});

test("countries are named once, and skin tones, hair and single letters of flags not at all", () => {
  assert.not.ok(
    concepts.some(
      ({ names }) =>
        /^flag (?!in hole)/.test(names.en) || /skin tone|regional indicator|^red hair$/.test(names.en),
    ),
  );
  assert.is(concepts.filter(({ names }) => names.en === "bhutan").length, 1);
});

test("names are folded to lower case without punctuation, and keep their accents", () => {
  assert.is(normalizeName("Côte d’Ivoire (CI)"), "côte d ivoire ci");
  assert.is(normalizeName("按键: 5"), "按键 5");
});

test("variants by sex, keycaps, clock faces and names that share most words are families", () => {
  const familyOf = (name: string) =>
    families.find((family) => family.some(({ names }) => names.en === name)) ?? [];
  for (const [one, other] of [
    ["man astronaut", "woman astronaut"],
    ["astronaut", "woman astronaut"],
    ["keycap 1", "keycap 5"],
    ["three thirty", "four o clock"],
    ["up left arrow", "down left arrow"],
  ] as const) {
    const family = familyOf(one);
    assert.ok(
      family.some(({ names }) => names.en === other),
      `${one} and ${other}`,
    );
  }
  assert.is(familyOf("banana").length, 1);
});

test("families are what chains of shared words connect", () => {
  const made = familiesOf([
    concept("1", "big red ball"),
    concept("2", "big red box"),
    concept("3", "red ball"),
    concept("4", "blue box"),
  ]);
  assert.equal(
    made.map(namesOf).sort((a, b) => b.length - a.length),
    [["big red ball", "red ball"], ["big red box"], ["blue box"]],
  );
});

const split = splitOfNames(families);
const PARTS = ["train", "tuning", "test"] as const;

test("every concept is in one of the three parts, and no family in two", () => {
  assert.is(split.tuning.length, 200);
  assert.is(split.test.length, 400);
  assert.is(split.train.length + 600, concepts.length);
  const ids = PARTS.map((part) => new Set(split[part].map(({ id }) => id)));
  for (const family of families) {
    const holders = ids.filter((part) => family.some(({ id }) => part.has(id)));
    assert.is(holders.length, 1, namesOf(family).join(", "));
  }
});

test("no measured name shares most of its words with one of another part", () => {
  const wordsOf = (part: readonly Concept[], language: (typeof LATIN)[number]) =>
    part.map(({ names }) => contentWords(names[language], language));
  const like = (words: ReadonlySet<string>, other: ReadonlySet<string>) => {
    const shared = [...words].filter((word) => other.has(word)).length;
    return shared / new Set([...words, ...other]).size > 0.5;
  };
  for (const language of LATIN) {
    const others = [
      ["test", [...split.train, ...split.tuning]],
      ["tuning", [...split.train, ...split.test]],
    ] as const;
    for (const [part, rest] of others) {
      const known = wordsOf(rest, language);
      for (const words of wordsOf(split[part], language)) {
        assert.not.ok(
          known.some((other) => like(words, other)),
          `${part}, ${language}: ${[...words].join(" ")}`,
        );
      }
    }
  }
});

test("the split is the same for every run, and another seed would make another", () => {
  assert.equal(splitOfNames(familiesOf(readConcepts())), split);
  const other = splitConcepts(families, { tuning: 200, test: 400 }, Random.seeded("another"));
  assert.not.equal(namesOf(other.test), namesOf(split.test));
  assert.equal(
    readNames("test", 2048).zh,
    split.test.map(({ names }) => ngramBuckets(names.zh, 2048)),
  );
  assert.equal(countNames(), {
    families: families.length,
    train: split.train.length,
    tuning: 200,
    test: 400,
  });
});

test("a name is the set of its n-grams, its ends among them", () => {
  const buckets = 2 ** 32;
  // " a", "a", "a ", " a ": a name of one letter has four distinct n-grams.
  assert.is(ngramBuckets("a", buckets).length, 4);
  assert.is(ngramBuckets("aaaaaa", buckets).length, ngramBuckets("aaaa", buckets).length);
  assert.ok(ngramBuckets("中文", 7).every((bucket) => bucket >= 0 && bucket < 7));
  assert.equal(ngramBuckets("heart", 2048), ngramBuckets("heart", 2048));
});

test("the thirty articles have text in every language, and no number to give them away", () => {
  const articles = readArticles();
  for (const language of languages) {
    assert.is(articles[language].length, 30, language);
    for (const text of articles[language]) assert.ok(text.length > 10, `${language}: ${text}`);
  }
  assert.match(articles.en[0] ?? "", /^all human beings are born free and equal/);
  assert.match(articles.en[2] ?? "", /^everyone has the right to life liberty/);
});

test.run();
