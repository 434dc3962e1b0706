import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Asked, Found } from "../../../../experiments/kit/search.ts";
import type { Rates, Settings } from "../../../../experiments/lab/settings.ts";
import {
  checkOf,
  type GridSteps,
  type RateGrid,
  stepsOf,
} from "../../../../experiments/lab/tuning/rate-grid.ts";

const test = suite("search for rates");

const seeds = [50, 51, 52];

type Measure<Chosen extends Settings> = (runs: readonly Asked<Chosen>[]) => readonly (number | null)[];

/** Takes a search to its end. */
function search<Chosen extends Settings>(
  grid: RateGrid<Chosen>,
  measure: Measure<Chosen>,
  gridSteps: GridSteps = stepsOf,
): Found<Chosen> {
  const steps = gridSteps(grid, seeds);
  for (let next = steps.next(); ; next = steps.next(measure(next.value))) if (next.done) return next.value;
}

/** Losses with a minimum at two rates; runs fail at body rates above `limit`. Seeds shift all losses alike. */
function basin({
  body,
  outer = 0.019,
  limit = Number.POSITIVE_INFINITY,
}: Record<string, number> & { body: number }) {
  const asked: string[] = [];
  const measure: Measure<Rates> = (runs) =>
    runs.map(({ settings: { learningRate, outerLearningRate }, seed }) => {
      asked.push(`${learningRate} ${outerLearningRate} ${seed}`);
      if (learningRate > limit) return null;
      const distance = (rate: number, best: number) => Math.abs(Math.log(rate / best));
      return distance(learningRate, body) + distance(outerLearningRate, outer) / 4 + (seed - 50) / 10;
    });
  return { asked, measure };
}

const grid: RateGrid<Rates> = {
  learningRate: { rates: [0.05, 0.1, 0.2] },
  outerLearningRate: { rates: [0.02, 0.04], lowest: 0.005, highest: 0.16 },
};

/** A grid of the body's rate alone. */
const single: RateGrid<Settings> = { learningRate: { rates: [0.05, 0.1, 0.2] } };

test("the settings with the lowest mean loss are chosen, and no run is repeated", () => {
  const { asked, measure } = basin({ body: 0.1, outer: 0.04 });
  assert.equal(search(grid, measure).choice, { learningRate: 0.1, outerLearningRate: 0.04 });
  assert.is(new Set(asked).size, asked.length);
});

test("the grid, the next outer rate and both neighbours run with one seed, the best two with all", () => {
  const { tried } = search(grid, basin({ body: 0.1 }).measure);
  assert.equal(
    tried.map(({ learningRate, outerLearningRate, losses }) => [
      learningRate,
      outerLearningRate,
      losses.length,
    ]),
    [
      [0.05, 0.02, 1],
      [0.05, 0.04, 1],
      [0.0707107, 0.02, 1],
      [0.1, 0.01, 3],
      [0.1, 0.02, 3],
      [0.1, 0.04, 1],
      [0.141421, 0.02, 1],
      [0.2, 0.02, 1],
      [0.2, 0.04, 1],
    ],
  );
});

test("a neighbour a root of two away is chosen where it is better", () => {
  assert.is(search(grid, basin({ body: 0.135 }).measure).choice.learningRate, 0.141421);
});

test("a best rate at an edge extends its axis until it is inside, with the best of the other axis", () => {
  const { tried, choice } = search(grid, basin({ body: 0.8, outer: 0.08 }).measure);
  assert.equal(choice, { learningRate: 0.8, outerLearningRate: 0.08 });
  for (const rate of [0.4, 0.8, 1.6]) assert.ok(tried.some(({ learningRate }) => learningRate === rate));
  for (const rate of [0.08, 0.16]) {
    assert.ok(tried.some(({ outerLearningRate }) => outerLearningRate === rate));
  }
  assert.is(search(grid, basin({ body: 0.0125 }).measure).choice.learningRate, 0.0125);
});

