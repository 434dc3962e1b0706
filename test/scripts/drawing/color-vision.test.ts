import { suite } from "uvu";
import * as assert from "uvu/assert";
import { colorDifference, type Lab, seenDifference } from "../../../scripts/drawing/color-vision.ts";

const test = suite("colour vision");

/** Pairs and their difference: the published test data of Sharma, Wu and Dalal (2005), table 1, those with pitfalls. */
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

test("CIEDE2000 agrees with the published test data, either way round", () => {
  for (const [one, other, expected] of published) {
    for (const difference of [colorDifference(one, other), colorDifference(other, one)]) {
      assert.ok(Math.abs(difference - expected) < 1e-4, `${difference} is not ${expected}`);
    }
  }
});

test("black and white are a hundred apart for everyone", () => {
  for (const vision of ["greyscale", "protanopia", "deuteranopia", "tritanopia"] as const) {
    assert.ok(Math.abs(seenDifference("#000000", "#ffffff", vision) - 100) < 0.01, vision);
  }
});

test("each deficiency confuses its own pair", () => {
  assert.ok(
    seenDifference("#ff7f0e", "#9acd32", "deuteranopia") < seenDifference("#ff7f0e", "#9acd32", "tritanopia"),
  );
  assert.ok(
    seenDifference("#008b8b", "#0077b0", "tritanopia") < seenDifference("#008b8b", "#0077b0", "protanopia"),
  );
});

test("a colour that is not #rrggbb is a mistake in the spec", () => {
  assert.throws(() => seenDifference("red", "#000000", "greyscale"), /not a colour as #rrggbb: red/);
});

test.run();
