import { inflateSync } from "node:zlib";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { heatMap } from "../../../../experiments/kit/charts/heat-map.ts";
import { renderFigure } from "../../../../scripts/drawing/figure.ts";
import { encodePng } from "../../../../scripts/drawing/vega/png.ts";

const test = suite("matrix image");

const matrix = (size: number) =>
  Array.from({ length: size * size }, (_, index) => ({
    row: Math.floor(index / size),
    column: index % size,
    value: ((index * 37) % 101) / 100,
  }));

async function draw(size: number) {
  const spec = heatMap({
    table: "matrix",
    row: { field: "row", labels: [10] },
    column: { field: "column", labels: [10] },
    value: { field: "value", title: "value", format: ".1f" },
    domain: [0, 1],
    size: 200,
  });
  return renderFigure({
    id: "m",
    spec,
    tables: { matrix: matrix(size) },
    alt: "a",
    description: "d",
    isInvented: false,
  });
}

/** Pixels of a PNG of 8-bit RGB without filters, read by Node's zlib, which also checks the stream's checksum. */
function decode(png: Buffer): { width: number; height: number; pixels: number[][] } {
  assert.equal([...png.subarray(0, 8)], [137, 80, 78, 71, 13, 10, 26, 10]);
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  assert.equal([...png.subarray(24, 29)], [8, 2, 0, 0, 0]);
  const length = png.readUInt32BE(33);
  assert.is(png.toString("latin1", 37, 41), "IDAT");
  const lines = inflateSync(png.subarray(41, 41 + length));
  const pixels: number[][] = [];
  for (let row = 0; row < height; row++) {
    assert.is(lines[row * (3 * width + 1)], 0, "filter type none");
    for (let column = 0; column < width; column++) {
      const start = row * (3 * width + 1) + 1 + 3 * column;
      pixels.push([...lines.subarray(start, start + 3)]);
    }
  }
  return { width, height, pixels };
}

const imageOf = (svg: string): Buffer => {
  const [, base64 = ""] = /xlink:href="data:image\/png;base64,([^"]*)"/.exec(svg) ?? [];
  return Buffer.from(base64, "base64");
};

test("a matrix of more than 400 cells is one image, with its axes as vectors", async () => {
  const { svg } = await draw(21);
  assert.is(svg.match(/<image/g)?.length, 1);
  assert.match(svg, /<image [^>]*image-rendering="pixelated"/);
  assert.match(svg, />10<\/text>/);
  assert.ok(svg.length < 12_000, `${svg.length} bytes`);
});

test("a matrix of 400 cells is rectangles", async () => {
  const { svg } = await draw(20);
  assert.not.match(svg, "<image");
  assert.ok((svg.match(/<path/g)?.length ?? 0) >= 400);
});

test("each pixel of the image has the colour of the rectangle that it replaces", async () => {
  const { width, height, pixels } = decode(imageOf((await draw(21)).svg));
  assert.equal([width, height], [21, 21]);
  const byValue = new Map<number, string>();
  const small = matrix(20);
  const fills = [...(await draw(20)).svg.matchAll(/<path [^>]*fill="rgb\((\d+), (\d+), (\d+)\)"/g)];
  assert.is(fills.length, 400);
  for (const [index, fill] of fills.entries())
    byValue.set(small[index]?.value ?? -1, fill.slice(1, 4).join());
  let compared = 0;
  matrix(21).forEach(({ value }, index) => {
    const expected = byValue.get(value);
    if (expected === undefined) return;
    assert.is(pixels[index]?.slice(0, 3).join(), expected);
    compared++;
  });
  assert.is(compared, 441, "both matrices hold the same 101 values");
});

test("a PNG is read back whole, and smaller than its pixels", () => {
  const width = 150;
  const rgb = Uint8Array.from({ length: 3 * width * width }, (_, index) => (index * 7) % 256);
  const png = Buffer.from(encodePng({ width, height: width, rgb }));
  assert.equal(decode(png).pixels.flat(), [...rgb]);
  assert.ok(png.length < rgb.length / 2, `${png.length} bytes`);
});

test("a PNG's chunks have the CRC of the specification, here that of an empty IEND", () => {
  const png = Buffer.from(encodePng({ width: 1, height: 1, rgb: new Uint8Array(3) }));
  assert.is(png.subarray(-12).toString("hex"), "0000000049454e44ae426082");
});

test.run();
