import { suite } from "uvu";
import * as assert from "uvu/assert";
import { nearest, type Point, pointAfter, readoutOf } from "../../../../scripts/browser/explore/points.ts";
import { zoomedByKey } from "../../../../scripts/browser/explore/view.ts";
import { explored, whole } from "../../../helpers/explored.ts";
import { curves, matrix, rows, scatter } from "../../../helpers/explored-figures.ts";

const test = suite("points of an explored figure");

async function pointsOf({ spec, tables }: typeof curves): Promise<readonly Point[]> {
  const { drawn, draw } = await explored(spec, tables);
  return (await draw(whole, drawn)).points;
}

const KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];

for (const [name, one] of Object.entries({ curves, rows, scatter, cells: matrix(5) })) {
  test(`${name}: the arrow keys lead from any point to every other`, async () => {
    const points = await pointsOf(one);
    assert.ok(points.length > 2);
    for (const start of points) {
      const reached = new Set([start]);
      for (const point of reached) {
        for (const key of KEYS) reached.add(pointAfter(key, point, points) ?? point);
      }
      assert.is(reached.size, points.length);
    }
  });
}

test("left and right follow a line, up and down lead to the lines above and below at the same step", async () => {
  const points = await pointsOf(curves);
  const at = (arm: string, step: number) =>
    points.find(({ datum }) => datum.arm === arm && datum.step === step);
  const from = at("LoRA r = 4", 200);
  if (from === undefined) throw new Error("no such point");
  const after = (key: string) => pointAfter(key, from, points);
  assert.is(after("ArrowRight"), at("LoRA r = 4", 300));
  assert.is(after("ArrowLeft"), at("LoRA r = 4", 100));
  assert.is(after("ArrowUp"), at("rank 0", 200));
  assert.is(after("ArrowDown"), at("full", 200));
  assert.is(after("End"), at("LoRA r = 4", 500));
  assert.is(after("Home"), at("LoRA r = 4", 0));
  assert.is(after("x"), undefined);
});

test("the nearest point is the one below the pointer, and in a cell the cell itself", async () => {
  const points = await pointsOf(scatter);
  for (const point of points) assert.is(nearest(points, point.x + 2, point.y - 3), point);
  const cells = await pointsOf(matrix(5));
  for (const cell of cells) {
    const { x, y } = cell.box ?? cell;
    assert.is(nearest(cells, x + 1, y + 1), cell);
  }
});

test("a point's values are its row's: those drawn as the axes title them, the interval, and how many seeds", async () => {
  const { figure } = await explored(curves.spec, curves.tables);
  const datum = curves.tables.curves?.[4] ?? {};
  assert.equal(readoutOf(figure, { row: 4, datum }), {
    name: "full",
    values: [
      { title: "step", text: "400" },
      { title: "validation loss (nats per character)", text: "2.6" },
      { title: "interval", text: "2.58 to 2.62" },
      { title: "seeds", text: "3" },
    ],
  });
});

test("what an axis shows in per cent is read in per cent, however small", async () => {
  const x = { field: "rank", type: "quantitative" as const };
  const y = { field: "share", type: "quantitative" as const, axis: { format: "%" } };
  const table = [1, 2].map((rank) => ({ rank, share: rank * 0.000_081_4 }));
  const { figure } = await explored({ data: { name: "t" }, mark: "line", encoding: { x, y } }, { t: table });
  const { values } = readoutOf(figure, { row: 1, datum: table[1] ?? {} });
  assert.equal(values.at(-1), { title: "share", text: "0.0163%" });
});

test("+ halves the range around the current point and stays on the axis; - and 0 undo it", () => {
  const axis = { low: 0, high: 800, isLog: false };
  assert.equal(zoomedByKey("+", axis, null, 400), [200, 600]);
  assert.equal(zoomedByKey("+", axis, null, 0), [0, 400]);
  assert.equal(zoomedByKey("+", axis, [200, 600], undefined), [300, 500]);
  assert.equal(zoomedByKey("-", axis, [300, 500], undefined), [200, 600]);
  assert.is(zoomedByKey("-", axis, [100, 600], undefined), null);
  assert.is(zoomedByKey("0", axis, [300, 500], undefined), null);
  assert.is(zoomedByKey("a", axis, null, undefined), undefined);
  const [low = 0, high = 0] = zoomedByKey("+", { low: 1, high: 10_000, isLog: true }, null, 100) ?? [];
  assert.equal([Math.round(low), Math.round(high)], [10, 1000]);
});

test.run();
