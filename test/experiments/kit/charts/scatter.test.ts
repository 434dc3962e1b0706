import { suite } from "uvu";
import * as assert from "uvu/assert";
import { labelledScatter } from "../../../../experiments/kit/charts/scatter.ts";
import { colors } from "../../../../experiments/kit/theme.ts";
import * as arms from "../../../../experiments/lab/arms.ts";
import { renderFigure } from "../../../../scripts/drawing/figure.ts";
import { measureText } from "../../../../scripts/drawing/fonts/text-metrics.ts";

const test = suite("scatter");

type Domain = readonly [number, number];

/** The places of the names of points [name, x, y], as measured with the font of the figures. */
async function namesOf(
  points: readonly (readonly [string, number, number])[],
  x: Domain,
  y: Domain,
  path: readonly (readonly [number, number])[] = [],
) {
  const rows = points.map(([word, ...place]) => ({ word, x: place[0], y: place[1] }));
  const spec = labelledScatter({
    table: "rows",
    rows,
    x: { field: "x", title: "horizontal", domain: x },
    y: { field: "y", title: "vertical", domain: y },
    name: "word",
    width: 330,
    height: 340,
    paths: [{ rows: path.map(([along, up]) => ({ x: along, y: up })), color: colors.ink.light, dash: [] }],
  });
  const { svg } = await renderFigure({
    id: "f",
    spec,
    tables: { rows },
    alt: "a",
    description: "d",
    isInvented: false,
  });
  const pattern = /text-anchor="(\w+)" [^>]*translate\(([-\d.]+),([-\d.]+)\)([^>]*)>([^<]+)</g;
  return [...svg.matchAll(pattern)]
    .filter(([, , , , attributes]) => !attributes?.includes("stroke"))
    .filter(([, , , , , text]) => rows.some(({ word }) => word === text))
    .map(([, anchor = "", left, top, , text = ""]) => {
      const width = measureText(text, 13);
      const shift = { start: 0, middle: width / 2, end: width }[anchor as "start" | "middle" | "end"];
      return { text, left: Number(left) - shift, right: Number(left) - shift + width, y: Number(top) };
    });
}

function assertApart(names: Awaited<ReturnType<typeof namesOf>>): void {
  for (const [index, a] of names.entries()) {
    for (const b of names.slice(index + 1)) {
      const isApart = Math.abs(a.y - b.y) >= 13 || a.right <= b.left || b.right <= a.left;
      assert.ok(isApart, JSON.stringify([a, b]));
    }
  }
}

test("names overlap neither each other nor other points", async () => {
  const names = await namesOf(
    [0, 0.1, 0.2].map((place, index) => [`word${index}`, place, place]),
    [-1, 1],
    [-1, 1],
  );
  assert.is(names.length, 3);
  assertApart(names);
});

test("a name gives way to a later one that has less room", async () => {
  // The later one would leave the plot on its right.
  const names = await namesOf(
    [
      ["full", 344.26, 2.1296],
      ["w = 4", 334.28, 1.9682],
      ["w = 16", 340.92, 2.1185],
      ["MoE", 345.83, 2.0994],
      ["GaLore 32", 357.41, 2.1303],
      ["warm 4", 308.08, 2.1276],
      ["ReLoRA 4", 271.91, 2.1447],
      ["LoRA 4", 271.91, 2.0969],
      ["LoRA 16", 356.84, 2.0764],
      ["BA 16", 155.52, 2.1655],
    ],
    [105, 408],
    [1.912, 2.234],
  );
  assert.is(names.length, 10);
  assertApart(names);
});

test("a name gives way to a path", async () => {
  const at = [["word", 0, 0]] as const;
  const domain = [-1, 1] as const;
  const toTheRight = [
    [0, 0],
    [1, 0],
  ] as const;
  const toTheLeft = [
    [0, 0],
    [-1, 0],
  ] as const;
  const [alone] = await namesOf(at, domain, domain);
  const [givesWay] = await namesOf(at, domain, domain, toTheRight);
  const [stays] = await namesOf(at, domain, domain, toTheLeft);
  const middle = 330 / 2;
  assert.ok((alone?.left ?? 0) > middle);
  assert.ok((givesWay?.right ?? middle) < middle);
  assert.equal(stays, alone);
});

test("points of a scatter have their arms' colours", () => {
  const styles = [arms.full, arms.frozen];
  const rows = styles.map(({ name }, x) => ({ arm: name, x, y: x }));
  const axis = (field: string) => ({ field, title: field, domain: [0, 1] as const });
  const shared = { table: "rows", rows, x: axis("x"), y: axis("y"), name: "arm", width: 200, height: 200 };
  const pointsOf = (spec: ReturnType<typeof labelledScatter>) =>
    JSON.stringify(spec.layer.find((layer) => JSON.stringify(layer).includes('"type":"point"')));
  const colored = pointsOf(labelledScatter({ ...shared, arm: { field: "arm", styles } }));
  for (const { name, shape } of styles) assert.ok(colored.includes(name) && colored.includes(shape));
  assert.not(pointsOf(labelledScatter(shared)).includes(arms.frozen.name));
});

test.run();
