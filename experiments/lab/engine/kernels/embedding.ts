/** Rows of a table by whole ids. An id without a row reads NaN and adds nothing. */
import { addRow, fillRow } from "./parts/rows.ts";

/** out[i] = table[ids[i]]: [rows, channels] and [count] -> [count, channels]. */
export function gatherRows(rows: i32, channels: i32, count: i32, table: usize, ids: usize, out: usize): void {
  const bytes = (<usize>channels) << 2;
  for (let index = 0; index < count; index++) {
    const id = load<i32>(ids);
    if (id >= 0 && id < rows) memory.copy(out, table + <usize>id * bytes, bytes);
    else fillRow(out, channels, <f32>NaN);
    ids += 4;
    out += bytes;
  }
}

/** out = zeros, then out[ids[i]] += source[i] in order: the gradient of gatherRows. */
export function scatterAddRows(
  rows: i32,
  channels: i32,
  count: i32,
  source: usize,
  ids: usize,
  out: usize,
): void {
  const bytes = (<usize>channels) << 2;
  memory.fill(out, 0, <usize>rows * bytes);
  for (let index = 0; index < count; index++) {
    const id = load<i32>(ids);
    if (id >= 0 && id < rows) addRow(out + <usize>id * bytes, source, channels);
    ids += 4;
    source += bytes;
  }
}
