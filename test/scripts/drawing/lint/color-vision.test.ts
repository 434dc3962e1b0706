import culori from "culori/require";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { seenDifference, visions } from "../../../../scripts/drawing/lint/color-vision.ts";

const test = suite("colour vision");

type Lab = readonly [lightness: number, a: number, b: number];

/** Pairs of colours and their difference: difficult cases from table 1 of Sharma, Wu and Dalal (2005). */
const published: readonly [Lab, Lab, number][] = [
  [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
  [[50, -1.3802, -84.2814], [50, 0, -82.7485], 1.0],
  [[50, 0, 0], [50, -1, 2], 2.3669],
  [[50, 2.49, -0.001], [50, -2.49, 0.0009], 7.1792],
  [[50, 2.49, -0.001], [50, -2.49, 0.0011], 7.2195],
  [[50, 2.5, 0], [73, 25, -18], 27.1492],
  [[50, 2.5, 0], [58, 24, 15], 19.4535],
  [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
  [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
];

test("CIEDE2000 agrees with the published test data, in either order of the colours", () => {
  const differenceOf = culori.differenceCiede2000();
  const labOf = ([l, a, b]: Lab) => ({ mode: "lab65", l, a, b }) as const;
  for (const [first, second, expected] of published) {
    const [a, b] = [labOf(first), labOf(second)];
    for (const difference of [differenceOf(a, b), differenceOf(b, a)]) {
      assert.ok(Math.abs(difference - expected) < 1e-4, `${difference} is not ${expected}`);
    }
  }
});

test("black and white differ by a hundred in every vision", () => {
  for (const vision of visions) {
    assert.ok(Math.abs(seenDifference("#000000", "#ffffff", vision) - 100) < 0.01, vision);
  }
});

/** Computed without culori: the paper's matrices on linear sRGB, then CIEDE2000 by the formulas of Sharma et al. */
const computed: readonly [string, string, readonly number[]][] = [
  ["#ff7f0e", "#9acd32", [7.3223, 13.8808, 4.663, 48.9942]],
  ["#008b8b", "#0077b0", [4.8047, 16.4846, 13.7535, 5.8561]],
  ["#0062a8", "#9f2f00", [3.2463, 48.1697, 52.1031, 61.9363]],
];

test("the difference in each vision agrees with an independent computation, to the digits of the white point", () => {
  for (const [first, second, expected] of computed) {
    visions.forEach((vision, index) => {
      const difference = seenDifference(first, second, vision);
      assert.ok(
        Math.abs(difference - (expected[index] ?? 0)) < 0.01,
        `${vision} ${first} ${second}: ${difference}`,
      );
    });
  }
});

test("a deficiency confuses a pair that another one distinguishes", () => {
  assert.ok(
    seenDifference("#ff7f0e", "#9acd32", "deuteranopia") < seenDifference("#ff7f0e", "#9acd32", "tritanopia"),
  );
  assert.ok(
    seenDifference("#008b8b", "#0077b0", "tritanopia") < seenDifference("#008b8b", "#0077b0", "protanopia"),
  );
});

test("a string that is not a colour is an error", () => {
  assert.throws(() => seenDifference("rouge", "#000000", "greyscale"), /not a colour: rouge/);
});

test.run();
