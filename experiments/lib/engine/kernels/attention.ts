/**
 * Causal softmax attention, softmax(q k^T / sqrt(hs)) v (Vaswani et al. 2017, equation 1), a head at a time: q, k, v and
 * out are [heads, T, hs]. Position i sees positions i - window + 1 to i. The softmax is not kept but computed again for
 * the gradient from the logarithm of each row's sum (Dao et al. 2022, section 3.1).
 */
import { log1 } from "./parts/elementary.ts";
import { dotRow, expRow, maxOf, scaleRow } from "./parts/rows.ts";
import { product } from "./products.ts";

/** Writes out and the logarithm of each row's sum, [heads, T]. `weights` is scratch of T x T numbers. */
export function causalAttention(
  heads: i32,
  length: i32,
  size: i32,
  window: i32,
  query: usize,
  key: usize,
  value: usize,
  out: usize,
  logSums: usize,
  weights: usize,
  scratch: usize,
): void {
  const bytes = (<usize>length * size) << 2;
  const rowBytes = (<usize>length) << 2;
  const scale = <f32>1 / sqrt<f32>(<f32>size);
  for (let head = 0; head < heads; head++) {
    product(1, length, length, size, query, false, 0, key, true, 0, weights, false, scratch);
    for (let row = 0; row < length; row++) {
      const first = max(0, row + 1 - window);
      const count = row + 1 - first;
      const line = weights + <usize>row * rowBytes;
      const visible = line + ((<usize>first) << 2);
      const shift = maxOf(visible, count) * scale;
      const sum = expRow(visible, count, scale, shift, visible);
      scaleRow(visible, count, 1 / sum);
      clearAround(line, length, first, count);
      store<f32>(logSums + ((<usize>row) << 2), shift + <f32>log1(<f64>sum));
    }
    product(1, length, size, length, weights, false, 0, value, false, 0, out, false, scratch);
    query += bytes;
    key += bytes;
    value += bytes;
    out += bytes;
    logSums += rowBytes;
  }
}

/**
 * Gradients of query, key and value from that of the output. With P the softmax and dP = dO v^T:
 * dS = P (dP - rowsum(P dP)) / sqrt(hs), dq = dS k, dk = dS^T q, dv = P^T dO. `weights` is scratch of 2 x T x T numbers.
 */
export function causalAttentionGradient(
  heads: i32,
  length: i32,
  size: i32,
  window: i32,
  query: usize,
  key: usize,
  value: usize,
  logSums: usize,
  gradient: usize,
  queryGradient: usize,
  keyGradient: usize,
  valueGradient: usize,
  weights: usize,
  scratch: usize,
): void {
  const bytes = (<usize>length * size) << 2;
  const rowBytes = (<usize>length) << 2;
  const slopes = weights + <usize>length * rowBytes;
  const scale = <f32>1 / sqrt<f32>(<f32>size);
  for (let head = 0; head < heads; head++) {
    product(1, length, length, size, query, false, 0, key, true, 0, weights, false, scratch);
    product(1, length, length, size, gradient, false, 0, value, true, 0, slopes, false, scratch);
    for (let row = 0; row < length; row++) {
      const first = max(0, row + 1 - window);
      const count = row + 1 - first;
      const line = weights + <usize>row * rowBytes;
      const slopeLine = slopes + <usize>row * rowBytes;
      const visible = (<usize>first) << 2;
      expRow(line + visible, count, scale, load<f32>(logSums + ((<usize>row) << 2)), line + visible);
      const mean = dotRow(line + visible, slopeLine + visible, count);
      softmaxSlopes(line + visible, slopeLine + visible, count, mean, scale);
      clearAround(line, length, first, count);
      clearAround(slopeLine, length, first, count);
    }
    product(1, length, size, length, slopes, false, 0, key, false, 0, queryGradient, false, scratch);
    product(1, length, size, length, slopes, true, 0, query, false, 0, keyGradient, false, scratch);
    product(1, length, size, length, weights, true, 0, gradient, false, 0, valueGradient, false, scratch);
    query += bytes;
    key += bytes;
    value += bytes;
    logSums += rowBytes;
    gradient += bytes;
    queryGradient += bytes;
    keyGradient += bytes;
    valueGradient += bytes;
  }
}

/** slopes = weights (slopes - mean) scale, in place. */
function softmaxSlopes(weights: usize, slopes: usize, count: i32, mean: f32, scale: f32): void {
  const bytes = (<usize>count) << 2;
  let offset: usize = 0;
  for (; offset + 16 <= bytes; offset += 16) {
    const centered = f32x4.sub(v128.load(slopes + offset), f32x4.splat(mean));
    const scaled = f32x4.mul(v128.load(weights + offset), f32x4.splat(scale));
    v128.store(slopes + offset, f32x4.mul(scaled, centered));
  }
  for (; offset < bytes; offset += 4) {
    const centered = load<f32>(slopes + offset) - mean;
    store<f32>(slopes + offset, load<f32>(weights + offset) * scale * centered);
  }
}

/** Zeros the part of a row that its position does not see. */
function clearAround(line: usize, length: i32, first: i32, count: i32): void {
  memory.fill(line, 0, (<usize>first) << 2);
  memory.fill(line + ((<usize>(first + count)) << 2), 0, (<usize>(length - first - count)) << 2);
}
