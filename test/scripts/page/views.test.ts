import lzString from "lz-string";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Rule } from "../../../experiments/lib/experiment.ts";
import { editorAddress } from "../../../scripts/drawing/editor-address.ts";
import { ruleText } from "../../../scripts/page/claim-view.ts";
import { figureFileViews, tableView } from "../../../scripts/page/figure-view.ts";
import { drawInterval } from "../../../scripts/page/interval-drawing.ts";
import { settingViews } from "../../../scripts/page/slide-view.ts";
import { buildFixture } from "../../helpers/fixture.ts";

const test = suite("parts of the page");

const plain = (text: string) => text.replaceAll("\u00a0", " ");

test("every rule is stated in words, with its thresholds in the claim's unit", () => {
  const cases: [Rule, string][] = [
    [
      { kind: "greater", than: 0.02 },
      "Supported if the 95 % interval lies above 0.02 nats; contradicted if it lies below that.",
    ],
    [
      { kind: "less", than: 0.9, contradicted: { kind: "greater", than: 1.1 } },
      "Supported if the 95 % interval lies below 0.9 nats; contradicted if it lies above 1.1 nats.",
    ],
    [
      { kind: "greater", than: 0.05, contradicted: { kind: "equivalent", within: 0.05 } },
      "Supported if the 95 % interval lies above 0.05 nats; contradicted if the 90 % interval lies within ±0.05 nats.",
    ],
    [
      { kind: "equivalent", within: 0.02 },
      "Supported if the 90 % interval lies within ±0.02 nats; contradicted if the 95 % interval lies outside.",
    ],
    [
      { kind: "factor", claimed: 3, below: 1.5 },
      "Supported if the 95 % interval contains 3 but not 1; contradicted if it lies below 1.5.",
    ],
    [{ kind: "exact", above: 1e-5 }, "Supported if above 1 × 10⁻⁵ nats, otherwise contradicted."],
    [{ kind: "exact", below: 5 }, "Supported if below 5 nats, otherwise contradicted."],
    [{ kind: "exact", equals: 0, tolerance: 0 }, "Supported if equal to 0 nats, otherwise contradicted."],
    [
      { kind: "exact", equals: 0.1, tolerance: 0.05 },
      "Supported if between 0.05 nats and 0.15 nats, otherwise contradicted.",
    ],
  ];
  for (const [rule, expected] of cases) assert.is(plain(ruleText(rule, "nats", undefined)), expected);
});

test("thresholds of a percentage are percentages", () => {
  const text = ruleText({ kind: "exact", below: 0.05 }, "of full", ".2%");
  assert.is(plain(text), "Supported if below 5 % of full, otherwise contradicted.");
});

test("a figure's menu opens its specification in the Vega editor, or the editor alone where it is too long", async () => {
  const { rendered } = await buildFixture();
  const [figure] = rendered.flatMap(({ figures }) => figures);
  assert.ok(figure !== undefined);
  const editorOf = (one: typeof figure) => figureFileViews(one).find(({ label }) => label === "Vega editor");
  const [, address = ""] =
    /^https:\/\/vega\.github\.io\/editor\/#\/url\/vega-lite\/(.+)$/.exec(editorOf(figure)?.href ?? "") ?? [];
  assert.equal(JSON.parse(lzString.decompressFromEncodedURIComponent(address)), figure.spec);
  const values = Array.from({ length: 3000 }, (_, index) => ({ x: (index * 0.6180339887) % 1 }));
  const long = { ...figure, editorAddress: editorAddress({ ...figure.spec, datasets: { values } }) };
  assert.is(editorOf(long)?.href, "https://vega.github.io/editor/#/custom/vega-lite");
});

test("a long table is cut after thirty rows and says where the rest is", () => {
  const rows = Array.from({ length: 1200 }, (_, step) => ({ step, arm: "full" }));
  const view = tableView("loss", rows, 3, "figures/x.csv");
  assert.is(view.rows.length, 30);
  assert.is(view.more, "The first 30 of 1,200 rows.");
  assert.equal(
    view.columns.map(({ isNumeric }) => isNumeric),
    [true, false],
  );
  assert.is(tableView("loss", rows.slice(0, 30), 3, "figures/x.csv").more, null);
});

test("a table with fields that some rows lack has an empty cell for each", () => {
  const view = tableView("loss", [{ a: 1 }, { b: "x" }], 1, "x.csv");
  assert.equal(
    view.rows.map((row) => row.map(({ text }) => text)),
    [
      ["1", ""],
      ["", "x"],
    ],
  );
});

test("settings are named by the paths that prose uses", () => {
  assert.equal(settingViews({ steps: 1200, arms: [{ rank: 4 }], seeds: [100, 101] }), [
    { path: "steps", value: "1,200" },
    { path: "arms.0.rank", value: "4" },
    { path: "seeds", value: "100, 101" },
  ]);
});

test("the drawing of an interval keeps the order of zero, threshold and interval", () => {
  const svg = drawInterval({
    claim: { id: "x", metric: "loss", rule: { kind: "greater", than: 0.02 } },
    estimate: { samples: [0.1, 0.12, 0.14] },
    mean: 0.12,
    interval95: { low: 0.1, high: 0.14, level: 0.95 },
    interval90: { low: 0.11, high: 0.13, level: 0.9 },
    n: 3,
    outcome: "supported",
  });
  const [zero, threshold, low] = [...(svg ?? "").matchAll(/d="M([\d.]+)/g)].map(([, x]) => Number(x));
  const [, mean] = /cx="([\d.]+)"/.exec(svg ?? "") ?? [];
  assert.ok(
    Number(zero) < Number(threshold) && Number(threshold) < Number(low) && Number(low) < Number(mean),
  );
});

test("the drawing of an interval has each threshold of its rule once, contradicting ones included", () => {
  const cases: [Rule, number][] = [
    [{ kind: "less", than: 0.9, contradicted: { kind: "greater", than: 1.1 } }, 2],
    [{ kind: "greater", than: 0.05, contradicted: { kind: "equivalent", within: 0.05 } }, 2],
    [{ kind: "greater", than: 0.02 }, 1],
    [{ kind: "factor", claimed: 3, below: 1.5 }, 2],
  ];
  for (const [rule, count] of cases) {
    const interval = { low: 0.96, high: 1, level: 0.95 };
    const estimate = { samples: [0.96, 1] };
    const svg = drawInterval({
      claim: { id: "x", metric: "ratio", rule },
      estimate,
      mean: 0.98,
      interval95: interval,
      interval90: interval,
      n: 2,
      outcome: "contradicted",
    });
    assert.is((svg ?? "").match(/interval-threshold/g)?.length, count, rule.kind);
  }
});

test("in the drawing of a ratio, the solid line is at one", () => {
  const interval = { low: 0.5, high: 2, level: 0.95 };
  const svg = drawInterval({
    claim: { id: "x", metric: "ratio", unit: "times", rule: { kind: "greater", than: 1 } },
    estimate: { samples: [0.5, 2] },
    mean: 1.25,
    interval95: interval,
    interval90: interval,
    n: 2,
    outcome: "inconclusive",
  });
  const [zero, threshold] = [...(svg ?? "").matchAll(/d="M([\d.]+)/g)].map(([, x]) => x);
  assert.is(zero, threshold);
});

test.run();
