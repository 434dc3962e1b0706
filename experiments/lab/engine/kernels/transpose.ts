/** Swaps the two middle axes: [outer, rows, columns, size] -> [outer, columns, rows, size], where size counts numbers. */
export function swapMiddleAxes(outer: i32, rows: i32, columns: i32, size: i32, x: usize, out: usize): void {
  const bytes = (<usize>size) << 2;
  for (let index = 0; index < outer; index++) {
    for (let column = 0; column < columns; column++) {
      let line = x + <usize>column * bytes;
      for (let row = 0; row < rows; row++) {
        copyRun(line, bytes, out);
        line += <usize>columns * bytes;
        out += bytes;
      }
    }
    x += <usize>rows * columns * bytes;
  }
}

/** Copies `bytes`, a multiple of 4; faster than the built-in copy for short runs. */
function copyRun(source: usize, bytes: usize, out: usize): void {
  let offset: usize = 0;
  for (; offset + 16 <= bytes; offset += 16) v128.store(out + offset, v128.load(source + offset));
  for (; offset < bytes; offset += 4) store<u32>(out + offset, load<u32>(source + offset));
}
