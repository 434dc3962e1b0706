/**
 * Matrix products in Goto's scheme (Goto and van de Geijn 2008): both operands are copied into panels that the
 * innermost loop reads front to back, so one loop serves every layout and size. All sizes count elements, all strides
 * and pointers count bytes.
 */

import { packAcross, packAlong, packRight } from "./parts/packing.ts";
import { multiplyNarrowTile, multiplyTile } from "./parts/tiles.ts";

/** Depth of a block: a right panel of DEPTH x 8 (8 KiB) and a left panel of DEPTH x 4 (4 KiB) stay in the L1 cache. */
const DEPTH: i32 = 256;
/** Columns of a block: DEPTH x COLUMNS (512 KiB) stays in the L2 cache. */
const COLUMNS: i32 = 512;
/** Rows and columns of the register block: eight accumulators leave room for the operands in 16 registers. */
const TILE_ROWS: i32 = 4;
const TILE_COLUMNS: i32 = 8;

const LEFT_PANEL: usize = DEPTH * TILE_ROWS * 4;
const TILE: usize = TILE_ROWS * TILE_COLUMNS * 4;

/** Bytes of scratch that the products need. */
export function productScratchBytes(): i32 {
  return <i32>(LEFT_PANEL + TILE) + DEPTH * COLUMNS * 4;
}

/**
 * out[i] = left[i] right[i] for each of `batch` products, [m, k] x [k, n] -> [m, n]. A transposed operand is stored as
 * [k, m] or [n, k]. A stride of 0 uses the same operand again. `accumulate` adds to what out holds.
 */
export function product(
  batch: i32,
  m: i32,
  n: i32,
  k: i32,
  left: usize,
  leftTransposed: bool,
  leftStride: usize,
  right: usize,
  rightTransposed: bool,
  rightStride: usize,
  out: usize,
  accumulate: bool,
  scratch: usize,
): void {
  const outStride = <usize>m * n * 4;
  for (let index = 0; index < batch; index++) {
    for (let column = 0; column < n; column += COLUMNS) {
      // At least one block, so that an empty depth writes zeros.
      let row = 0;
      do {
        const add = accumulate || row > 0;
        multiplyBlock(m, n, k, left, leftTransposed, right, rightTransposed, out, add, scratch, column, row);
        row += DEPTH;
      } while (row < k);
    }
    left += leftStride;
    right += rightStride;
    out += outStride;
  }
}

/** The part of a product with depths [row, row + DEPTH) and columns [column, column + COLUMNS), written or added. */
function multiplyBlock(
  m: i32,
  n: i32,
  k: i32,
  left: usize,
  leftTransposed: bool,
  right: usize,
  rightTransposed: bool,
  out: usize,
  accumulate: bool,
  scratch: usize,
  column: i32,
  row: i32,
): void {
  const depth = min(DEPTH, k - row);
  const columns = min(COLUMNS, n - column);
  const block = scratch + LEFT_PANEL + TILE;
  const panelBytes = <usize>depth * TILE_COLUMNS * 4;
  packRight(right, rightTransposed, n, k, column, columns, row, depth, block);

  for (let i = 0; i < m; i += TILE_ROWS) {
    const rows = min(TILE_ROWS, m - i);
    const outRow = out + ((<usize>i * n + column) << 2);
    if (leftTransposed)
      packAcross(left + ((<usize>row * m + i) << 2), (<usize>m) << 2, rows, depth, scratch, 16);
    else packAlong(left + ((<usize>i * k + row) << 2), (<usize>k) << 2, rows, depth, scratch, 16);

    let panel = block;
    for (let j = 0; j < columns; j += TILE_COLUMNS) {
      const target = outRow + ((<usize>j) << 2);
      const width = min(TILE_COLUMNS, columns - j);
      if (rows === TILE_ROWS && width === TILE_COLUMNS) {
        multiplyTile(depth, scratch, panel, target, (<usize>n) << 2, accumulate);
      } else {
        multiplyEdge(rows, width, depth, scratch, panel, target, (<usize>n) << 2, accumulate);
      }
      panel += panelBytes;
    }
  }
}

/** A tile that reaches beyond out: computed beside it, then what lies inside is copied or added. */
function multiplyEdge(
  rows: i32,
  columns: i32,
  depth: i32,
  left: usize,
  right: usize,
  out: usize,
  stride: usize,
  accumulate: bool,
): void {
  const tile = left + LEFT_PANEL;
  if (columns > 4) multiplyTile(depth, left, right, tile, TILE_COLUMNS * 4, false);
  else multiplyNarrowTile(depth, left, right, tile);
  copyTile(rows, columns, tile, out, stride, accumulate);
}

/** Copies or adds the part of a tile that lies inside out. */
function copyTile(rows: i32, columns: i32, tile: usize, out: usize, stride: usize, accumulate: bool): void {
  for (let row = 0; row < rows; row++) {
    for (let column: usize = 0; column < (<usize>columns) << 2; column += 4) {
      const value = load<f32>(tile + column);
      store<f32>(out + column, accumulate ? load<f32>(out + column) + value : value);
    }
    tile += TILE_COLUMNS * 4;
    out += stride;
  }
}
