/** The loss of slide 10 with its gradient derived by hand, in plain float64: the oracle of the engine's. */
import { product, transposedProduct } from "../../experiments/lab/linalg/products.ts";
import { productTransposed } from "./products.ts";

/**
 * Mean of the cross-entropies of finding each row's partner among the other side's rows, both ways, in nats:
 * left, right [N, o] unit vectors, similarities left right^T / temperature. With the gradients of both sides.
 */
export function contrastiveLoss(
  left: Float64Array,
  right: Float64Array,
  count: number,
  temperature: number,
): { readonly loss: number; readonly left: Float64Array; readonly right: Float64Array } {
  const width = left.length / count;
  const cosines = productTransposed(left, right, [count, width, count]);
  // No cosine exceeds one, so that no power exceeds one.
  const powers = cosines.map((cosine) => Math.exp((cosine - 1) / temperature));
  const rowSums = new Float64Array(count);
  const columnSums = new Float64Array(count);
  for (let index = 0; index < powers.length; index++) {
    const [row, column] = [Math.floor(index / count), index % count];
    rowSums[row] = (rowSums[row] as number) + (powers[index] as number);
    columnSums[column] = (columnSums[column] as number) + (powers[index] as number);
  }
  let loss = 0;
  const slopes = new Float64Array(powers.length);
  const scale = 1 / (2 * count * temperature);
  for (let row = 0; row < count; row++) {
    const own = ((cosines[row * count + row] as number) - 1) / temperature;
    loss += (Math.log(rowSums[row] as number) + Math.log(columnSums[row] as number)) / 2 - own;
    for (let column = 0; column < count; column++) {
      const index = row * count + column;
      const power = powers[index] as number;
      const shares = power / (rowSums[row] as number) + power / (columnSums[column] as number);
      slopes[index] = scale * (shares - (row === column ? 2 : 0));
    }
  }
  return {
    loss: loss / count,
    left: product(slopes, right, [count, count, width]),
    right: transposedProduct(slopes, left, [count, count, width]),
  };
}
