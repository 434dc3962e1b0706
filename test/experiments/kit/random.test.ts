import * as fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { advance, Random, type State } from "../../../experiments/kit/random.ts";
import { forAll } from "../../helpers/for-all.ts";

const test = suite("random");

test("the stream is xoshiro128**: the published vector of its reference state", () => {
  const state: State = [1, 2, 3, 4];
  const drawn = Array.from({ length: 10 }, () => advance(state));
  assert.equal(
    drawn,
    [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804],
  );
});

test("equal seeds give equal draws, other seeds and kinds of seed others", () => {
  const draws = (seed: number | string) => {
    const random = Random.seeded(seed);
    return Array.from({ length: 4 }, () => random.bits());
  };
  assert.equal(draws(7), draws(7));
  assert.not.equal(draws(7), draws(8));
  assert.not.equal(draws(7), draws("7"));
});

test("a child depends on the labels, not on what the parent has drawn", () => {
  const fresh = Random.seeded(1).split("weights").uniform();
  const parent = Random.seeded(1);
  parent.uniform();
  parent.split("batches").uniform();
  assert.is(parent.split("weights").uniform(), fresh);
  assert.is.not(parent.split("batches").uniform(), fresh);
});

test("the place of a boundary between labels matters", () => {
  const joined = (first: string, second: string) => Random.seeded(1).split(first).split(second).bits();
  assert.is.not(joined("a", "bc"), joined("ab", "c"));
  assert.is.not(Random.seeded(1).split("").bits(), Random.seeded(1).bits());
});

test("neighbouring seeds are not correlated", () => {
  const n = 4000;
  const pairs = Array.from({ length: n }, (_, seed) => [
    Random.seeded(seed).uniform() - 0.5,
    Random.seeded(seed + 1).uniform() - 0.5,
  ]);
  const covariance = pairs.reduce((sum, [x = 0, y = 0]) => sum + x * y, 0) / n;
  // Of independent uniforms the standard error is 1 / (12 sqrt n).
  assert.ok(Math.abs(covariance) < 4 / (12 * Math.sqrt(n)), `covariance ${covariance}`);
});

test("uniform draws fill [0, 1) evenly", () => {
  const random = Random.seeded(3);
  const n = 64_000;
  const counts = new Array<number>(64).fill(0);
  for (let draw = 0; draw < n; draw++) {
    const u = random.uniform();
    assert.ok(u >= 0 && u < 1);
    counts[Math.floor(u * 64)] = (counts[Math.floor(u * 64)] ?? 0) + 1;
  }
  const chiSquare = counts.reduce((sum, count) => sum + (count - n / 64) ** 2 / (n / 64), 0);
  // 63 degrees of freedom: mean 63, standard deviation 11.2.
  assert.ok(chiSquare > 25 && chiSquare < 110, `chi square ${chiSquare}`);
});

test("normal draws have the moments of the standard normal", () => {
  const random = Random.seeded(4);
  const n = 100_000;
  const draws = Array.from({ length: n }, () => random.normal());
  const moment = (power: number) => draws.reduce((sum, x) => sum + x ** power, 0) / n;
  // Four standard errors of each sample moment: variances 1, 2, 15, 96.
  const expected = [
    { power: 1, value: 0, variance: 1 },
    { power: 2, value: 1, variance: 2 },
    { power: 3, value: 0, variance: 15 },
    { power: 4, value: 3, variance: 96 },
  ];
  for (const { power, value, variance } of expected) {
    assert.ok(
      Math.abs(moment(power) - value) < 4 * Math.sqrt(variance / n),
      `moment ${power}: ${moment(power)}`,
    );
  }
});

test("integers stay below the bound and reach every value; a bad bound is an error", () => {
  forAll(
    [fc.integer({ min: 1, max: 9 }), fc.integer()],
    (bound, seed) => {
      const random = Random.seeded(seed);
      const seen = new Set(Array.from({ length: 60 * bound }, () => random.integer(bound)));
      assert.equal(
        [...seen].sort(),
        Array.from({ length: bound }, (_, value) => value),
      );
    },
    30,
  );
  for (const bound of [0, -1, 1.5, Number.NaN, 4_294_967_297]) {
    assert.throws(() => Random.seeded(1).integer(bound), /invalid bound/);
  }
});

test("a shuffle is a permutation that leaves its argument as it was, and each order is equally likely", () => {
  const items = ["a", "b", "c"];
  const random = Random.seeded(5);
  const counts = new Map<string, number>();
  for (let draw = 0; draw < 6000; draw++) {
    const order = random.shuffle(items).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.equal(items, ["a", "b", "c"]);
  assert.is(counts.size, 6);
  // 1,000 each, standard deviation 29.
  for (const count of counts.values()) assert.ok(Math.abs(count - 1000) < 130, `count ${count}`);
});

test("the draws of a seed are these, on every machine and version of Node", () => {
  const random = Random.seeded(42);
  assert.equal(
    [random.bits(), random.uniform(), random.normal(), random.integer(1000)],
    [678647889, 0.9608680552052823, 0.5727509934928365, 601],
  );
  assert.equal(Random.seeded("split").split("a").split(1).bits(), 3804570933);
});

test.run();
