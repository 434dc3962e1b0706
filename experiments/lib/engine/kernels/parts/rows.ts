/** Sums and maxima over a run of numbers: four lanes, then the lanes in pairs, then what is left, always in this order. */
import { exp1, exp4 } from "./elementary.ts";

/** The sum of four lanes. */
export function sumLanes(x: v128): f32 {
  const pairs = f32x4.add(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** The largest of four lanes; NaN if one is. */
export function maxLanes(x: v128): f32 {
  const pairs = f32x4.max(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  return max(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1));
}

/** The largest of `count` numbers; NaN if one is, minus infinity if there are none. */
export function maxOf(source: usize, count: i32): f32 {
  let largest = f32x4.splat(-Infinity);
  const end = source + ((<usize>count) << 2);
  const whole = source + ((<usize>(count & ~3)) << 2);
  for (; source < whole; source += 16) largest = f32x4.max(largest, v128.load(source));
  let result = maxLanes(largest);
  for (; source < end; source += 4) result = max(result, load<f32>(source));
  return result;
}

/** Writes e^(scale x - shift) for `count` numbers and returns their sum. */
export function expRow(source: usize, count: i32, scale: f32, shift: f32, out: usize): f32 {
  const scales = f32x4.splat(scale);
  const shifts = f32x4.splat(shift);
  let total = f32x4.splat(0);
  const end = source + ((<usize>count) << 2);
  const whole = source + ((<usize>(count & ~3)) << 2);
  for (; source < whole; source += 16) {
    const power = exp4(f32x4.sub(f32x4.mul(v128.load(source), scales), shifts));
    v128.store(out, power);
    total = f32x4.add(total, power);
    out += 16;
  }
  let result = sumLanes(total);
  for (; source < end; source += 4) {
    const power = exp1(load<f32>(source) * scale - shift);
    store<f32>(out, power);
    result += power;
    out += 4;
  }
  return result;
}

/** Multiplies `count` numbers in place. */
export function scaleRow(target: usize, count: i32, factor: f32): void {
  const factors = f32x4.splat(factor);
  const end = target + ((<usize>count) << 2);
  const whole = target + ((<usize>(count & ~3)) << 2);
  for (; target < whole; target += 16) v128.store(target, f32x4.mul(v128.load(target), factors));
  for (; target < end; target += 4) store<f32>(target, load<f32>(target) * factor);
}

/** The sum of products of two runs of `count` numbers. */
export function dotRow(left: usize, right: usize, count: i32): f32 {
  let total = f32x4.splat(0);
  const end = left + ((<usize>count) << 2);
  const whole = left + ((<usize>(count & ~3)) << 2);
  for (; left < whole; left += 16) {
    total = f32x4.add(total, f32x4.mul(v128.load(left), v128.load(right)));
    right += 16;
  }
  let result = sumLanes(total);
  for (; left < end; left += 4) {
    result += load<f32>(left) * load<f32>(right);
    right += 4;
  }
  return result;
}

/** The sum of `count` numbers. */
export function sumRow(source: usize, count: i32): f32 {
  let total = f32x4.splat(0);
  const end = source + ((<usize>count) << 2);
  const whole = source + ((<usize>(count & ~3)) << 2);
  for (; source < whole; source += 16) total = f32x4.add(total, v128.load(source));
  let result = sumLanes(total);
  for (; source < end; source += 4) result += load<f32>(source);
  return result;
}

/** Adds `count` numbers to those at target. */
export function addRow(target: usize, source: usize, count: i32): void {
  const end = source + ((<usize>count) << 2);
  const whole = source + ((<usize>(count & ~3)) << 2);
  for (; source < whole; source += 16) {
    v128.store(target, f32x4.add(v128.load(target), v128.load(source)));
    target += 16;
  }
  for (; source < end; source += 4) {
    store<f32>(target, load<f32>(target) + load<f32>(source));
    target += 4;
  }
}
