/**
 * Recall: a sequence repeats a block of random symbols. To predict a symbol of its second half, a model must find the
 * symbol before it in an earlier round, and copy the one that followed there.
 */
import type { Random } from "../kit/random.ts";
import type { Batch, HeldOutBatch } from "../lab/data/batches.ts";

export interface RecallTask {
  /** Size of the vocabulary. */
  readonly symbols: number;
  /** Fewest and most symbols of a block; they are distinct. */
  readonly blockLengths: readonly [fewest: number, most: number];
  readonly contextLength: number;
}

/** One sequence: all inputs, and the last target. */
export function recallSequence(
  { symbols, blockLengths: [fewest, most], contextLength }: RecallTask,
  random: Random,
): readonly number[] {
  const length = fewest + random.integer(most - fewest + 1);
  const block = random.shuffle(Array.from({ length: symbols }, (_, symbol) => symbol)).slice(0, length);
  return Array.from({ length: contextLength + 1 }, (_, index) => block[index % length] as number);
}

function recallBatch(task: RecallTask, random: Random, batchSize: number): Batch {
  const sequences = Array.from({ length: batchSize }, () => recallSequence(task, random));
  return {
    inputs: Int32Array.from(sequences.flatMap((sequence) => sequence.slice(0, -1))),
    targets: Int32Array.from(sequences.flatMap((sequence) => sequence.slice(1))),
    batchSize,
    contextLength: task.contextLength,
  };
}

/** Endless batches of fresh sequences. */
export function* recallBatches(task: RecallTask, random: Random, batchSize: number): Generator<Batch, never> {
  while (true) yield recallBatch(task, random, batchSize);
}

/** Batches for evaluation. */
export const recallTest = (
  task: RecallTask,
  random: Random,
  { batches, batchSize }: { readonly batches: number; readonly batchSize: number },
): readonly HeldOutBatch[] =>
  Array.from({ length: batches }, () => ({
    ...recallBatch(task, random, batchSize),
    documents: new Array<number>(batchSize).fill(0),
  }));

/** Whether a position's target is in the second half. There every block has begun again: none is longer than half a sequence. */
export const isRecalled = (position: number, { contextLength }: Pick<RecallTask, "contextLength">): boolean =>
  position >= contextLength / 2;
