import { suite } from "uvu";
import * as assert from "uvu/assert";
import { slope, slopesOfSeeds } from "../../../../experiments/kit/stats/describe.ts";
import { close } from "../../../helpers/close.ts";
import { readVectors } from "../../../helpers/vectors.ts";

const test = suite("slopes");

const { slopes } = readVectors<{
  readonly slopes: readonly {
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly slope: number;
  }[];
}>("statistics");

test("least-squares slopes agree with SciPy to the nine digits given", () => {
  assert.is(slopes.length, 3);
  for (const { x, y, slope: expected } of slopes) close(slope(x, y), expected, 1e-9, `${x.length} points`);
});

test("each seed has the slope of its own line, whatever its height", () => {
  for (const { x, y, slope: expected } of slopes) {
    // Three seeds: the measured line, the same turned over, and the same raised and steeper by 2.
    const samplesAtX = y.map((value, index) => [value, -value, 5 + value + 2 * (x[index] as number)]);
    const found = slopesOfSeeds(x, samplesAtX);
    assert.is(found.length, 3);
    for (const [seed, ofSeed] of [expected, -expected, expected + 2].entries()) {
      close(found[seed] ?? Number.NaN, ofSeed, 1e-9, `seed ${seed}`);
    }
  }
});

test("points without a slope are errors: one x, or samples that do not match", () => {
  assert.throws(() => slope([2, 2], [1, 3]), /a slope needs two values of x, not only 2/);
  assert.throws(() => slope([], []), /missing samples/);
  assert.throws(() => slope([1, 2], [1]), /invalid pairs: 2 samples against 1/);
  assert.throws(() => slopesOfSeeds([1, 2], [[1, 2], [1]]), /invalid samples: 1 seeds at one x against 2/);
  assert.throws(() => slopesOfSeeds([1, 2, 3], [[1], [2]]), /invalid pairs: 3 samples against 2/);
});

test.run();
