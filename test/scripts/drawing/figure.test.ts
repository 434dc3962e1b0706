import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { FigureSpec, Tables } from "../../../experiments/kit/experiment.ts";
import { ReportError } from "../../../scripts/base/errors.ts";
import { type FigureInput, renderFigure } from "../../../scripts/drawing/figure.ts";
import { measureText } from "../../../scripts/drawing/fonts/text-metrics.ts";
import { datasetsOf } from "../../../scripts/drawing/vega/tables.ts";

const test = suite("render figure");

const tables: Tables = {
  loss: [
    { step: 0, loss: 3, arm: "full" },
    { step: 1, loss: 1.5, arm: "full" },
    { step: 2, loss: 0.75, arm: "full" },
  ],
};
const spec: FigureSpec = {
  data: { name: "loss" },
  mark: { type: "line", clip: true },
  encoding: {
    x: { field: "step", type: "quantitative" },
    y: { field: "loss", type: "quantitative" },
  },
};
const input = {
  id: "09-curve",
  spec,
  tables,
  alt: 'Loss < 3 & "falling"',
  description: "A line that falls.",
  isInvented: false,
};

const failure = async (changed: Partial<FigureInput>): Promise<ReportError> => {
  try {
    await renderFigure({ ...input, ...changed });
  } catch (error) {
    assert.instance(error, ReportError);
    return error as ReportError;
  }
  assert.unreachable("the figure was drawn");
  throw new Error("unreachable");
};

const idsOf = (svg: string) => [...svg.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);

test("text is laid out by its width in the bundled font, not by its number of characters", async () => {
  const widthWith = async (label: string) => {
    const named = {
      data: { name: "named" },
      width: 100,
      mark: "point",
      encoding: { y: { field: "label", type: "nominal" } },
    } as const;
    return (await renderFigure({ ...input, spec: named, tables: { named: [{ label }] } })).width;
  };
  const difference = (await widthWith("MMMMMMMMMM")) - (await widthWith("iiiiiiiiii"));
  const expected = measureText("MMMMMMMMMM", 13) - measureText("iiiiiiiiii", 13);
  assert.ok(expected > 50, `an M is wider than an i: ${expected}`);
  assert.ok(Math.abs(difference - expected) <= 1.5, `${difference} is not ${expected}`);
});

test("equal input gives equal bytes, also when figures are requested at the same time", async () => {
  const [first, second, renamed] = await Promise.all([
    renderFigure(input),
    renderFigure(input),
    renderFigure({ ...input, id: "10-curve" }),
  ]);
  assert.is(first.svg, second.svg);
  assert.is(first.inlineSvg, second.inlineSvg);
  assert.is(renamed.svg.replaceAll("10-curve", "09-curve"), first.svg);
});

