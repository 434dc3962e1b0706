import * as fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  column,
  firstAndLast,
  rowsOver,
  rowsWith,
  rowWith,
  runRows,
  zip,
} from "../../../experiments/kit/tables.ts";
import { forAll } from "../../helpers/for-all.ts";

const test = suite("tables");

type ArmName = "full" | "lora";
const runs: readonly { arm: ArmName; steps: number; seed: number; loss: number | null }[] = [
  { arm: "full", steps: 400, seed: 100, loss: 2 },
  { arm: "full", steps: 400, seed: 101, loss: 2.5 },
  { arm: "full", steps: 800, seed: 100, loss: 1.5 },
  { arm: "lora", steps: 400, seed: 100, loss: null },
];

test("rows and columns are those whose fields have all of the given values, in the order of the table", () => {
  assert.equal(column(runs, "loss", { arm: "full", steps: 400 }), [2, 2.5]);
  assert.equal(column(runs, "seed", { loss: null }), [100]);
  assert.equal(column(runs, "seed"), [100, 101, 100, 100]);
  assert.is(rowWith(runs, { steps: 800 }), runs[2]);
  assert.is(rowWith(runs, {}), runs[0]);
  assert.equal(rowsWith(runs, { steps: 1200 }), []);
});

test("values that no row has are a mistake, but not in an empty table", () => {
  assert.throws(() => column(runs, "loss", { arm: "lora", steps: 800 }), /missing rows: .*lora.*800/);
  assert.throws(() => rowWith(runs, { steps: 1200 }), /missing row: .*1200/);
  assert.equal(column(runs.slice(0, 0), "loss", { arm: "lora" }), []);
  assert.throws(() => rowWith(runs.slice(0, 0), {}), /missing row/);
});

test("a misspelt column, value or field does not compile, and is named where nothing is compiled", () => {
  const columns = /^unknown column: \w+; expected one of arm, steps, seed, loss$/;
  // @ts-expect-error: no such column
  assert.throws(() => column(runs, "los", { steps: 800 }), columns);
  // @ts-expect-error: no such column, and no such arm, which is less to the point
  assert.throws(() => column(runs, "loss", { arm: "ful", stepz: 800 }), columns);
  // @ts-expect-error: no such arm
  assert.throws(() => column(runs, "loss", { arm: "ful" }), /missing rows/);
  // @ts-expect-error: no such field
  assert.throws(() => rowWith(runs, { step: 400 }), columns);
  // @ts-expect-error: no such column, but no rows that say so
  assert.equal(column(runs.slice(0, 0), "los"), []);
});

test("lists side by side give their items back, and lists of different lengths are an error", () => {
  const list = fc.array(fc.integer(), { maxLength: 5 });
  forAll([list, list, list], (...lists) => {
    if (new Set(lists.map(({ length }) => length)).size > 1) {
      assert.throws(() => zip(...lists), /invalid pairs: \d items against \d/);
      return;
    }
    const together = zip(...lists);
    for (const [place, own] of lists.entries())
      assert.equal(
        together.map((items) => items[place]),
        own,
      );
  });
});

test("a row of a run has its arm, its seed and what is read from it", () => {
  const rows = runRows("full", [100, 101], [{ loss: 2 }, { loss: 3 }], ({ loss }) => ({ half: loss / 2 }));
  assert.equal(rows, [
    { arm: "full", seed: 100, half: 1 },
    { arm: "full", seed: 101, half: 1.5 },
  ]);
});

test("there is a row for each combination, the last field's values changing fastest, with what is made of it", () => {
  const rows = rowsOver({ arm: ["full", "lora"], steps: [400, 800] }, (at) => ({
    runs: rowsWith(runs, at).length,
  }));
  assert.equal(rows, [
    { arm: "full", steps: 400, runs: 2 },
    { arm: "full", steps: 800, runs: 1 },
    { arm: "lora", steps: 400, runs: 1 },
    { arm: "lora", steps: 800, runs: 0 },
  ]);
  assert.equal(Object.keys(rows[0] ?? {}), ["arm", "steps", "runs"]);
  assert.equal(
    rowsOver({ arm: ["full"], steps: [] }, () => ({})),
    [],
  );
});

test("a list has a first and a last item, which may be one, and an empty list is a mistake", () => {
  assert.equal(firstAndLast([16, 32, 64]), [16, 64]);
  assert.equal(firstAndLast([16]), [16, 16]);
  assert.throws(() => firstAndLast([]), /missing items/);
});

test.run();
