import { transpose } from "../../experiments/lib/linalg/matrix.ts";
import { product } from "../../experiments/lib/linalg/products.ts";

/** left [n, k] times the transpose of right [m, k]: [n, m]. With an output and its weight, the input's gradient. */
export function productTransposed(
  left: Float64Array,
  right: Float64Array,
  [n, k, m]: readonly [number, number, number],
): Float64Array {
  return product(left, transpose({ rows: m, columns: k, values: right }).values, [n, k, m]);
}
