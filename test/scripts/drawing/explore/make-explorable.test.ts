import { suite } from "uvu";
import * as assert from "uvu/assert";
import { colors, dashes } from "../../../../experiments/kit/theme.ts";
import { explored } from "../../../helpers/explored.ts";
import { arms, curves, matrix, rows, scatter } from "../../../helpers/explored-figures.ts";

const test = suite("figures prepared to be explored");

test("a mark is named by its arm and has values titled as the axes are", async () => {
  const { figure } = await explored(curves.spec, curves.tables);
  assert.equal(figure.names, [{ field: "arm", title: "" }]);
  assert.equal(figure.quantities, [
    { field: "step", title: "step" },
    { field: "loss", title: "validation loss (nats per character)" },
  ]);
  assert.equal(figure.ends, [["low", "high"]]);
});

test("a heat map's cells are named by both axes, and their value by the legend", async () => {
  const { figure } = await explored(matrix(4).spec, matrix(4).tables);
  assert.equal(figure.names, [
    { field: "column", title: "column of W" },
    { field: "row", title: "row of W" },
  ]);
  assert.equal(figure.quantities, [{ field: "value", title: "distance" }]);
});

test("quantities that share an axis are distinguished by their fields", async () => {
  const y = (field: string) => ({ field, type: "quantitative" as const, title: "error" });
  const x = { field: "rank", type: "quantitative" as const };
  const layer = ["trained", "theory"].map((field) => ({
    mark: "line" as const,
    encoding: { x, y: y(field) },
  }));
  const table = [1, 2].map((rank) => ({ rank, trained: rank, theory: rank / 2 }));
  const { figure } = await explored({ data: { name: "t" }, layer }, { t: table });
  assert.equal(
    figure.quantities.map(({ title }) => title),
    ["rank", "error, trained", "error, theory"],
  );
});

test("lines have arms with their looks, and an axis to zoom; other figures have neither", async () => {
  const { figure } = await explored(curves.spec, curves.tables);
  assert.equal(figure.arms?.looks[1], {
    name: "LoRA r = 4",
    line: { color: colors.blue.light, dash: [...dashes.dashed] },
  });
  assert.equal([figure.zoom?.title, figure.zoom?.low, figure.zoom?.high], ["step", 0, 500]);
  for (const { spec, tables } of [rows, scatter, matrix(3)]) {
    const unlined = await explored(spec, tables);
    assert.equal([unlined.figure.arms, unlined.figure.zoom], [null, null]);
  }
});

test("arms without own colours can be switched too", async () => {
  const encoding = {
    x: { field: "step", type: "quantitative" as const },
    y: { field: "loss", type: "quantitative" as const },
    strokeDash: { field: "arm", type: "nominal" as const },
  };
  const { figure } = await explored({ data: { name: "curves" }, mark: "line", encoding }, curves.tables);
  assert.equal(
    figure.arms?.looks,
    arms.map(({ name }) => ({ name, line: null })),
  );
});

test("lines grow in both directions, rows only in width, and heat maps keep their shape", async () => {
  const growing = async ({ spec, tables }: typeof curves) => {
    const { growth } = (await explored(spec, tables)).figure;
    return [growth.widths.length, growth.heights.length];
  };
  assert.equal(await growing(curves), [1, 1]);
  assert.equal(await growing(rows), [1, 0]);
  assert.equal(await growing(matrix(3)), [0, 0]);
});

test("the compiled spec holds no rows of the tables", async () => {
  const { figure } = await explored(curves.spec, curves.tables);
  assert.not.match(JSON.stringify(figure.vega), "seeds");
});

test.run();
