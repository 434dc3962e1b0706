/** Layer norm without gain and shift over rows of `channels` numbers (Ba et al. 2016, equation 3). */
import { dotRow, sumRow } from "./parts/rows.ts";

/** out = (x - mean) / deviation with deviation = sqrt(variance + epsilon); also writes 1 / deviation of each row. */
export function layerNorm(
  rows: i32,
  channels: i32,
  epsilon: f32,
  x: usize,
  out: usize,
  inverse: usize,
): void {
  const bytes = (<usize>channels) << 2;
  for (let row = 0; row < rows; row++) {
    const mean = sumRow(x, channels) / <f32>channels;
    affineRow(x, channels, 1, -mean, out);
    const variance = dotRow(out, out, channels) / <f32>channels;
    const scale = <f32>1 / sqrt<f32>(variance + epsilon);
    affineRow(out, channels, scale, 0, out);
    store<f32>(inverse, scale);
    x += bytes;
    out += bytes;
    inverse += 4;
  }
}

/** dx = (dy - mean(dy) - y mean(dy y)) / deviation, from the outputs y. */
export function layerNormGradient(
  rows: i32,
  channels: i32,
  y: usize,
  inverse: usize,
  gradient: usize,
  out: usize,
): void {
  const bytes = (<usize>channels) << 2;
  for (let row = 0; row < rows; row++) {
    const mean = sumRow(gradient, channels) / <f32>channels;
    const slope = dotRow(gradient, y, channels) / <f32>channels;
    const scale = load<f32>(inverse);
    for (let offset: usize = 0; offset < bytes; ) {
      if (offset + 16 <= bytes) {
        const centered = f32x4.sub(v128.load(gradient + offset), f32x4.splat(mean));
        const along = f32x4.mul(v128.load(y + offset), f32x4.splat(slope));
        v128.store(out + offset, f32x4.mul(f32x4.sub(centered, along), f32x4.splat(scale)));
        offset += 16;
      } else {
        const centered = load<f32>(gradient + offset) - mean;
        store<f32>(out + offset, (centered - load<f32>(y + offset) * slope) * scale);
        offset += 4;
      }
    }
    y += bytes;
    inverse += 4;
    gradient += bytes;
    out += bytes;
  }
}

/** out = factor x + shift for `count` numbers. */
function affineRow(x: usize, count: i32, factor: f32, shift: f32, out: usize): void {
  const factors = f32x4.splat(factor);
  const shifts = f32x4.splat(shift);
  const end = x + ((<usize>count) << 2);
  const whole = x + ((<usize>(count & ~3)) << 2);
  for (; x < whole; x += 16) {
    v128.store(out, f32x4.add(f32x4.mul(v128.load(x), factors), shifts));
    out += 16;
  }
  for (; x < end; x += 4) {
    store<f32>(out, load<f32>(x) * factor + shift);
    out += 4;
  }
}
