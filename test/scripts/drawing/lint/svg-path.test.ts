import { suite } from "uvu";
import * as assert from "uvu/assert";
import { areaOf, boxAround, polylinesOf } from "../../../../scripts/drawing/lint/geometry.ts";

const test = suite("flattened paths");

const pointsOf = (path: string) => polylinesOf(path).flatMap(({ points }) => points);
const isNear = (actual: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

test("a circle of two arcs keeps its radius and, nearly, its area", () => {
  const circle = pointsOf("M4,0A4,4,0,1,1,-4,0A4,4,0,1,1,4,0");
  for (const { x, y } of circle) isNear(Math.hypot(x, y), 4, 1e-9);
  isNear(areaOf(circle), 16 * Math.PI, 0.03 * 16 * Math.PI);
});

test("the flags of an arc choose its side and its length", () => {
  // From 1, 0 to 0, 1, the short arc is clockwise about 0, 0 or anticlockwise about 1, 1; the long arcs are the opposite.
  const spans = ["0,0", "0,1", "1,0", "1,1"].map((flags) => {
    const { x1, x2 } = boxAround(pointsOf(`M1,0A1,1,0,${flags},0,1`));
    return [Math.round(x1), Math.round(x2)];
  });
  assert.equal(spans, [
    [0, 1],
    [0, 1],
    [-1, 1],
    [0, 2],
  ]);
  const [x, y] = [Math.SQRT1_2, Math.SQRT1_2];
  assert.ok(pointsOf("M1,0A1,1,0,0,1,0,1").some((point) => Math.hypot(point.x - x, point.y - y) < 1e-9));
  assert.ok(
    pointsOf("M1,0A1,1,0,0,0,0,1").some((point) => Math.hypot(point.x + x - 1, point.y + y - 1) < 1e-9),
  );
});

test("a rounded rectangle loses the area of its corners", () => {
  const radius = 5;
  const bow = radius * 0.5523;
  const [w, h] = [30, 20];
  const path =
    `M${radius},0L${w - radius},0C${w - radius + bow},0,${w},${radius - bow},${w},${radius}` +
    `L${w},${h - radius}C${w},${h - radius + bow},${w - radius + bow},${h},${w - radius},${h}` +
    `L${radius},${h}C${radius - bow},${h},0,${h - radius + bow},0,${h - radius}` +
    `L0,${radius}C0,${radius - bow},${radius - bow},0,${radius},0Z`;
  isNear(areaOf(pointsOf(path)), w * h - (4 - Math.PI) * radius ** 2, 1);
});

test("bars, steps and several subpaths are read, with numbers in any form", () => {
  assert.equal(pointsOf("M1,2h10v-3h-10Z"), [
    { x: 1, y: 2 },
    { x: 11, y: 2 },
    { x: 11, y: -1 },
    { x: 1, y: -1 },
  ]);
  assert.equal(
    polylinesOf("M0,0L1.5e1,-.5M3,4H5V6").map(({ points }) => points.at(-1)),
    [
      { x: 15, y: -0.5 },
      { x: 5, y: 6 },
    ],
  );
  assert.equal(polylinesOf(""), []);
});

test("a command that Vega does not write is an error", () => {
  assert.throws(() => polylinesOf("M0,0s1,2,3,4"), /unknown command in a path: s/);
});

test.run();
