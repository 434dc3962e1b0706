/**
 * n-gram language models of characters: the baseline that a network must beat. Interpolated Witten-Bell smoothing
 * (Witten and Bell 1991; Chen and Goodman 1998, section 2.6): with h a context, d(h) the number of distinct
 * characters seen after it, and h' the context without its first character,
 *
 *     p(c | h) = (count(h c) + d(h) p(c | h')) / (count(h) + d(h)),
 *
 * down to the empty context, which is interpolated with the uniform distribution.
 */
import { log } from "../../kit/exact-math.ts";
import type { Batch, Documents } from "./batches.ts";

/** Counts of the characters that follow each context of one length. */
class ContextCounts {
  readonly #length: number;
  readonly #vocabSize: number;
  /** Row of each context in #counts; -1 if it was not seen. A context is a number in base vocabSize. */
  readonly #rows: Int32Array;
  readonly #counts: Uint32Array[] = [];

  constructor(length: number, vocabSize: number) {
    this.#length = length;
    this.#vocabSize = vocabSize;
    let contexts = 1;
    for (let place = 0; place < length; place++) contexts *= vocabSize;
    this.#rows = new Int32Array(contexts).fill(-1);
  }

  #context(tokens: ArrayLike<number>, end: number): number {
    let context = 0;
    for (let place = end - this.#length; place < end; place++) {
      context = context * this.#vocabSize + (tokens[place] as number);
    }
    return context;
  }

  /** Counts each token of a document that has a full context before it. */
  add(tokens: Uint8Array): void {
    for (let position = this.#length; position < tokens.length; position++) {
      const context = this.#context(tokens, position);
      let row = this.#rows[context] as number;
      if (row < 0) {
        row = this.#counts.push(new Uint32Array(this.#vocabSize)) - 1;
        this.#rows[context] = row;
      }
      const counts = this.#counts[row] as Uint32Array;
      const token = tokens[position] as number;
      counts[token] = (counts[token] as number) + 1;
    }
  }

  /**
   * The probability of a token after the context that ends before `position`, from the probability under the shorter context.
   */
  interpolate(tokens: ArrayLike<number>, position: number, token: number, shorter: number): number {
    const counts = this.#counts[this.#rows[this.#context(tokens, position)] as number];
    if (counts === undefined) return shorter;
    let total = 0;
    let distinct = 0;
    for (const count of counts) {
      total += count;
      if (count > 0) distinct += 1;
    }
    return ((counts[token] as number) + distinct * shorter) / (total + distinct);
  }
}

/** A character model that sees up to `order - 1` characters. */
export interface NgramModel {
  readonly order: number;
  /** Probability of `token` at `position` of the text, given the text before it. */
  probability(tokens: ArrayLike<number>, position: number, token: number, order?: number): number;
}

/** Counts all contexts of up to order - 1 characters; none crosses from one document into the next. */
export function trainNgram(documents: Documents, order: number, vocabSize: number): NgramModel {
  const levels = Array.from({ length: order }, (_, length) => new ContextCounts(length, vocabSize));
  for (const [index, start] of documents.bounds.slice(0, -1).entries()) {
    const document = documents.tokens.subarray(start, documents.bounds[index + 1]);
    for (const level of levels) level.add(document);
  }
  return {
    order,
    probability: (tokens, position, token, highest = order) =>
      levels
        .slice(0, Math.min(highest, position + 1))
        .reduce((shorter, level) => level.interpolate(tokens, position, token, shorter), 1 / vocabSize),
  };
}

/**
 * Mean loss in nats per character over sequences, for an n-gram of this order. Like a network, it sees only the
 * inputs of the sequence up to the target; of these it uses at most order - 1.
 */
export function ngramLoss(model: NgramModel, batches: readonly Batch[], order: number): number {
  let sum = 0;
  let count = 0;
  for (const { inputs, targets, batchSize, contextLength } of batches) {
    for (let row = 0; row < batchSize; row++) {
      const sequence = inputs.subarray(row * contextLength, (row + 1) * contextLength);
      for (let position = 1; position <= contextLength; position++) {
        const target = targets[row * contextLength + position - 1] as number;
        sum -= log(model.probability(sequence, position, target, order));
        count += 1;
      }
    }
  }
  return sum / count;
}
