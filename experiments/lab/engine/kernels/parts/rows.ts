/** Sums and maxima over a run of numbers, always in one order: four lanes, then pairs of lanes, then the rest. */
import { Elementary } from "./elementary.ts";

/** The sum of four lanes. */
export function sumLanes(x: v128): f32 {
  const pairs = f32x4.add(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** The largest of `count` numbers, ignoring NaN; minus infinity if there are none. */
export function maxOf(source: usize, count: i32): f32 {
  let largest = f32x4.splat(-Infinity);
  const end = source + ((<usize>count) << 2);
  const whole = source + ((<usize>(count & ~3)) << 2);
  // The first operand stays unless it is smaller, so a NaN never gets in. Its exponential is still NaN.
  for (; source < whole; source += 16) largest = f32x4.pmax(largest, v128.load(source));
  for (; source < end; source += 4) largest = f32x4.pmax(largest, v128.load32_splat(source));
  largest = f32x4.pmax(largest, v128.shuffle<f32>(largest, largest, 2, 3, 0, 1));
  return max(f32x4.extract_lane(largest, 0), f32x4.extract_lane(largest, 1));
}

/** Writes e^(scale x - shift) for `count` numbers and returns their sum. */
export function expRow(source: usize, count: i32, scale: f32, shift: f32, out: usize): f32 {
  const scales = f32x4.splat(scale);
  const shifts = f32x4.splat(shift);
  let total = f32x4.splat(0);
  const end = source + ((<usize>count) << 2);
  const whole = source + ((<usize>(count & ~3)) << 2);
  for (; source < whole; source += 16) {
    const power = Elementary.exp4(f32x4.sub(f32x4.mul(v128.load(source), scales), shifts));
    v128.store(out, power);
    total = f32x4.add(total, power);
    out += 16;
  }
  if (source === end) return sumLanes(total);
  // The rest, as one vector: unused lanes give powers of zero, which are neither written nor summed.
  const rest = <i32>(end - source) >> 2;
  const power = Elementary.exp4(f32x4.sub(f32x4.mul(loadFew(source, rest), scales), shifts));
  storeFew(out, power, rest);
  const present = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(rest));
  return sumLanes(f32x4.add(total, v128.and(power, present)));
}

/** One to three numbers, zeros in the other lanes. */
function loadFew(source: usize, count: i32): v128 {
  if (count === 1) return v128.load32_zero(source);
  const pair = v128.load64_zero(source);
  return count === 2 ? pair : v128.load32_lane(source, pair, 2, 8);
}

/** Writes the first one to three lanes. */
function storeFew(out: usize, values: v128, count: i32): void {
  v128.store32_lane(out, values, 0);
  if (count > 1) v128.store32_lane(out, values, 1, 4);
  if (count > 2) v128.store32_lane(out, values, 2, 8);
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

/** Writes one number `count` times. */
export function fillRow(target: usize, count: i32, value: f32): void {
  const end = target + ((<usize>count) << 2);
  for (; target < end; target += 4) store<f32>(target, value);
}

/** Adds `count` numbers, each times the factor, to those at `target`. */
export function addScaledRow(target: usize, source: usize, count: i32, factor: f32): void {
  const factors = f32x4.splat(factor);
  const end = source + ((<usize>count) << 2);
  const whole = source + ((<usize>(count & ~3)) << 2);
  for (; source < whole; source += 16) {
    v128.store(target, f32x4.add(v128.load(target), f32x4.mul(v128.load(source), factors)));
    target += 16;
  }
  for (; source < end; source += 4) {
    store<f32>(target, load<f32>(target) + load<f32>(source) * factor);
    target += 4;
  }
}

/** Adds `count` numbers to those at `target`. */
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
