/**
 * Matrix products in Goto's scheme (Goto and van de Geijn 2008): both operands are copied into panels that the
 * innermost loop reads front to back, so one loop serves every layout and size. All sizes count elements, all strides
 * and pointers count bytes.
 */

import { packAcross, packAlong, packRight } from "./parts/packing.ts";

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
  const tile = scratch + LEFT_PANEL;
  const block = tile + TILE;
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
        multiplyTile(depth, scratch, panel, tile, TILE_COLUMNS * 4, false);
        copyTile(rows, width, tile, target, (<usize>n) << 2, accumulate);
      }
      panel += panelBytes;
    }
  }
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

/**
 * A [4, depth] left panel times a [depth, 8] right panel: the loop in which nearly all time is spent. Each sum runs
 * over the depth in order, one multiplication and one addition a term. The early exit in the middle of the unrolled
 * loop is a block boundary, without which V8 mixes both halves and runs out of registers.
 */
function multiplyTile(
  depth: i32,
  left: usize,
  right: usize,
  out: usize,
  stride: usize,
  accumulate: bool,
): void {
  const zero = f32x4.splat(0);
  let sum00 = zero;
  let sum01 = zero;
  let sum10 = zero;
  let sum11 = zero;
  let sum20 = zero;
  let sum21 = zero;
  let sum30 = zero;
  let sum31 = zero;
  for (; depth > 0; depth -= 2) {
    let right0 = v128.load(right);
    let right1 = v128.load(right, 16);
    let value = v128.load_splat<f32>(left);
    sum00 = f32x4.add(sum00, f32x4.mul(value, right0));
    sum01 = f32x4.add(sum01, f32x4.mul(value, right1));
    value = v128.load_splat<f32>(left, 4);
    sum10 = f32x4.add(sum10, f32x4.mul(value, right0));
    sum11 = f32x4.add(sum11, f32x4.mul(value, right1));
    value = v128.load_splat<f32>(left, 8);
    sum20 = f32x4.add(sum20, f32x4.mul(value, right0));
    sum21 = f32x4.add(sum21, f32x4.mul(value, right1));
    value = v128.load_splat<f32>(left, 12);
    sum30 = f32x4.add(sum30, f32x4.mul(value, right0));
    sum31 = f32x4.add(sum31, f32x4.mul(value, right1));
    if (depth === 1) break;
    right0 = v128.load(right, 32);
    right1 = v128.load(right, 48);
    value = v128.load_splat<f32>(left, 16);
    sum00 = f32x4.add(sum00, f32x4.mul(value, right0));
    sum01 = f32x4.add(sum01, f32x4.mul(value, right1));
    value = v128.load_splat<f32>(left, 20);
    sum10 = f32x4.add(sum10, f32x4.mul(value, right0));
    sum11 = f32x4.add(sum11, f32x4.mul(value, right1));
    value = v128.load_splat<f32>(left, 24);
    sum20 = f32x4.add(sum20, f32x4.mul(value, right0));
    sum21 = f32x4.add(sum21, f32x4.mul(value, right1));
    value = v128.load_splat<f32>(left, 28);
    sum30 = f32x4.add(sum30, f32x4.mul(value, right0));
    sum31 = f32x4.add(sum31, f32x4.mul(value, right1));
    left += 32;
    right += 64;
  }
  storeRow(out, sum00, sum01, accumulate);
  storeRow(out + stride, sum10, sum11, accumulate);
  storeRow(out + 2 * stride, sum20, sum21, accumulate);
  storeRow(out + 3 * stride, sum30, sum31, accumulate);
}

function storeRow(out: usize, low: v128, high: v128, accumulate: bool): void {
  v128.store(out, accumulate ? f32x4.add(v128.load(out), low) : low);
  v128.store(out, accumulate ? f32x4.add(v128.load(out, 16), high) : high, 16);
}
