/** How rare the contexts of characters are: how often the few characters before one occur in the text that was read. */
import type { Batch, Documents } from "../lab/data/batches.ts";

/** Which characters are ranked, and by how many characters before them. */
export interface Ranking {
  /** Length of a context. */
  readonly contextCharacters: number;
  /** The first position of a sequence, from 1, whose characters are ranked: it is no less than the length of a context. */
  readonly fromPosition: number;
  /** How many parts of equal size the ranked characters are put in. */
  readonly parts: number;
}

/** The number of the `length` ids that end before `end`, in base `vocabSize`. */
function contextAt(ids: ArrayLike<number>, end: number, length: number, vocabSize: number): number {
  let context = 0;
  for (let place = end - length; place < end; place++) {
    context = context * vocabSize + (ids[place] as number);
  }
  return context;
}

/** How often each context of a length occurs in documents, none reaching from one into the next, by its number. */
export function countContexts({ tokens, bounds }: Documents, length: number, vocabSize: number): Uint32Array {
  const counts = new Uint32Array(vocabSize ** length);
  for (const [index, start] of bounds.slice(0, -1).entries()) {
    for (let end = start + length; end <= (bounds[index + 1] as number); end++) {
      const context = contextAt(tokens, end, length, vocabSize);
      counts[context] = (counts[context] as number) + 1;
    }
  }
  return counts;
}

/** For each ranked character of the batches, in order of the text, how often its context occurs. */
export function contextCounts(
  batches: readonly Batch[],
  counts: Uint32Array,
  { contextCharacters, fromPosition }: Omit<Ranking, "parts">,
  vocabSize: number,
): number[] {
  return batches.flatMap(({ inputs, batchSize, contextLength }) =>
    Array.from({ length: batchSize }, (_, row) =>
      Array.from({ length: contextLength - fromPosition + 1 }, (_, offset) => {
        // The target at position p, from 1, follows p inputs.
        const end = row * contextLength + fromPosition + offset;
        return counts[contextAt(inputs, end, contextCharacters, vocabSize)] as number;
      }),
    ).flat(),
  );
}

/**
 * The part, from 0, of each character: the commonest contexts come first, and of equally common ones those that come first
 * in the text. Parts are of equal size, give or take one character.
 */
export function partsByRank(counts: readonly number[], parts: number): number[] {
  const order = counts
    .map((_, index) => index)
    .sort((left, right) => (counts[right] as number) - (counts[left] as number) || left - right);
  const assigned = new Array<number>(counts.length).fill(0);
  order.forEach((index, rank) => {
    assigned[index] = Math.floor((rank * parts) / counts.length);
  });
  return assigned;
}
