/**
 * Products left^T right of tall operands where one has few columns, such as the gradients of an adapter's factors.
 * Their numbers are read so few times that copying them into panels costs more than it saves.
 */

/** The most columns that count as few, in the operand whose columns are read in fours; the other's are read in eights. */
const FEW: i32 = 8;
/** Lines of both operands that are read together while they are in the L1 cache. */
const LINES: i32 = 32;

/** Whether `multiplyThin` can do products of this size, and does them faster than panels. */
export function isThin(m: i32, n: i32): bool {
  return hasFewRows(m, n) || hasFewRows(n, m);
}

function hasFewRows(m: i32, n: i32): bool {
  return m <= FEW && (m & 3) === 0 && (n & 7) === 0;
}

/**
 * out = left^T right or, with `accumulate`, added to out: [k, m], [k, n] -> [m, n]. Each sum adds a block's depth in
 * order, and then the next block's, as with panels. `sums` has room for as many numbers as out.
 */
export function multiplyThin(
  m: i32,
  n: i32,
  k: i32,
  blockDepth: i32,
  left: usize,
  leftLine: usize,
  right: usize,
  rightLine: usize,
  out: usize,
  outLine: usize,
  accumulate: bool,
  sums: usize,
): void {
  // At least one block, so that an empty depth writes zeros.
  do {
    const depth = min(blockDepth, k);
    if (hasFewRows(m, n)) {
      sumColumns(m, n, depth, left, leftLine, right, rightLine, sums);
      writeSums(m, n, sums, out, outLine, 4, accumulate);
    } else {
      sumColumns(n, m, depth, right, rightLine, left, leftLine, sums);
      writeSums(n, m, sums, out, 4, outLine, accumulate);
    }
    left += <usize>depth * leftLine;
    right += <usize>depth * rightLine;
    accumulate = true;
    k -= blockDepth;
  } while (k > 0);
}

/** sums = narrow^T wide: [depth, few], [depth, many] -> [few, many]. */
function sumColumns(
  few: i32,
  many: i32,
  depth: i32,
  narrow: usize,
  narrowLine: usize,
  wide: usize,
  wideLine: usize,
  sums: usize,
): void {
  const line = (<usize>many) << 2;
  memory.fill(sums, 0, <usize>few * line);
  for (; depth > 0; depth -= LINES) {
    const lines = min(LINES, depth);
    for (let i: usize = 0; i < <usize>few; i += 4) {
      for (let j: usize = 0; j < line; j += 32) {
        addTile(lines, narrow + (i << 2), narrowLine, wide + j, wideLine, sums + i * line + j, line);
      }
    }
    narrow += LINES * narrowLine;
    wide += LINES * wideLine;
  }
}

/** Adds the products of four columns with eight to their sums; reads the columns in place. */
function addTile(
  lines: i32,
  narrow: usize,
  narrowLine: usize,
  wide: usize,
  wideLine: usize,
  sums: usize,
  sumsLine: usize,
): void {
  const sums1 = sums + sumsLine;
  const sums2 = sums1 + sumsLine;
  const sums3 = sums2 + sumsLine;
  let low0 = v128.load(sums);
  let high0 = v128.load(sums, 16);
  let low1 = v128.load(sums1);
  let high1 = v128.load(sums1, 16);
  let low2 = v128.load(sums2);
  let high2 = v128.load(sums2, 16);
  let low3 = v128.load(sums3);
  let high3 = v128.load(sums3, 16);
  for (; lines > 0; lines--) {
    const low = v128.load(wide);
    const high = v128.load(wide, 16);
    let value = v128.load_splat<f32>(narrow);
    low0 = f32x4.add(low0, f32x4.mul(value, low));
    high0 = f32x4.add(high0, f32x4.mul(value, high));
    value = v128.load_splat<f32>(narrow, 4);
    low1 = f32x4.add(low1, f32x4.mul(value, low));
    high1 = f32x4.add(high1, f32x4.mul(value, high));
    value = v128.load_splat<f32>(narrow, 8);
    low2 = f32x4.add(low2, f32x4.mul(value, low));
    high2 = f32x4.add(high2, f32x4.mul(value, high));
    value = v128.load_splat<f32>(narrow, 12);
    low3 = f32x4.add(low3, f32x4.mul(value, low));
    high3 = f32x4.add(high3, f32x4.mul(value, high));
    narrow += narrowLine;
    wide += wideLine;
  }
  v128.store(sums, low0);
  v128.store(sums, high0, 16);
  v128.store(sums1, low1);
  v128.store(sums1, high1, 16);
  v128.store(sums2, low2);
  v128.store(sums2, high2, 16);
  v128.store(sums3, low3);
  v128.store(sums3, high3, 16);
}

/** Writes or adds sums [few, many] to out, whose rows and columns begin `rowStep` and `columnStep` bytes apart. */
function writeSums(
  few: i32,
  many: i32,
  sums: usize,
  out: usize,
  rowStep: usize,
  columnStep: usize,
  accumulate: bool,
): void {
  for (let row = 0; row < few; row++) {
    let target = out + <usize>row * rowStep;
    for (let column = 0; column < many; column++) {
      const value = load<f32>(sums);
      store<f32>(target, accumulate ? load<f32>(target) + value : value);
      sums += 4;
      target += columnStep;
    }
  }
}
