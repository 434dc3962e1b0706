/** AdamW and the norm that clips its gradients. */

/** The sum of squares of `count` numbers, added up in double precision. */
export function sumOfSquares(count: i32, source: usize): f64 {
  let low = f64x2.splat(0);
  let high = low;
  const end = source + ((<usize>count) << 2);
  const whole = source + ((<usize>(count & ~3)) << 2);
  for (; source < whole; source += 16) {
    const values = v128.load(source);
    const first = f64x2.promote_low_f32x4(values);
    const second = f64x2.promote_low_f32x4(v128.shuffle<f32>(values, values, 2, 3, 0, 1));
    low = f64x2.add(low, f64x2.mul(first, first));
    high = f64x2.add(high, f64x2.mul(second, second));
  }
  const sums = f64x2.add(low, high);
  let result = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  for (; source < end; source += 4) {
    const value = <f64>load<f32>(source);
    result += value * value;
  }
  return result;
}

/**
 * One AdamW update in place (Loshchilov and Hutter 2019, algorithm 2). `rate` is the learning rate, `keep` = 1 - rate *
 * decay; `firstScale` and `secondScale` correct the bias of the zero start: 1 / (1 - beta^step).
 */
export function adamW(
  count: i32,
  parameter: usize,
  gradient: usize,
  first: usize,
  second: usize,
  gradientScale: f32,
  beta1: f32,
  beta2: f32,
  rest1: f32,
  rest2: f32,
  firstScale: f32,
  secondScale: f32,
  epsilon: f32,
  rate: f32,
  keep: f32,
): void {
  const bytes = (<usize>count) << 2;
  let offset: usize = 0;
  for (; offset + 16 <= bytes; offset += 16) {
    const slope = f32x4.mul(v128.load(gradient + offset), f32x4.splat(gradientScale));
    const mean = f32x4.add(
      f32x4.mul(v128.load(first + offset), f32x4.splat(beta1)),
      f32x4.mul(slope, f32x4.splat(rest1)),
    );
    const square = f32x4.add(
      f32x4.mul(v128.load(second + offset), f32x4.splat(beta2)),
      f32x4.mul(f32x4.mul(slope, slope), f32x4.splat(rest2)),
    );
    v128.store(first + offset, mean);
    v128.store(second + offset, square);
    const size = f32x4.add(f32x4.sqrt(f32x4.mul(square, f32x4.splat(secondScale))), f32x4.splat(epsilon));
    const step = f32x4.div(f32x4.mul(mean, f32x4.splat(firstScale * rate)), size);
    const kept = f32x4.mul(v128.load(parameter + offset), f32x4.splat(keep));
    v128.store(parameter + offset, f32x4.sub(kept, step));
  }
  for (; offset < bytes; offset += 4) {
    const slope = load<f32>(gradient + offset) * gradientScale;
    const mean = load<f32>(first + offset) * beta1 + slope * rest1;
    const square = load<f32>(second + offset) * beta2 + slope * slope * rest2;
    store<f32>(first + offset, mean);
    store<f32>(second + offset, square);
    const step = (mean * (firstScale * rate)) / (sqrt<f32>(square * secondScale) + epsilon);
    store<f32>(parameter + offset, load<f32>(parameter + offset) * keep - step);
  }
}
