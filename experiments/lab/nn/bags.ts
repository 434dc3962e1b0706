/** Lists of rows, such as the words of a sentence, as input of the engine's `pool`. */
import * as tf from "@tensorflow/tfjs-core";
import type { Bags } from "../engine/wasm/op-types.ts";

/** A bag per list. All its rows have the weight that `weightOf` returns for its size: 1 / size makes a mean. */
export function bagsOf(lists: readonly (readonly number[])[], weightOf: (size: number) => number): Bags {
  // Typed arrays and plain loops, because every training step makes a new batch of bags.
  const entries = lists.reduce((sum, { length }) => sum + length, 0);
  const bags = new Int32Array(entries);
  const rows = new Int32Array(entries);
  const weights = new Float32Array(entries);
  let start = 0;
  for (const [bag, list] of lists.entries()) {
    const end = start + list.length;
    bags.fill(bag, start, end);
    rows.set(list, start);
    weights.fill(weightOf(list.length), start, end);
    start = end;
  }
  return {
    count: lists.length,
    bags: tf.tensor1d(bags, "int32"),
    rows: tf.tensor1d(rows, "int32"),
    weights: tf.tensor1d(weights),
  };
}
