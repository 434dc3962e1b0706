/** Batches of sequences for a language model: inputs, and as targets the same text one character later. */
import type { Random } from "../../kit/random.ts";

/** Encoded documents, one after the other. */
export interface Documents {
  readonly tokens: Uint8Array;
  /** Where each document begins, then where the text ends: one number more than there are documents. */
  readonly bounds: readonly number[];
}

/** B sequences of T characters, row-major [B, T]. */
export interface Batch {
  readonly inputs: Int32Array;
  readonly targets: Int32Array;
  readonly batchSize: number;
  readonly contextLength: number;
}

/** A batch for evaluation. */
export interface HeldOutBatch extends Batch {
  /** The number of each sequence's document, from 0. */
  readonly documents: readonly number[];
}

/** Joins encoded documents. */
export function joinDocuments(documents: readonly Uint8Array[]): Documents {
  const bounds = [0];
  for (const document of documents) bounds.push((bounds.at(-1) as number) + document.length);
  const tokens = new Uint8Array(bounds.at(-1) as number);
  documents.forEach((document, index) => {
    tokens.set(document, bounds[index] as number);
  });
  return { tokens, bounds };
}

/**
 * Numbers all sequences that fit into one document and finds them by this rank, so that none crosses into the next document.
 */
class SequenceIndex {
  readonly count: number;
  /** For each document, the rank and the position of its first sequence. */
  readonly #firstRanks: readonly number[];
  readonly #documents: Documents;

  constructor(documents: Documents, contextLength: number) {
    const firstRanks: number[] = [];
    let count = 0;
    for (const [index, start] of documents.bounds.slice(0, -1).entries()) {
      firstRanks.push(count);
      // A sequence's last target is contextLength after its first input.
      count += Math.max(0, (documents.bounds[index + 1] as number) - start - contextLength);
    }
    if (count === 0)
      throw new RangeError(`missing text: no document is longer than ${contextLength} characters`);
    this.count = count;
    this.#firstRanks = firstRanks;
    this.#documents = documents;
  }

  /** The document that holds the sequence with this rank. */
  document(rank: number): number {
    let low = 0;
    let high = this.#firstRanks.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#firstRanks[middle] as number) <= rank) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Position of the first input of the sequence with this rank. */
  position(rank: number): number {
    const document = this.document(rank);
    return (this.#documents.bounds[document] as number) + rank - (this.#firstRanks[document] as number);
  }
}

function batchAt(documents: Documents, positions: readonly number[], contextLength: number): Batch {
  const inputs = new Int32Array(positions.length * contextLength);
  const targets = new Int32Array(inputs.length);
  positions.forEach((position, row) => {
    const end = position + contextLength;
    inputs.set(documents.tokens.subarray(position, end), row * contextLength);
    targets.set(documents.tokens.subarray(position + 1, end + 1), row * contextLength);
  });
  return { inputs, targets, batchSize: positions.length, contextLength };
}

/** Endless batches of sequences, drawn uniformly with replacement. */
export function* drawBatches(
  documents: Documents,
  random: Random,
  batchSize: number,
  contextLength: number,
): Generator<Batch, never> {
  const sequences = new SequenceIndex(documents, contextLength);
  while (true) {
    const positions = Array.from({ length: batchSize }, () =>
      sequences.position(random.integer(sequences.count)),
    );
    yield batchAt(documents, positions, contextLength);
  }
}

/** `count` sequences at equal distances through the text, in batches; they do not depend on a seed. */
export function spacedBatches(
  documents: Documents,
  count: number,
  batchSize: number,
  contextLength: number,
): readonly HeldOutBatch[] {
  const sequences = new SequenceIndex(documents, contextLength);
  const ranks = Array.from({ length: count }, (_, index) =>
    Math.floor(((index + 0.5) * sequences.count) / count),
  );
  const batches: HeldOutBatch[] = [];
  for (let first = 0; first < count; first += batchSize) {
    const ofBatch = ranks.slice(first, first + batchSize);
    const positions = ofBatch.map((rank) => sequences.position(rank));
    batches.push({
      ...batchAt(documents, positions, contextLength),
      documents: ofBatch.map((rank) => sequences.document(rank)),
    });
  }
  return batches;
}