test("a limited axis ends at its limits", () => {
  for (const [outer, limit] of [
    [10, 0.16],
    [0.0001, 0.005],
  ] as const) {
    const { tried, choice } = search(grid, basin({ body: 0.1, outer }).measure);
    assert.is(choice.outerLearningRate, limit);
    assert.ok(
      tried.every(({ outerLearningRate }) => outerLearningRate >= 0.005 && outerLearningRate <= 0.16),
    );
  }
});

test("an axis of one rate is fixed: neither extended nor refined", () => {
  const frozen: RateGrid<Rates> = { ...grid, learningRate: { rates: [0] } };
  const measure: Measure<Rates> = (runs) =>
    runs.map(({ settings }) => Math.abs(Math.log(settings.outerLearningRate / 0.08)));
  const { tried, choice } = search(frozen, measure);
  assert.equal(choice, { learningRate: 0, outerLearningRate: 0.08 });
  assert.ok(tried.every(({ learningRate }) => learningRate === 0));
});

test("another seed can overturn what the first one said, among the best two", () => {
  // The first seed likes 0.1, then 0.0707; the others prefer the lower one.
  const measure: Measure<Settings> = (runs) =>
    runs.map(({ settings, seed }) => Math.abs(Math.log(settings.learningRate / (seed === 50 ? 0.09 : 0.07))));
  assert.is(search(single, measure).choice.learningRate, 0.0707107);
});

test("settings at which runs fail are never chosen, and bound the grid", () => {
  const { choice, tried } = search(
    { ...grid, learningRate: { rates: [0.01, 0.02, 0.04] } },
    basin({ body: 1, limit: 0.03 }).measure,
  );
  assert.is(choice.learningRate, 0.0282843);
  assert.equal(tried.at(-1)?.losses, [null]);
});

test("a search without a lowest loss ends with an error", () => {
  const thrown = (options: Parameters<typeof basin>[0], message: RegExp) =>
    assert.throws(() => search(grid, basin(options).measure), message);
  thrown({ body: 1e9 }, /no lowest loss inside the grid/);
  thrown({ body: 1, limit: 0 }, /no run ended/);
});

/** Rates from a rule, in the middle of both axes, and their neighbours. */
const aroundRule: RateGrid<Rates> = {
  learningRate: { rates: [0.1, 0.2, 0.4], step: 2 },
  outerLearningRate: { rates: [0.02, 0.04, 0.08] },
};

/** The settings that a check with one seed tries, in order of their rates. */
const checked = (measure: Measure<Rates>) => {
  const { tried, choice } = search(aroundRule, measure, (axes) => checkOf(axes, [50]));
  return {
    pairs: tried.map(({ learningRate, outerLearningRate }) => [learningRate, outerLearningRate]),
    choice,
  };
};

const cross = [
  [0.1, 0.04],
  [0.2, 0.02],
  [0.2, 0.04],
  [0.2, 0.08],
  [0.4, 0.04],
];

test("a check tries each axis at the middle of the other, and no more if the rule's rate of the body is best", () => {
  const { asked, measure } = basin({ body: 0.21, outer: 0.075 });
  assert.equal(checked(measure), {
    pairs: cross,
    choice: { learningRate: 0.2, outerLearningRate: 0.08 },
  });
  assert.equal(asked.length, new Set(asked).size);
});

test("a check goes on once, in the direction of a best rate at an edge", () => {
  const low = checked(basin({ body: 0.01, outer: 0.04 }).measure);
  assert.equal(low.pairs, [[0.05, 0.04], ...cross]);
  assert.equal(low.choice, { learningRate: 0.05, outerLearningRate: 0.04 });
  const high = checked(basin({ body: 0.5, outer: 0.04 }).measure);
  assert.equal(high.pairs, [...cross, [0.8, 0.04]]);
  assert.equal(high.choice, { learningRate: 0.4, outerLearningRate: 0.04 });
});

test.run();
