/** Bias and activation over [rows, channels]. A bias pointer of 0 means none. */
import { Elementary } from "./parts/elementary.ts";
import { addRow } from "./parts/rows.ts";

/** Kinds of activation; any other number is gelu. */
const RELU: i32 = 0;
const TANH: i32 = 1;

/** out = max(0, x): relu without bias, in a shorter loop. */
export function relu(count: i32, x: usize, out: usize): void {
  const zero = f32x4.splat(0);
  const end = x + ((<usize>count) << 2);
  for (; x + 16 <= end; x += 16) {
    v128.store(out, f32x4.pmax(v128.load(x), zero));
    out += 16;
  }
  for (; x < end; x += 4) {
    store<f32>(out, max(load<f32>(x), <f32>0));
    out += 4;
  }
}

/** out = gradient where x > 0. */
export function reluGradient(count: i32, x: usize, gradient: usize, out: usize): void {
  const end = x + ((<usize>count) << 2);
  for (; x + 16 <= end; x += 16) {
    v128.store(out, f32x4.mul(reluSlope4(v128.load(x)), v128.load(gradient)));
    gradient += 16;
    out += 16;
  }
  for (; x < end; x += 4) {
    const slope = f32x4.extract_lane(reluSlope4(f32x4.splat(load<f32>(x))), 0);
    store<f32>(out, slope * load<f32>(gradient));
    gradient += 4;
    out += 4;
  }
}

/** out = f(x + bias). */
export function activation(kind: i32, rows: i32, channels: i32, x: usize, bias: usize, out: usize): void {
  const bytes = (<usize>channels) << 2;
  for (let row = 0; row < rows; row++) {
    let offset: usize = 0;
    for (; offset + 16 <= bytes; offset += 16) {
      let value = v128.load(x + offset);
      if (bias) value = f32x4.add(value, v128.load(bias + offset));
      v128.store(out + offset, apply4(kind, value));
    }
    for (; offset < bytes; offset += 4) {
      let value = load<f32>(x + offset);
      if (bias) value += load<f32>(bias + offset);
      store<f32>(out + offset, f32x4.extract_lane(apply4(kind, f32x4.splat(value)), 0));
    }
    x += bytes;
    out += bytes;
  }
}

/** out = f'(x + bias) gradient. */
export function activationGradient(
  kind: i32,
  rows: i32,
  channels: i32,
  x: usize,
  bias: usize,
  gradient: usize,
  out: usize,
): void {
  const bytes = (<usize>channels) << 2;
  for (let row = 0; row < rows; row++) {
    let offset: usize = 0;
    for (; offset + 16 <= bytes; offset += 16) {
      let value = v128.load(x + offset);
      if (bias) value = f32x4.add(value, v128.load(bias + offset));
      v128.store(out + offset, f32x4.mul(slope4(kind, value), v128.load(gradient + offset)));
    }
    for (; offset < bytes; offset += 4) {
      let value = load<f32>(x + offset);
      if (bias) value += load<f32>(bias + offset);
      const slope = f32x4.extract_lane(slope4(kind, f32x4.splat(value)), 0);
      store<f32>(out + offset, slope * load<f32>(gradient + offset));
    }
    x += bytes;
    gradient += bytes;
    out += bytes;
  }
}

/** out = the sum of all rows: the gradient of a bias. */
export function sumRows(rows: i32, channels: i32, source: usize, out: usize): void {
  memory.fill(out, 0, (<usize>channels) << 2);
  for (let row = 0; row < rows; row++) {
    addRow(out, source, channels);
    source += (<usize>channels) << 2;
  }
}

/** 1 where x > 0, 0 elsewhere; NaN stays NaN. */
function reluSlope4(x: v128): v128 {
  const step = v128.and(f32x4.splat(1), f32x4.gt(x, f32x4.splat(0)));
  return v128.bitselect(x, step, f32x4.ne(x, x));
}

function apply4(kind: i32, x: v128): v128 {
  if (kind === RELU) return f32x4.pmax(x, f32x4.splat(0)); // keeps its first operand if it is NaN
  if (kind === TANH) return Elementary.tanh4(x);
  const half = f32x4.mul(x, f32x4.splat(0.5));
  return f32x4.mul(half, f32x4.add(Elementary.tanh4(geluInner(x)), f32x4.splat(1)));
}

function slope4(kind: i32, value: v128): v128 {
  const one = f32x4.splat(1);
  if (kind === RELU) return reluSlope4(value);
  if (kind === TANH) {
    const y = Elementary.tanh4(value);
    return f32x4.sub(one, f32x4.mul(y, y));
  }
  // gelu = x (1 + t) / 2 with t = tanh(inner): gelu' = (1 + t) / 2 + x (1 - t^2) inner' / 2
  const t = Elementary.tanh4(geluInner(value));
  const square = f32x4.mul(value, value);
  const innerSlope = f32x4.add(f32x4.splat(0.7978845608), f32x4.mul(square, f32x4.splat(0.1070322243)));
  const rest = f32x4.mul(f32x4.mul(value, innerSlope), f32x4.sub(one, f32x4.mul(t, t)));
  return f32x4.mul(f32x4.splat(0.5), f32x4.add(f32x4.add(one, t), rest));
}

/** sqrt(2 / pi) (x + 0.044715 x^3), the argument of GPT-2's gelu. */
function geluInner(x: v128): v128 {
  const cubic = f32x4.mul(f32x4.mul(f32x4.mul(x, x), x), f32x4.splat(0.044715));
  return f32x4.mul(f32x4.add(x, cubic), f32x4.splat(0.7978845608));
}
