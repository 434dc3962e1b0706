import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../../experiments/kit/random.ts";
import { drawBatches, joinDocuments, spacedBatches } from "../../../../experiments/lab/data/batches.ts";

const test = suite("batches of sequences");

/** Documents of 3, 5 and 4 characters: at a context of 3, the first is too short, and the others have 2 and 1 sequences. */
const documents = joinDocuments([
  Uint8Array.from([0, 1, 2]),
  Uint8Array.from([10, 11, 12, 13, 14]),
  Uint8Array.from([20, 21, 22, 23]),
]);

test("documents follow each other, with a bound before and after each", () => {
  assert.equal([...documents.tokens], [0, 1, 2, 10, 11, 12, 13, 14, 20, 21, 22, 23]);
  assert.equal(documents.bounds, [0, 3, 8, 12]);
  assert.equal(joinDocuments([]).bounds, [0]);
});

test("spaced sequences are all of them where as many are wanted, each within its document, with the next characters as targets", () => {
  const [first, second, ...others] = spacedBatches(documents, 3, 2, 3);
  assert.equal(others, []);
  assert.equal([...(first?.inputs ?? [])], [10, 11, 12, 11, 12, 13]);
  assert.equal([...(first?.targets ?? [])], [11, 12, 13, 12, 13, 14]);
  assert.equal([first?.batchSize, first?.contextLength], [2, 3]);
  assert.equal([...(second?.inputs ?? [])], [20, 21, 22]);
  assert.equal([first?.documents, second?.documents], [[1, 1], [2]]);
});

test("fewer spaced sequences are the middles of equal parts", () => {
  const [only] = spacedBatches(documents, 1, 4, 3);
  // The second of three.
  assert.equal([...(only?.inputs ?? [])], [11, 12, 13]);
  const long = joinDocuments([Uint8Array.from({ length: 11 }, (_, index) => index)]);
  // Ten sequences of one character: the parts begin at 0 and 5, their middles are at 2.5 and 7.5.
  const [pair] = spacedBatches(long, 2, 2, 1);
  assert.equal([...(pair?.inputs ?? [])], [2, 7]);
});

test("drawn sequences are each of them about equally often", () => {
  const batches = drawBatches(documents, Random.seeded(1), 300, 3);
  const { inputs, batchSize } = batches.next().value;
  assert.is(batchSize, 300);
  const counts = new Map<number, number>();
  for (let row = 0; row < 300; row++) {
    const start = inputs[3 * row] ?? -1;
    counts.set(start, (counts.get(start) ?? 0) + 1);
  }
  assert.equal([...counts.keys()].sort(), [10, 11, 20]);
  // A hundred each; five standard deviations of a binomial are 41.
  for (const count of counts.values()) assert.ok(Math.abs(count - 100) < 41, `${count}`);
});

test("without a document longer than the context there is nothing to read", () => {
  assert.throws(() => spacedBatches(documents, 1, 1, 5), /no document is longer than 5/);
  assert.not.throws(() => spacedBatches(documents, 1, 1, 4));
});

test.run();
