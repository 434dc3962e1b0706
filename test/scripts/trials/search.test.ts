import { suite } from "uvu";
import * as assert from "uvu/assert";
import { searchRate } from "../../../scripts/trials/search.ts";

const test = suite("rate search");

/** Losses with a minimum at `optimum`; runs fail at rates above `limit`. */
function basin(optimum: number, limit = Number.POSITIVE_INFINITY) {
  const asked: number[] = [];
  const measure = async (rates: readonly number[]) => {
    asked.push(...rates);
    return rates.map((rate) => (rate > limit ? null : Math.abs(Math.log(rate / optimum))));
  };
  return { asked, measure };
}

test("the rate with the lowest loss is chosen, and each rate is measured once", async () => {
  const { asked, measure } = basin(0.1);
  assert.equal(await searchRate([0.05, 0.1, 0.2], measure), {
    grid: [0.05, 0.1, 0.2],
    losses: [Math.abs(Math.log(0.05 / 0.1)), 0, Math.abs(Math.log(0.2 / 0.1))],
    choice: 0.1,
  });
  assert.equal(asked, [0.05, 0.1, 0.2]);
});

test("a best rate at an edge extends the grid until it lies inside", async () => {
  const up = await searchRate([0.01, 0.02], basin(0.08).measure);
  assert.equal([up.choice, up.grid], [0.08, [0.01, 0.02, 0.04, 0.08, 0.16]]);
  const down = await searchRate([0.04, 0.08], basin(0.01).measure);
  assert.equal([down.choice, down.grid], [0.01, [0.005, 0.01, 0.02, 0.04, 0.08]]);
});

test("a rate at which runs fail is never chosen, and bounds the grid", async () => {
  const { choice, losses } = await searchRate([0.01, 0.02, 0.04], basin(1, 0.03).measure);
  assert.is(choice, 0.02);
  assert.is(losses.at(-1), null);
});

test("a search without a lowest loss ends with an error", async () => {
  for (const { measure } of [basin(1e9), basin(1, 0)]) {
    try {
      await searchRate([0.01, 0.02], measure);
    } catch (error) {
      assert.match(String(error), /no lowest loss/);
      continue;
    }
    assert.unreachable("expected an error");
  }
});

test.run();
