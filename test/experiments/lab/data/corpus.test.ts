import * as fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../../experiments/kit/random.ts";
import {
  type Batch,
  drawBatches,
  joinDocuments,
  spacedBatches,
} from "../../../../experiments/lab/data/batches.ts";
import {
  createVocabulary,
  encode,
  readAddresses,
  readCorpus,
  splitAddresses,
} from "../../../../experiments/lab/data/corpus.ts";
import { forAll } from "../../../helpers/for-all.ts";

const test = suite("corpus");

test("the addresses are complete: 1790 to 2021, each with a text", () => {
  const addresses = readAddresses();
  assert.is(addresses.length, 233);
  assert.is(addresses[0]?.year, 1790);
  assert.is(addresses.at(-1)?.year, 2021);
  for (const { text } of addresses) assert.ok(text.length > 5000);
});

test("no document is in two of training, tuning and test, nor repeated under another date", () => {
  const { train, tuning, test: tested } = splitAddresses(readAddresses());
  assert.equal([train.length, tuning.length, tested.length], [210, 11, 12]);
  assert.is(new Set([...train, ...tuning, ...tested]).size, 233);
  // Presidents quote their predecessors (the address of 1898 repeats pages of the one of 1897); none repeats another.
  const trained = train.map(({ text }) => text).join("\n");
  for (const { year, text } of [...tuning, ...tested]) {
    const passages = Array.from({ length: Math.floor(text.length / 1000) }, (_, index) =>
      text.slice(index * 1000, index * 1000 + 200),
    );
    const quoted = passages.filter((passage) => trained.includes(passage)).length;
    assert.ok(quoted < 0.1 * passages.length, `${year}: ${quoted} of ${passages.length} passages`);
  }
});

test("the split is the same each time and covers both centuries", () => {
  for (const set of ["tuning", "test"] as const) {
    const years = () => splitAddresses(readAddresses())[set].map(({ year }) => year);
    assert.equal(years(), years());
    assert.ok(Math.min(...years()) < 1870, `${set}: ${years().join()}`);
    assert.ok(Math.max(...years()) > 1950, `${set}: ${years().join()}`);
  }
});

test("a vocabulary keeps frequent characters in code-unit order and gives all others one id", () => {
  const vocabulary = createVocabulary(["banana", "bxyz"], 2);
  assert.equal(vocabulary, { characters: "abn", size: 4 });
  assert.equal([...encode("nabx!", vocabulary)], [2, 0, 1, 3, 3]);
});

test("characters of held-out documents do not enter the vocabulary", () => {
  const { vocabulary, tuning, test: tested } = readCorpus();
  assert.is(vocabulary.size, vocabulary.characters.length + 1);
  assert.ok([tuning, tested].every(({ tokens }) => tokens.every((id) => id < vocabulary.size)));
  assert.not.ok(vocabulary.characters.includes("\u0002"));
});

const documents = joinDocuments([
  Uint8Array.from({ length: 12 }, (_, index) => index),
  Uint8Array.from({ length: 3 }, (_, index) => 100 + index),
  Uint8Array.from({ length: 20 }, (_, index) => 200 + index),
]);

/** The rows of a batch, inputs and targets side by side. */
function rowsOf({ inputs, targets, batchSize, contextLength }: Batch) {
  return Array.from({ length: batchSize }, (_, row) => ({
    input: [...inputs.subarray(row * contextLength, (row + 1) * contextLength)],
    target: [...targets.subarray(row * contextLength, (row + 1) * contextLength)],
  }));
}

const batchesOf = (count: number) => spacedBatches(documents, count, 4, 5);

test("sequences are contiguous, their targets one character on, and none crosses from one document to the next", () => {
  const drawn = drawBatches(documents, Random.seeded(1), 200, 5).next().value;
  for (const { input, target } of [...rowsOf(drawn), ...batchesOf(9).flatMap(rowsOf)]) {
    const [start = -1] = input;
    assert.equal(
      [...input, target.at(-1)],
      Array.from({ length: 6 }, (_, index) => start + index),
    );
    assert.equal(target.slice(0, -1), input.slice(1));
  }
});

test("every sequence that fits is drawn, and no other", () => {
  const drawn = drawBatches(documents, Random.seeded(2), 2000, 5).next().value;
  const starts = new Set(rowsOf(drawn).map(({ input }) => input[0]));
  // 12 - 5 sequences of the first document, none of the second, 20 - 5 of the third.
  const expected = [
    ...Array.from({ length: 7 }, (_, index) => index),
    ...Array.from({ length: 15 }, (_, index) => 200 + index),
  ];
  assert.equal(
    [...starts].sort((a = 0, b = 0) => a - b),
    expected,
  );
});

test("spaced sequences are distinct, in order, and as many as asked for", () => {
  forAll([fc.integer({ min: 1, max: 22 })], (count) => {
    const starts = batchesOf(count)
      .flatMap(rowsOf)
      .map(({ input }) => input[0] as number);
    assert.is(starts.length, count);
    assert.equal(
      [...new Set(starts)].sort((a, b) => a - b),
      starts,
    );
  });
});

test("each held-out sequence knows the document that it comes from", () => {
  for (const { inputs, documents: ofRow, contextLength } of batchesOf(9)) {
    ofRow.forEach((document, row) => {
      const first = inputs[row * contextLength] ?? -1;
      assert.is(document, first < 100 ? 0 : 2);
    });
  }
});

test("a text without room for a sequence is refused", () => {
  assert.throws(() => spacedBatches(joinDocuments([new Uint8Array(5)]), 1, 1, 5), /missing text/);
});

test.run();
