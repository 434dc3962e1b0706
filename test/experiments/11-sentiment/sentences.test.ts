import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  domains,
  readAfinn,
  readSentences,
  readVader,
  splitForTuning,
  splitOf,
  wordsOf,
} from "../../../experiments/11-sentiment/sentences.ts";
import { packageFile } from "../../../experiments/kit/package-file.ts";

const sentences = readSentences();
const keyOf = (words: readonly string[]) => words.join(" ");

test("each domain has about a thousand sentences, half of them positive", () => {
  for (const domain of domains) {
    const own = sentences.filter((sentence) => sentence.domain === domain);
    assert.ok(own.length > 950 && own.length <= 1000, `${domain}: ${own.length}`);
    const share = own.filter(({ positive }) => positive).length / own.length;
    assert.ok(Math.abs(share - 0.5) < 0.02, `${domain}: ${share}`);
  }
});

test("no sentence occurs twice, and none is empty", () => {
  assert.is(new Set(sentences.map(({ words }) => keyOf(words))).size, sentences.length);
  assert.ok(sentences.every(({ words }) => words.length > 0));
});

test("words are in lower case and keep their inner apostrophes", () => {
  assert.equal(wordsOf("Don't MISS it -- 10/10, 'really'!"), ["don't", "miss", "it", "really"]);
  assert.equal(wordsOf("It’s"), ["it's"]);
});

const keysOf = (part: typeof sentences) => new Set(part.map(({ words }) => keyOf(words)));
const shared = (left: typeof sentences, right: typeof sentences) => {
  const known = keysOf(right);
  return [...keysOf(left)].filter((key) => known.has(key));
};
const { tuning, others } = splitForTuning();
const split = (seed: number) => splitOf({ evaluatedOn: "test", heldOutShare: 0.2, seed });

test("200 sentences of each domain are for tuning, the same each time, and no split of the others holds one", () => {
  for (const domain of domains)
    assert.is(tuning.filter((sentence) => sentence.domain === domain).length, 200);
  assert.is(tuning.length + others.length, sentences.length);
  assert.equal(splitForTuning().tuning, tuning);
  for (const seed of [50, 200, 219]) {
    const { train, heldOut } = split(seed);
    assert.equal(shared([...train, ...heldOut], tuning), []);
  }
});

test("a split shares no sentence, leaves none out, and holds the share out of every domain", () => {
  const { train, heldOut } = split(200);
  assert.equal(shared(train, heldOut), []);
  assert.is(train.length + heldOut.length, others.length);
  for (const domain of domains) {
    const count = (part: typeof sentences) => part.filter((sentence) => sentence.domain === domain).length;
    assert.is(count(heldOut), Math.round(0.2 * count(others)));
  }
});

test("a split depends on its seed alone", () => {
  assert.equal(split(200), split(200));
  assert.not.equal(split(201).heldOut, split(200).heldOut);
});

test("a run that chooses a rate is measured on the sentences for tuning, and trains on none of them", () => {
  const chosen = splitOf({ evaluatedOn: "tuning", heldOutShare: 0.2, seed: 50 });
  assert.equal(chosen.heldOut, tuning);
  assert.equal(chosen.train, split(50).train);
  assert.equal(shared(chosen.train, chosen.heldOut), []);
});

test("both lexicons rate the deck's words on the side that they are on", () => {
  for (const lexicon of [readVader(), readAfinn()]) {
    for (const word of ["good", "happy", "excited"]) assert.ok((lexicon.get(word) ?? 0) > 0, word);
    for (const word of ["bad", "sad", "angry"]) assert.ok((lexicon.get(word) ?? 0) < 0, word);
    assert.ok([...lexicon.values()].every(Number.isFinite));
  }
});

test("a missing file of a package is named", () => {
  assert.throws(
    () => packageFile("sentiment", "no/such.json"),
    /missing file of package sentiment: no\/such.json/,
  );
});

test.run();
