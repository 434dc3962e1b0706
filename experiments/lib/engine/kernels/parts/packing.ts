/**
 * Copies operands of a product into panels: [depth][4] for the left one, [depth][8] for the right one. An operand's lines
 * run either along the depth or across it, depending on the side and on whether it is transposed.
 */

/** Packs a block of the right operand into panels [depth][8], the last one padded with zeros. */
export function packRight(
  right: usize,
  transposed: bool,
  n: i32,
  k: i32,
  column: i32,
  columns: i32,
  row: i32,
  depth: i32,
  block: usize,
): void {
  let out = block;
  for (let j = column; j < column + columns; j += 4) {
    const width = min(4, column + columns - j);
    if (transposed) packAlong(right + ((<usize>j * k + row) << 2), (<usize>k) << 2, width, depth, out, 32);
    else packAcross(right + ((<usize>row * n + j) << 2), (<usize>n) << 2, width, depth, out, 32);
    // The second half of a panel lies beside the first; the next panel begins after both.
    out = (j - column) & 4 ? out - 16 + ((<usize>depth) << 5) : out + 16;
  }
  if (((columns + 3) >> 2) & 1) packAlong(right, 0, 0, depth, out, 32);
}

/** Packs `count` <= 4 lines that run along the depth (stride bytes apart): transposes them four by four. */
export function packAlong(
  source: usize,
  stride: usize,
  count: i32,
  depth: i32,
  out: usize,
  outStride: usize,
): void {
  if (count < 4) {
    for (let lane = 0; lane < 4; lane++) {
      packLine(source + <usize>lane * stride, lane < count, depth, out + ((<usize>lane) << 2), outStride);
    }
    return;
  }
  const source1 = source + stride;
  const source2 = source1 + stride;
  const source3 = source2 + stride;
  const whole = (<usize>(depth & ~3)) << 2;
  let offset: usize = 0;
  for (; offset < whole; offset += 16) {
    const line0 = v128.load(source + offset);
    const line1 = v128.load(source1 + offset);
    const line2 = v128.load(source2 + offset);
    const line3 = v128.load(source3 + offset);
    const low01 = v128.shuffle<f32>(line0, line1, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(line0, line1, 2, 6, 3, 7);
    const low23 = v128.shuffle<f32>(line2, line3, 0, 4, 1, 5);
    const high23 = v128.shuffle<f32>(line2, line3, 2, 6, 3, 7);
    v128.store(out, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
    out += outStride;
    v128.store(out, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
    out += outStride;
    v128.store(out, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
    out += outStride;
    v128.store(out, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
    out += outStride;
  }
  for (; offset < (<usize>depth) << 2; offset += 4) {
    store<f32>(out, load<f32>(source + offset));
    store<f32>(out, load<f32>(source1 + offset), 4);
    store<f32>(out, load<f32>(source2 + offset), 8);
    store<f32>(out, load<f32>(source3 + offset), 12);
    out += outStride;
  }
}

/** One line of a panel, or zeros where the operand has none. */
function packLine(source: usize, present: bool, depth: i32, out: usize, outStride: usize): void {
  for (let index = 0; index < depth; index++) {
    store<f32>(out, present ? load<f32>(source + ((<usize>index) << 2)) : 0);
    out += outStride;
  }
}

/** Packs lines across the depth: `count` <= 4 neighbours at each depth, depths `stride` bytes apart. */
export function packAcross(
  source: usize,
  stride: usize,
  count: i32,
  depth: i32,
  out: usize,
  outStride: usize,
): void {
  if (count === 4) {
    for (let index = 0; index < depth; index++) {
      v128.store(out, v128.load(source));
      source += stride;
      out += outStride;
    }
    return;
  }
  for (let index = 0; index < depth; index++) {
    v128.store(out, f32x4.splat(0));
    for (let lane: usize = 0; lane < <usize>count; lane++) {
      store<f32>(out + (lane << 2), load<f32>(source + (lane << 2)));
    }
    source += stride;
    out += outStride;
  }
}
