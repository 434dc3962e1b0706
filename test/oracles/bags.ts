/** Sparse rows: bags of rows of a table, and their weighted sums. The products P T and P^T G with a sparse P [N, V]. */

/** N bags of row numbers, one after the other. */
export interface Bags {
  readonly rows: Int32Array;
  /** Where each bag begins, and at last where all end: N + 1 positions. */
  readonly bounds: readonly number[];
  /** What each row of a bag counts: one over its size for a mean. N numbers. */
  readonly weights: readonly number[];
}

/** Bags of the given row numbers, each bag's rows weighted by its size; an empty bag weighs nothing. */
export function bagsOf(bags: readonly (readonly number[])[], weightOf: (size: number) => number): Bags {
  const bounds = [0];
  for (const bag of bags) bounds.push((bounds.at(-1) as number) + bag.length);
  const rows = new Int32Array(bounds.at(-1) as number);
  bags.forEach((bag, index) => {
    rows.set(bag, bounds[index] as number);
  });
  return { rows, bounds, weights: bags.map(({ length }) => (length > 0 ? weightOf(length) : 0)) };
}

/** Weighted sums of the rows of a table [V, width] that each bag names: [N, width]; zeros for an empty bag. */
export function pool(table: Float64Array, width: number, { rows, bounds, weights }: Bags): Float64Array {
  const pooled = new Float64Array(weights.length * width);
  for (let bag = 0; bag < weights.length; bag++) {
    const weight = weights[bag] as number;
    for (let place = bounds[bag] as number; place < (bounds[bag + 1] as number); place++) {
      const row = (rows[place] as number) * width;
      for (let column = 0; column < width; column++) {
        const at = bag * width + column;
        pooled[at] = (pooled[at] as number) + weight * (table[row + column] as number);
      }
    }
  }
  return pooled;
}

/** The transpose of `pool`: adds gradients [N, width] to the rows of a table of the given size, zero before. */
export function unpool(
  gradient: Float64Array,
  width: number,
  { rows, bounds, weights }: Bags,
  size: number,
): Float64Array {
  const table = new Float64Array(size);
  for (let bag = 0; bag < weights.length; bag++) {
    const weight = weights[bag] as number;
    for (let place = bounds[bag] as number; place < (bounds[bag + 1] as number); place++) {
      const row = (rows[place] as number) * width;
      for (let column = 0; column < width; column++) {
        const slope = weight * (gradient[bag * width + column] as number);
        table[row + column] = (table[row + column] as number) + slope;
      }
    }
  }
  return table;
}
