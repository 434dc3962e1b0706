/**
 * Copies operands of a product into panels: [depth][4] for the left one, [depth][8] for the right one. An operand's
 * lines run along or across the depth, depending on the side and on whether it is transposed.
 */

/** Packs up to 16 rows of the left operand into panels [depth][4], from row i and depth `row` on. */
export function packLeft(
  left: usize,
  transposed: bool,
  line: usize,
  i: i32,
  rows: i32,
  row: i32,
  depth: i32,
  out: usize,
): void {
  const panelBytes = (<usize>depth) << 4;
  if (transposed) {
    left += <usize>row * line + ((<usize>i) << 2);
    if (rows === 16) {
      packWide(left, line, depth, out, out + panelBytes, out + 2 * panelBytes, out + 3 * panelBytes, 16);
      return;
    }
    for (let lane = 0; lane < rows; lane += 4) {
      packAcross(left + ((<usize>lane) << 2), line, min(4, rows - lane), depth, out, 16);
      out += panelBytes;
    }
    return;
  }
  left += <usize>i * line + ((<usize>row) << 2);
  for (let lane = 0; lane < rows; lane += 4) {
    packAlong(left + <usize>lane * line, line, min(4, rows - lane), depth, out, 16);
    out += panelBytes;
  }
}

/** Packs a block of the right operand into panels [depth][8], the last one padded with zeros. */
export function packRight(
  right: usize,
  transposed: bool,
  line: usize,
  column: i32,
  columns: i32,
  row: i32,
  depth: i32,
  block: usize,
): void {
  const panelBytes = (<usize>depth) << 5;
  let out = block;
  let j = 0;
  if (transposed) {
    right += <usize>column * line + ((<usize>row) << 2);
    for (; j < columns; j += 8) {
      packAlong(right + <usize>j * line, line, min(4, columns - j), depth, out, 32);
      packAlong(right + <usize>(j + 4) * line, line, min(4, max(0, columns - j - 4)), depth, out + 16, 32);
      out += panelBytes;
    }
    return;
  }
  right += <usize>row * line + ((<usize>column) << 2);
  for (; j + 16 <= columns; j += 16) {
    const second = out + panelBytes;
    packWide(right + ((<usize>j) << 2), line, depth, out, out + 16, second, second + 16, 32);
    out = second + panelBytes;
  }
  for (; j < columns; j += 8) {
    packAcross(right + ((<usize>j) << 2), line, min(4, columns - j), depth, out, 32);
    packAcross(right + ((<usize>(j + 4)) << 2), line, min(4, max(0, columns - j - 4)), depth, out + 16, 32);
    out += panelBytes;
  }
}

/** Packs 16 neighbours at each depth, a cache line, as four groups of four. */
function packWide(
  source: usize,
  line: usize,
  depth: i32,
  out0: usize,
  out1: usize,
  out2: usize,
  out3: usize,
  outStride: usize,
): void {
  for (let index = 0; index < depth; index++) {
    v128.store(out0, v128.load(source));
    v128.store(out1, v128.load(source, 16));
    v128.store(out2, v128.load(source, 32));
    v128.store(out3, v128.load(source, 48));
    source += line;
    out0 += outStride;
    out1 += outStride;
    out2 += outStride;
    out3 += outStride;
  }
}

/** Packs `count` <= 4 lines that run along the depth, `stride` bytes apart: transposes them four by four. */
function packAlong(source: usize, stride: usize, count: i32, depth: i32, out: usize, outStride: usize): void {
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

/** One line of a panel; zeros beyond the operand. */
function packLine(source: usize, present: bool, depth: i32, out: usize, outStride: usize): void {
  for (let index = 0; index < depth; index++) {
    store<f32>(out, present ? load<f32>(source + ((<usize>index) << 2)) : 0);
    out += outStride;
  }
}

/** Packs lines across the depth: `count` <= 4 neighbours at each depth; depths are `stride` bytes apart. */
function packAcross(
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
