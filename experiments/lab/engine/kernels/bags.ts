/** Weighted sums of a table's rows: a sparse matrix, given by its entries, times a dense one. */
import { addScaledRow, fillRow } from "./parts/rows.ts";

/**
 * out = zeros, then out[targets[p]] += weights[p] table[sources[p]] for the entries p in order: a table [rows,
 * channels] gives [outRows, channels]. Exchanging sources and targets gives its gradient. An entry whose source names
 * no row adds NaN; one whose target names no row adds nothing.
 */
export function sumWeightedRows(
  entries: i32,
  channels: i32,
  rows: i32,
  outRows: i32,
  table: usize,
  sources: usize,
  targets: usize,
  weights: usize,
  out: usize,
): void {
  const bytes = (<usize>channels) << 2;
  memory.fill(out, 0, <usize>outRows * bytes);
  for (let entry = 0; entry < entries; entry++) {
    const source = load<i32>(sources);
    const target = load<i32>(targets);
    if (target >= 0 && target < outRows) {
      const sum = out + <usize>target * bytes;
      const known = source >= 0 && source < rows;
      if (known) addScaledRow(sum, table + <usize>source * bytes, channels, load<f32>(weights));
      else fillRow(sum, channels, <f32>NaN);
    }
    sources += 4;
    targets += 4;
    weights += 4;
  }
}
