/** The innermost loops of the products, over packed panels. */

/**
 * A [4, depth] left panel times a [depth, 8] right panel: the loop that takes nearly all time. Each sum runs over the
 * depth in order, with one multiplication and one addition per term. The early exit in the middle of the unrolled
 * loop is a block boundary, without which V8 mixes both halves and runs out of registers.
 */
export function multiplyTile(
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

/**
 * The same for the first four columns of the right panel only, with half the work: for the last columns of a product
 * and for adapters of low rank. Writes rows of 32 bytes.
 */
export function multiplyNarrowTile(depth: i32, left: usize, right: usize, out: usize): void {
  let sum0 = f32x4.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  for (; depth > 0; depth--) {
    const values = v128.load(right);
    sum0 = f32x4.add(sum0, f32x4.mul(v128.load_splat<f32>(left), values));
    sum1 = f32x4.add(sum1, f32x4.mul(v128.load_splat<f32>(left, 4), values));
    sum2 = f32x4.add(sum2, f32x4.mul(v128.load_splat<f32>(left, 8), values));
    sum3 = f32x4.add(sum3, f32x4.mul(v128.load_splat<f32>(left, 12), values));
    left += 16;
    right += 32;
  }
  v128.store(out, sum0);
  v128.store(out, sum1, 32);
  v128.store(out, sum2, 64);
  v128.store(out, sum3, 96);
}

function storeRow(out: usize, low: v128, high: v128, accumulate: bool): void {
  v128.store(out, accumulate ? f32x4.add(v128.load(out), low) : low);
  v128.store(out, accumulate ? f32x4.add(v128.load(out, 16), high) : high, 16);
}
