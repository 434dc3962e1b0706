/**
 * Matrix products in Goto's scheme (Goto and van de Geijn 2008): both operands are copied into panels that the
 * innermost loop reads front to back, so one loop serves every layout and size. All sizes count elements, all strides
 * and pointers count bytes.
 */
import { packLeft, packRight } from "./parts/packing.ts";
import { Part } from "./parts/part.ts";
import { isThin, multiplyThin } from "./parts/thin.ts";
import { multiplyNarrowTile, multiplyTile } from "./parts/tiles.ts";

/** Depth of a block: a right panel of DEPTH x 8 (8 KiB) and left panels of DEPTH x 16 (16 KiB) stay in the L1 cache. */
const DEPTH: i32 = 256;
/** Columns of a block: DEPTH x COLUMNS (512 KiB) stays in the L2 cache. */
const COLUMNS: i32 = 512;
/** Rows that are packed at once: a cache line of a transposed operand. */
const ROWS: i32 = 16;
/** Rows and columns of the register block: eight accumulators leave room for the operands in 16 registers. */
const TILE_ROWS: i32 = 4;
const TILE_COLUMNS: i32 = 8;

const LEFT_PANELS: usize = DEPTH * ROWS * 4;
const TILE: usize = TILE_ROWS * TILE_COLUMNS * 4;

/** Bytes of scratch that the products need. */
export function productScratchBytes(): i32 {
  return <i32>(LEFT_PANELS + TILE) + DEPTH * COLUMNS * 4;
}

/**
 * out[i] = left[i] right[i] for each of `batch` dense products, [m, k] x [k, n] -> [m, n]. A transposed operand is
 * stored as [k, m] or [n, k]. A stride of 0 uses the same operand again. `accumulate` adds to out.
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
  const leftLine = (<usize>(leftTransposed ? m : k)) << 2;
  const rightLine = (<usize>(rightTransposed ? k : n)) << 2;
  const outLine = (<usize>n) << 2;
  for (let index = 0; index < batch; index++) {
    multiply(
      Part.ALL,
      m,
      n,
      k,
      left,
      leftTransposed,
      leftLine,
      right,
      rightTransposed,
      rightLine,
      out,
      outLine,
      accumulate,
      scratch,
    );
    left += leftStride;
    right += rightStride;
    out += <usize>m * outLine;
  }
}

/** One product of matrices whose stored lines begin `leftLine`, `rightLine` and `outLine` bytes apart. */
export function multiply(
  part: i32,
  m: i32,
  n: i32,
  k: i32,
  left: usize,
  leftTransposed: bool,
  leftLine: usize,
  right: usize,
  rightTransposed: bool,
  rightLine: usize,
  out: usize,
  outLine: usize,
  accumulate: bool,
  scratch: usize,
): void {
  const block = scratch + LEFT_PANELS + TILE;
  if (part === Part.ALL && leftTransposed && !rightTransposed && isThin(m, n) && m * n <= DEPTH * COLUMNS) {
    multiplyThin(m, n, k, DEPTH, left, leftLine, right, rightLine, out, outLine, accumulate, block);
    return;
  }
  for (let column = 0; column < n; column += COLUMNS) {
    const columns = min(COLUMNS, n - column);
    let row = 0;
    // At least one block, so that an empty depth writes zeros.
    do {
      const depth = min(DEPTH, k - row);
      packRight(right, rightTransposed, rightLine, column, columns, row, depth, block);
      for (let i = 0; i < m; i += ROWS) {
        const rows = min(ROWS, m - i);
        packLeft(left, leftTransposed, leftLine, i, rows, row, depth, scratch);
        const target = out + <usize>i * outLine + ((<usize>column) << 2);
        multiplyRows(
          part,
          i,
          rows,
          column,
          columns,
          row,
          depth,
          scratch,
          target,
          outLine,
          accumulate || row > 0,
        );
      }
      row += DEPTH;
    } while (row < k);
  }
}

/** Up to ROWS rows, packed at `scratch`, times the packed block of the right operand. */
function multiplyRows(
  part: i32,
  firstRow: i32,
  rows: i32,
  firstColumn: i32,
  columns: i32,
  firstDepth: i32,
  depth: i32,
  scratch: usize,
  out: usize,
  outLine: usize,
  accumulate: bool,
): void {
  let right = scratch + LEFT_PANELS + TILE;
  let j = 0;
  if (part === Part.ALL && (rows & (TILE_ROWS - 1)) === 0) {
    j = columns & ~(TILE_COLUMNS - 1);
    multiplyWholeTiles(rows, j, depth, scratch, right, out, outLine, accumulate);
    right += (<usize>(j * depth)) << 2;
  }
  for (; j < columns; j += TILE_COLUMNS) {
    let left = scratch;
    for (let i = 0; i < rows; i += TILE_ROWS) {
      const row = firstRow + i;
      const from = firstDepthOf(part, row - firstDepth, depth);
      const to = endOfDepthOf(part, row - firstDepth, depth);
      const wanted = part !== Part.TRIANGLE || firstColumn + j < row + TILE_ROWS;
      if (wanted) {
        writeTile(
          min(TILE_ROWS, rows - i),
          min(TILE_COLUMNS, columns - j),
          to - from,
          left + ((<usize>from) << 4),
          right + ((<usize>from) << 5),
          out + <usize>i * outLine + ((<usize>j) << 2),
          outLine,
          accumulate,
          scratch + LEFT_PANELS,
        );
      }
      left += (<usize>depth) << 4;
    }
    right += (<usize>depth) << 5;
  }
}

/** The same for whole tiles with their whole depth, which need no checks of edges: nearly all tiles. */
function multiplyWholeTiles(
  rows: i32,
  columns: i32,
  depth: i32,
  left: usize,
  right: usize,
  out: usize,
  outLine: usize,
  accumulate: bool,
): void {
  for (let j = 0; j < columns; j += TILE_COLUMNS) {
    let panel = left;
    let target = out;
    for (let i = 0; i < rows; i += TILE_ROWS) {
      multiplyTile(depth, panel, right, target, outLine, accumulate);
      panel += (<usize>depth) << 4;
      target += TILE_ROWS * outLine;
    }
    right += (<usize>depth) << 5;
    out += TILE_COLUMNS * 4;
  }
}

/** The block's first depth that counts for a tile; `row` is the tile's first row, counted from the block's first depth. */
function firstDepthOf(part: i32, row: i32, depth: i32): i32 {
  return part === Part.LEFT_TRANSPOSED_TRIANGLE ? min(depth, max(0, row)) : 0;
}

/** The depth after the last one that counts. */
function endOfDepthOf(part: i32, row: i32, depth: i32): i32 {
  return part === Part.LEFT_TRIANGLE ? max(0, min(depth, row + TILE_ROWS)) : depth;
}

/** One tile, written straight into out or, at an edge, computed at `tile` and then copied as far as it is inside. */
function writeTile(
  rows: i32,
  columns: i32,
  depth: i32,
  left: usize,
  right: usize,
  out: usize,
  outLine: usize,
  accumulate: bool,
  tile: usize,
): void {
  if (rows === TILE_ROWS && columns === TILE_COLUMNS) {
    multiplyTile(depth, left, right, out, outLine, accumulate);
    return;
  }
  if (columns > 4) multiplyTile(depth, left, right, tile, TILE_COLUMNS * 4, false);
  else multiplyNarrowTile(depth, left, right, tile);
  copyTile(rows, columns, tile, out, outLine, accumulate);
}

/** Copies or adds the part of a tile that is inside out. */
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