test("every id and every reference begins with the figure's id, and every reference resolves", async () => {
  const { svg } = await renderFigure(input);
  const ids = idsOf(svg);
  const references = [...svg.matchAll(/url\(#([^)]*)\)/g)].map(([, id]) => id);
  assert.ok(references.length > 0, "the clip path is referred to");
  assert.ok(
    ids.every((id) => id?.startsWith("09-curve-")),
    ids.join(),
  );
  assert.is(new Set(ids).size, ids.length);
  for (const reference of references) assert.ok(ids.includes(reference), `${reference} has a target`);
});

test("the drawing is one image with a name and a description, and has no other ARIA attributes", async () => {
  const { svg, inlineSvg } = await renderFigure(input);
  for (const drawing of [svg, inlineSvg]) {
    assert.match(drawing, /^<svg [^>]*role="img"[^>]*aria-labelledby="09-curve-title 09-curve-desc"/);
    assert.match(drawing, '<title id="09-curve-title">Loss &lt; 3 &amp; &quot;falling&quot;</title>');
    assert.match(drawing, '<desc id="09-curve-desc">A line that falls.</desc>');
    assert.is(drawing.match(/\srole=/g)?.length, 1);
    assert.is(drawing.match(/\saria-/g)?.length, 1);
  }
});

test("no drawing has a style attribute, and coordinates have at most two decimals", async () => {
  const { svg, inlineSvg } = await renderFigure(input);
  for (const drawing of [svg, inlineSvg]) {
    assert.not.match(drawing, /\sstyle=/);
    assert.not.match(drawing, /\d\.\d{3,}/);
  }
});

test("the stand-alone file names its font with fallbacks, once", async () => {
  const { svg } = await renderFigure(input);
  assert.match(svg, /^<svg [^>]*font-family="'Source Sans 3', [^"]*sans-serif"/);
  assert.is(svg.match(/font-family/g)?.length, 1);
});

test("the spec is complete: schema, data and theme", async () => {
  const drawn = await renderFigure(input);
  const complete: object = drawn.spec;
  assert.match(drawn.spec.$schema, /vega-lite\/v6\.json$/);
  assert.equal((complete as { datasets: unknown }).datasets, tables);
  assert.ok("config" in complete);
  assert.is(drawn.width, 400);
});

test("the data are the tables that the spec names and no others", async () => {
  const drawn = await renderFigure({ ...input, tables: { ...tables, other: [{ x: 1 }] } });
  assert.equal(datasetsOf(drawn.spec), tables);
});

test("a warning of Vega-Lite is an error that names the figure", async () => {
  const warned: FigureSpec = {
    ...spec,
    mark: "line",
    encoding: { y: { field: "loss", type: "quantitative", scale: { type: "log", zero: true } } },
  };
  assert.match((await failure({ spec: warned })).message, /^invalid spec of figure 09-curve: /);
});

test("a warning of the view is an error that names the figure", async () => {
  const warned: FigureSpec = { ...spec, transform: [{ calculate: "warn('odd row')", as: "noise" }] };
  assert.match((await failure({ spec: warned })).message, /^invalid spec of figure 09-curve: /);
});

test("an expression that cannot be parsed is an error that names the figure", async () => {
  const broken: FigureSpec = { ...spec, transform: [{ calculate: "datum.loss *", as: "double" }] };
  assert.match((await failure({ spec: broken })).message, /^invalid spec of figure 09-curve: /);
});

for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
  test(`${value} in a table is an error that names figure, table and field`, async () => {
    const error = await failure({ tables: { loss: [{ step: 0, loss: value, arm: "full" }] } });
    assert.match(error.message, `invalid number in figure 09-curve, table "loss", field "loss": ${value}`);
  });
}

test("a field that the table lacks is an error that lists the table's fields", async () => {
  const error = await failure({
    spec: { ...spec, mark: "line", encoding: { y: { field: "los", type: "quantitative" } } },
  });
  assert.is(error.message, 'unknown field in figure 09-curve, table "loss": los');
  assert.is(error.help, "fields: step, loss, arm");
});

test("a field that a transform adds is known", async () => {
  const derived: FigureSpec = {
    data: { name: "loss" },
    transform: [{ calculate: "datum.loss * 2", as: "double" }],
    layer: [{ mark: "line", encoding: { y: { field: "double", type: "quantitative" } } }],
  };
  assert.ok((await renderFigure({ ...input, spec: derived })).svg);
});

test("an unknown table is an error that lists the tables", async () => {
  const error = await failure({ spec: { ...spec, data: { name: "los" } } });
  assert.is(error.message, "unknown table in figure 09-curve: los");
  assert.is(error.help, "tables: loss");
});

test("a figure too wide to be readable on a phone is an error", async () => {
  const error = await failure({ spec: { ...spec, width: 500 } });
  assert.match(error.message, /^invalid width of figure 09-curve: \d+ px$/);
});

test("the smaller its smallest text, the narrower a figure must be", async () => {
  const x = { field: "step", type: "quantitative" as const };
  const noted = (labelFontSize: number): FigureSpec => ({
    ...spec,
    width: 330,
    encoding: { ...spec.encoding, x: { ...x, axis: { labelFontSize } } },
  });
  const { width } = await renderFigure({ ...input, spec: noted(13) });
  assert.ok(width > 344 && width < 400, String(width));
  const { help } = await failure({ spec: noted(11) });
  assert.is(help, "at most 344 px with text of 11 px, so that a phone shows it at 11 px; stack its panels");
});

test("a colour outside the theme is an error", async () => {
  const error = await failure({ spec: { ...spec, mark: { type: "line", color: "#ff0000" } } });
  assert.is(error.message, "unknown colour in figure 09-curve: #ff0000");
});

test("a text that cannot be read is an error that names it and what hides it", async () => {
  const at = (mark: object) => ({ mark, encoding: { x: { value: 60 }, y: { value: 40 } } });
  const label = at({ type: "text", text: "the loss" });
  const crossed: FigureSpec = {
    data: { name: "loss" },
    layer: [label, { mark: { type: "rule", color: "#0062a8" }, encoding: { y: { value: 40 } } }],
  } as FigureSpec;
  const { message } = await failure({ spec: crossed });
  assert.match(message, /09-curve: text "the loss": is crossed by rule #0062a8 at \d+, \d+/);
});

test("a point beyond its axes is an error, in a panel too", async () => {
  const encoding = {
    x: { field: "step", type: "quantitative" as const, scale: { domain: [0, 1] } },
    y: { field: "loss", type: "quantitative" as const },
  };
  const view: FigureSpec = { data: { name: "loss" }, mark: "point", encoding };
  const panels: FigureSpec = { data: { name: "loss" }, hconcat: [{ width: 100, mark: "point", encoding }] };
  const message = "a point of figure 09-curve is beyond its axes";
  assert.is((await failure({ spec: view })).message, message);
  assert.is((await failure({ spec: panels })).message, message);
});

test("a figure that fails does not stop the next one", async () => {
  const [failed, drawn] = await Promise.allSettled([
    renderFigure({ ...input, tables: {} }),
    renderFigure(input),
  ]);
  assert.is(failed.status, "rejected");
  assert.is(drawn.status, "fulfilled");
});

test.run();
