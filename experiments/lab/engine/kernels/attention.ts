/**
 * Causal softmax attention, softmax(q k^T / sqrt(hs)) v (Vaswani et al. 2017, equation 1), one head at a time.
 * Position i sees positions i - window + 1 to i. The softmax is not kept. The gradient computes it again (Dao et al.
 * 2022, section 3.1) from two numbers per row: 1 / sum, and the largest score, which is subtracted before the
 * exponential.
 *
 * q, k, v and out have one layout: the next window, head or position is `batchStride`, `headStride` or `line` bytes
 * further. So [B, T, nh hs] needs no transpose. Rows of scores have `width` numbers: T rounded up to whole vectors.
 */
import { Part } from "./parts/part.ts";
import { dotRow, expRow, maxOf, scaleRow } from "./parts/rows.ts";
import { multiply } from "./products.ts";

/** Numbers of scratch for one head's scores. */
export function attentionScratchBytes(length: i32): i32 {
  return length * paddedLength(length) * 4;
}

function paddedLength(length: i32): i32 {
  return (length + 3) & ~3;
}

/** Writes out and each row's largest score and 1 / sum, [batch, heads, T, 2]. */
export function causalAttention(
  batch: i32,
  heads: i32,
  length: i32,
  size: i32,
  window: i32,
  batchStride: usize,
  headStride: usize,
  line: usize,
  query: usize,
  key: usize,
  value: usize,
  out: usize,
  norms: usize,
  weights: usize,
  scratch: usize,
): void {
  for (let index = 0; index < batch * heads; index++) {
    const offset = <usize>(index / heads) * batchStride + <usize>(index % heads) * headStride;
    attendHead(
      length,
      size,
      window,
      line,
      query + offset,
      key + offset,
      value + offset,
      out + offset,
      norms + ((<usize>(index * length)) << 3),
      weights,
      scratch,
    );
  }
}

function attendHead(
  length: i32,
  size: i32,
  window: i32,
  line: usize,
  query: usize,
  key: usize,
  value: usize,
  out: usize,
  norms: usize,
  weights: usize,
  scratch: usize,
): void {
  const scale = <f32>1 / sqrt<f32>(<f32>size);
  const width = (<usize>paddedLength(length)) << 2;
  const part = Part.TRIANGLE;
  multiply(part, length, length, size, query, false, line, key, true, line, weights, width, false, scratch);
  for (let row = 0; row < length; row++) {
    const first = max(0, row + 1 - window);
    const count = row + 1 - first;
    const scores = weights + <usize>row * width;
    const visible = scores + ((<usize>first) << 2);
    const shift = maxOf(visible, count) * scale;
    const sum = expRow(visible, count, scale, shift, visible);
    const inverse = <f32>1 / sum;
    scaleRow(visible, count, inverse);
    clearAround(scores, first, count);
    store<f32>(norms, shift);
    store<f32>(norms, inverse, 4);
    norms += 8;
  }
  const left = Part.LEFT_TRIANGLE;
  multiply(left, length, size, length, weights, false, width, value, false, line, out, line, false, scratch);
}

/**
 * Gradients of query, key and value from that of the output. With P the softmax and dP = dO v^T:
 * dS = P (dP - rowsum(P dP)) / sqrt(hs), dq = dS k, dk = dS^T q, dv = P^T dO. `weights` is scratch for two heads.
 */
export function causalAttentionGradient(
  batch: i32,
  heads: i32,
  length: i32,
  size: i32,
  window: i32,
  batchStride: usize,
  headStride: usize,
  line: usize,
  query: usize,
  key: usize,
  value: usize,
  norms: usize,
  gradient: usize,
  queryGradient: usize,
  keyGradient: usize,
  valueGradient: usize,
  weights: usize,
  scratch: usize,
): void {
  const width = (<usize>paddedLength(length)) << 2;
  const slopes = weights + <usize>length * width;
  const whole = Part.TRIANGLE;
  const left = Part.LEFT_TRIANGLE;
  const turned = Part.LEFT_TRANSPOSED_TRIANGLE;
  for (let index = 0; index < batch * heads; index++) {
    const offset = <usize>(index / heads) * batchStride + <usize>(index % heads) * headStride;
    const q = query + offset;
    const k = key + offset;
    const v = value + offset;
    const dO = gradient + offset;
    multiply(whole, length, length, size, q, false, line, k, true, line, weights, width, false, scratch);
    multiply(whole, length, length, size, dO, false, line, v, true, line, slopes, width, false, scratch);
    softmaxSlopes(length, size, window, width, norms, weights, slopes);
    const dq = queryGradient + offset;
    const dk = keyGradient + offset;
    const dv = valueGradient + offset;
    multiply(left, length, size, length, slopes, false, width, k, false, line, dq, line, false, scratch);
    multiply(turned, length, size, length, slopes, true, width, q, false, line, dk, line, false, scratch);
    multiply(turned, length, size, length, weights, true, width, dO, false, line, dv, line, false, scratch);
    norms += (<usize>length) << 3;
  }
}

/** Turns scores into weights P and dP into dS, row by row in place. */
function softmaxSlopes(
  length: i32,
  size: i32,
  window: i32,
  width: usize,
  norms: usize,
  weights: usize,
  slopes: usize,
): void {
  const scale = <f32>1 / sqrt<f32>(<f32>size);
  for (let row = 0; row < length; row++) {
    const first = max(0, row + 1 - window);
    const count = row + 1 - first;
    const visible = weights + ((<usize>first) << 2);
    const slope = slopes + ((<usize>first) << 2);
    expRow(visible, count, scale, load<f32>(norms), visible);
    scaleRow(visible, count, load<f32>(norms, 4));
    slopeRow(visible, slope, count, dotRow(visible, slope, count), scale);
    clearAround(weights, first, count);
    clearAround(slopes, first, count);
    weights += width;
    slopes += width;
    norms += 8;
  }
}

/** slopes = weights (slopes - mean) scale, in place. */
function slopeRow(weights: usize, slopes: usize, count: i32, mean: f32, scale: f32): void {
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

/** Zeros the scores that a row's position does not see, up to the end of the four by four block on the diagonal. */
function clearAround(scores: usize, first: i32, count: i32): void {
  for (let column = 0; column < first; column++) store<f32>(scores + ((<usize>column) << 2), 0);
  const end = (first + count + 3) & ~3;
  for (let column = first + count; column < end; column++) store<f32>(scores + ((<usize>column) << 2), 0);
}
