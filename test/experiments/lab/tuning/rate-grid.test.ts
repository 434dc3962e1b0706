import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Asked, Found } from "../../../../experiments/kit/search.ts";
import type { Settings } from "../../../../experiments/lab/settings.ts";
import { type RateGrid, stepsOf } from "../../../../experiments/lab/tuning/rate-grid.ts";

const test = suite("search for settings");

const seeds = [50, 51, 52];

type Measure = (runs: readonly Asked<Settings>[]) => readonly (number | null)[];

/** Takes a search to its end. */
function searchSettings(
  { seeds: all, ...options }: RateGrid & { seeds: readonly number[] },
  measure: Measure,
): Found<Settings> {
  const steps = stepsOf(options, all);
  for (let next = steps.next(); ; next = steps.next(measure(next.value))) if (next.done) return next.value;
}

/** Losses with a minimum at a rate and a warm-up; runs fail at rates above `limit`. Seeds shift all losses alike. */
function basin({
  rate,
  warmup = 20,
  limit = Number.POSITIVE_INFINITY,
}: {
  rate: number;
  warmup?: number;
  limit?: number;
}) {
  const asked: string[] = [];
  const measure: Measure = (runs) =>
    runs.map(({ settings: { learningRate, warmupSteps }, seed }) => {
      asked.push(`${learningRate}/${warmupSteps}/${seed}`);
      if (learningRate > limit) return null;
      return (
        Math.abs(Math.log(learningRate / rate)) + Math.abs(warmupSteps - warmup) / 1000 + (seed - 50) / 10
      );
    });
  return { asked, measure };
}

const grid = { rates: [0.05, 0.1, 0.2], warmups: [20, 120], seeds };

test("the settings with the lowest mean loss are chosen, and no run is repeated", () => {
  const { asked, measure } = basin({ rate: 0.1, warmup: 120 });
  const { choice } = searchSettings(grid, measure);
  assert.equal(choice, { learningRate: 0.1, warmupSteps: 120 });
  assert.is(new Set(asked).size, asked.length);
});

test("all settings run with the first seed, the best two with all, and the neighbours of the best with all", () => {
  const { tried } = searchSettings(grid, basin({ rate: 0.1 }).measure);
  assert.equal(
    tried.map(({ learningRate, warmupSteps, losses }) => [learningRate, warmupSteps, losses.length]),
    [
      [0.05, 20, 1],
      [0.05, 120, 1],
      [0.0707107, 20, 3],
      [0.1, 20, 3],
      [0.1, 120, 3],
      [0.141421, 20, 3],
      [0.2, 20, 1],
      [0.2, 120, 1],
    ],
  );
});

test("a neighbour a root of two away is chosen where it is better", () => {
  const { choice } = searchSettings(grid, basin({ rate: 0.135 }).measure);
  assert.equal(choice, { learningRate: 0.141421, warmupSteps: 20 });
});

test("a best rate at an edge extends the grid until it lies inside", () => {
  const ratesOf = (rate: number) => {
    const { tried, choice } = searchSettings({ ...grid, rates: [0.01, 0.02] }, basin({ rate }).measure);
    return {
      rates: [...new Set(tried.map(({ learningRate }) => learningRate))],
      choice: choice.learningRate,
    };
  };
  const up = ratesOf(0.08);
  assert.is(up.choice, 0.08);
  for (const rate of [0.04, 0.08, 0.16]) assert.ok(up.rates.includes(rate));
  const down = ratesOf(0.0025);
  assert.is(down.choice, 0.0025);
  for (const rate of [0.005, 0.0025, 0.00125]) assert.ok(down.rates.includes(rate));
});

test("another seed can overturn what the first one said, and the grid is extended again if it has to be", () => {
  // The first seed likes 0.1; the others 0.2, which lies at the edge.
  const measure: Measure = (runs) =>
    runs.map(({ settings, seed }) => Math.abs(Math.log(settings.learningRate / (seed === 50 ? 0.12 : 0.25))));
  const { tried, choice } = searchSettings({ ...grid, warmups: [20] }, measure);
  assert.ok(tried.some(({ learningRate }) => learningRate === 0.4));
  assert.equal(choice, { learningRate: 0.2, warmupSteps: 20 });
});

test("a closed grid is neither extended nor refined", () => {
  const { tried, choice } = searchSettings(
    { rates: [0.01, 0.02], warmups: [20], seeds, isClosed: true },
    basin({ rate: 0.5 }).measure,
  );
  assert.is(choice.learningRate, 0.02);
  assert.is(tried.length, 2);
});

test("settings at which runs fail are never chosen, and bound the grid", () => {
  const { choice, tried } = searchSettings(
    { ...grid, rates: [0.01, 0.02, 0.04] },
    basin({ rate: 1, limit: 0.03 }).measure,
  );
  assert.is(choice.learningRate, 0.0282843);
  assert.equal(tried.at(-1)?.losses, [null]);
});

test("a search without a lowest loss ends with an error", () => {
  for (const [options, message] of [
    [{ rate: 1e9 }, /no lowest loss inside the grid/],
    [{ rate: 1, limit: 0 }, /no run ended/],
  ] as const) {
    try {
      searchSettings(grid, basin(options).measure);
    } catch (error) {
      assert.match(String(error), message);
      continue;
    }
    assert.unreachable("expected an error");
  }
});

test.run();
