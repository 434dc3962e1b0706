import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  domains,
  readAfinn,
  readSentences,
  readVader,
  splitSentences,
  wordsOf,
} from "../../../experiments/11-sentiment/sentences.ts";
import { packageFile } from "../../../experiments/lib/data/package-file.ts";
import { Random } from "../../../experiments/lib/random.ts";

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

test("a split shares no sentence, leaves none out, and holds the share out of every domain", () => {
  const { train, heldOut } = splitSentences(sentences, 0.2, Random.seeded(1));
  const trained = new Set(train.map(({ words }) => keyOf(words)));
  assert.ok(heldOut.every(({ words }) => !trained.has(keyOf(words))));
  assert.is(train.length + heldOut.length, sentences.length);
  for (const domain of domains) {
    const count = (part: typeof sentences) => part.filter((sentence) => sentence.domain === domain).length;
    assert.is(count(heldOut), Math.round(0.2 * count(sentences)));
  }
});

test("a split depends on its seed alone", () => {
  const first = splitSentences(sentences, 0.2, Random.seeded(1));
  assert.equal(splitSentences(sentences, 0.2, Random.seeded(1)).heldOut, first.heldOut);
  assert.not.equal(splitSentences(sentences, 0.2, Random.seeded(2)).heldOut, first.heldOut);
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
