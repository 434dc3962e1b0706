import * as fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { spreadApart } from "../../../../experiments/kit/charts/lines.ts";
import { close } from "../../../helpers/close.ts";
import { forAll } from "../../../helpers/for-all.ts";

const test = suite("labels spread apart");

test("labels are spread at least a gap apart, in order, about the mean of where they wanted to be", () => {
  forAll([fc.array(fc.integer({ min: -200, max: 200 }), { minLength: 1, maxLength: 12 })], (wanted) => {
    const places = spreadApart(wanted, 17);
    const order = wanted
      .map((_, index) => index)
      .sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b);
    order.slice(1).forEach((index, place) => {
      const gap = (places[index] ?? 0) - (places[order[place] ?? 0] ?? 0);
      assert.ok(gap >= 17 - 1e-9, `gap ${gap}`);
    });
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    close(mean(places), mean(wanted), 1e-9);
  });
});

test("labels that are far apart stay where they are", () => {
  assert.equal(spreadApart([40, 0, 20], 17), [40, 0, 20]);
});

test("labels at a limit stay inside it, still a gap apart", () => {
  assert.equal(spreadApart([98, 100, 99], 10, [0, 100]), [80, 100, 90]);
  assert.equal(spreadApart([1, 0], 10, [0, 100]), [10, 0]);
});

test.run();
