/** Softmax cross-entropy with whole targets, and the logarithm of the softmax, over rows of `classes` logits. */
import { log1 } from "./parts/elementary.ts";
import { expRow, maxOf, scaleRow } from "./parts/rows.ts";

/** log sum exp of each row of logits. `powers` is scratch for one row. */
export function logSumExp(rows: i32, classes: i32, logits: usize, out: usize, powers: usize): void {
  for (let row = 0; row < rows; row++) {
    const shift = maxOf(logits, classes);
    const sum = expRow(logits, classes, 1, shift, powers);
    store<f32>(out, shift + <f32>log1(<f64>sum));
    logits += (<usize>classes) << 2;
    out += 4;
  }
}

/** out = logSum - logit of the target, or NaN if the target is no class. */
export function crossEntropy(
  rows: i32,
  classes: i32,
  logits: usize,
  targets: usize,
  logSums: usize,
  out: usize,
): void {
  for (let row = 0; row < rows; row++) {
    const target = load<i32>(targets);
    const known = target >= 0 && target < classes;
    const logit = known ? load<f32>(logits + ((<usize>target) << 2)) : <f32>NaN;
    store<f32>(out, load<f32>(logSums) - logit);
    logits += (<usize>classes) << 2;
    targets += 4;
    logSums += 4;
    out += 4;
  }
}

/** out = (softmax(logits) - one-hot(target)) gradient, one row at a time. */
export function crossEntropyGradient(
  rows: i32,
  classes: i32,
  logits: usize,
  targets: usize,
  logSums: usize,
  gradient: usize,
  out: usize,
): void {
  for (let row = 0; row < rows; row++) {
    const slope = load<f32>(gradient);
    const target = load<i32>(targets);
    expRow(logits, classes, 1, load<f32>(logSums), out);
    scaleRow(out, classes, slope);
    if (target >= 0 && target < classes) {
      const place = out + ((<usize>target) << 2);
      store<f32>(place, load<f32>(place) - slope);
    }
    logits += (<usize>classes) << 2;
    targets += 4;
    logSums += 4;
    gradient += 4;
    out += (<usize>classes) << 2;
  }
}

/** out = logits - logSum, one row at a time. */
export function logSoftmax(rows: i32, classes: i32, logits: usize, logSums: usize, out: usize): void {
  for (let row = 0; row < rows; row++) {
    const logSum = load<f32>(logSums);
    for (let index = 0; index < classes; index++) {
      store<f32>(out, load<f32>(logits) - logSum);
      logits += 4;
      out += 4;
    }
    logSums += 4;
  }
}
