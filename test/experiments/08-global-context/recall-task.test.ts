import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  isRecalled,
  type RecallTask,
  recallBatches,
  recallSequence,
  recallTest,
} from "../../../experiments/08-global-context/recall-task.ts";
import { Random } from "../../../experiments/kit/random.ts";

const test = suite("recall");

const task: RecallTask = { symbols: 32, blockLengths: [8, 15], contextLength: 32 };
const random = Random.seeded(7);
const sequences = Array.from({ length: 500 }, () => recallSequence(task, random));

/** The lengths of blocks whose repetition is the sequence. */
const periodsOf = (sequence: readonly number[]): number[] =>
  [8, 9, 10, 11, 12, 13, 14, 15].filter((length) =>
    sequence.every((symbol, index) => index < length || symbol === sequence[index - length]),
  );

test("a sequence repeats a block of eight to fifteen distinct symbols", () => {
  const lengths = sequences.map((sequence) => {
    assert.is(sequence.length, 33);
    assert.ok(sequence.every((symbol) => Number.isInteger(symbol) && symbol >= 0 && symbol < 32));
    const periods = periodsOf(sequence);
    assert.is(periods.length, 1, sequence.join(" "));
    const [length = 0] = periods;
    assert.is(new Set(sequence.slice(0, length)).size, length);
    return length;
  });
  for (const length of [8, 9, 10, 11, 12, 13, 14, 15]) {
    // Sixty-two are expected; seven standard deviations are fifty.
    const count = lengths.filter((other) => other === length).length;
    assert.ok(count > 12 && count < 113, `${length}: ${count}`);
  }
});

test("symbols and their orders are random: each symbol comes first, and no two blocks are equal", () => {
  assert.is(new Set(sequences.map(([first]) => first)).size, 32);
  assert.is(new Set(sequences.map((sequence) => sequence.join(" "))).size, 500);
});

/** What the rule of the task predicts after the symbols so far: what followed the last one when it last occurred. */
function predicted(soFar: readonly number[]): number | undefined {
  const last = soFar.length - 1;
  const before = soFar.lastIndexOf(soFar[last] ?? Number.NaN, last - 1);
  return before === -1 ? undefined : soFar[before + 1];
}

test("the text before determines every target of the second half, and none of a block's first round", () => {
  for (const sequence of sequences) {
    const [length = 0] = periodsOf(sequence);
    for (let position = 0; position < 32; position++) {
      const prediction = predicted(sequence.slice(0, position + 1));
      if (isRecalled(position, task)) assert.is(prediction, sequence[position + 1]);
      if (position < length) assert.is(prediction, undefined);
    }
  }
});

test("the second half has the last sixteen of thirty-two positions", () => {
  const positions = Array.from({ length: 32 }, (_, position) => position);
  assert.equal(
    positions.filter((position) => isRecalled(position, task)),
    positions.slice(16),
  );
});

test("a batch has each sequence without its last symbol as inputs, and without its first as targets", () => {
  const batches = recallBatches(task, Random.seeded(3), 4);
  const drawn = Random.seeded(3);
  for (let step = 0; step < 3; step++) {
    const { inputs, targets, batchSize, contextLength } = batches.next().value;
    assert.equal([batchSize, contextLength], [4, 32]);
    for (let row = 0; row < 4; row++) {
      const sequence = recallSequence(task, drawn);
      assert.equal([...inputs.subarray(32 * row, 32 * row + 32)], sequence.slice(0, 32));
      assert.equal([...targets.subarray(32 * row, 32 * row + 32)], sequence.slice(1));
    }
  }
});

test("test batches are the generator's sequences, all of one document", () => {
  const test = recallTest(task, Random.seeded(4), { batches: 2, batchSize: 3 });
  assert.equal(
    test.map(({ batchSize, documents }) => [batchSize, documents]),
    [
      [3, [0, 0, 0]],
      [3, [0, 0, 0]],
    ],
  );
  const drawn = Random.seeded(4);
  assert.equal([...(test[0]?.inputs.subarray(0, 32) ?? [])], recallSequence(task, drawn).slice(0, 32));
});

test.run();
