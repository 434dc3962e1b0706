/** How rare contexts of characters are: how often the few characters before one occur in the training text. */
import type { Batch, Documents } from "../lab/data/batches.ts";

/** Which characters are ranked, and how many characters before them count. */
export interface Ranking {
  /** Length of a context. */
  readonly contextCharacters: number;
  /** The first position, from 1, whose characters are ranked. It is at least the length of a context. */
  readonly fromPosition: number;
  /** The number of parts, of equal size, for the ranked characters. */
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

/** How often each context of this length occurs in documents, by its number. None crosses from one document into the next. */
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

/** How often the context of each ranked character of the batches occurs, in the order of the text. */
export function contextCounts(
  batches: readonly Batch[],
  counts: Uint32Array,
  { contextCharacters, fromPosition }: Omit<Ranking, "parts">,
  vocabSize: number,
): number[] {
  return batches.flatMap(({ inputs, batchSize, contextLength }) =>
    Array.from({ length: batchSize }, (_, row) =>
      Array.from({ length: contextLength - fromPosition + 1 }, (_, offset) => {
        // The target at position p, from 1, comes after p inputs.
        const end = row * contextLength + fromPosition + offset;
        return counts[contextAt(inputs, end, contextCharacters, vocabSize)] as number;
      }),
    ).flat(),
  );
}

/**
 * The part of each character, from 0. The commonest contexts come first; ties keep the order of the text. Sizes
 * differ by at most one character.
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
