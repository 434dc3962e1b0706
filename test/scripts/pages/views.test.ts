import lzString from "lz-string";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { ExactRule, Outcome, Rule } from "../../../experiments/kit/experiment.ts";
import { drawingOf } from "../../../scripts/drawing/drawings.ts";
import { editorAddress } from "../../../scripts/drawing/vega/editor-address.ts";
import { drawScale, drawStrip, ruleText } from "../../../scripts/pages/claim-scale.ts";
import { estimateTexts } from "../../../scripts/pages/claims.ts";
import { figureFileViews, tableView } from "../../../scripts/pages/figure.ts";
import { seedsText } from "../../../scripts/pages/slide-head.ts";
import { howView, settingViews } from "../../../scripts/pages/study.ts";
import type { ClaimRecord } from "../../../scripts/record/record.ts";
import { buildFixture } from "../../helpers/fixture.ts";

const test = suite("parts of the page");

const plain = (text: string) => text.replaceAll("\u00a0", " ");

test("every rule is written as a sentence, with its thresholds in the claim's unit", () => {
  const cases: [Rule | ExactRule, string][] = [
    [
      { kind: "greater", than: 0.02 },
      "Supported if the 95% interval is above 0.02 nats; contradicted if it is below that.",
    ],
    [
      { kind: "less", than: 0.9, contradicted: { kind: "greater", than: 1.1 } },
      "Supported if the 95% interval is below 0.9 nats; contradicted if it is above 1.1 nats.",
    ],
    [
      { kind: "greater", than: 1.5, mean: "geometric", contradicted: { kind: "less", than: 1 } },
      "Supported if the 95% interval of the geometric mean is above 1.5 nats; contradicted if it is below 1 nats.",
    ],
    [{ kind: "exact", above: 1e-5 }, "Holds if above 1 × 10⁻⁵ nats."],
    [{ kind: "exact", below: 5 }, "Holds if below 5 nats."],
    [{ kind: "exact", equals: 0, tolerance: 0 }, "Holds if equal to 0 nats."],
    [{ kind: "exact", equals: 0.1, tolerance: 0.05 }, "Holds if between 0.05 nats and 0.15 nats."],
  ];
  for (const [rule, expected] of cases) assert.is(plain(ruleText(rule, "nats", undefined)), expected);
});

test("thresholds of a percentage are percentages", () => {
  const text = ruleText({ kind: "exact", below: 0.05 }, "of full", ".2%");
  assert.is(plain(text), "Holds if below 5% of full.");
});

test("a figure's menu opens its specification in the Vega editor, or an empty editor if it is too long", async () => {
  const { drawings, recorded } = await buildFixture();
  const [figure] = recorded.records.slides.flatMap(({ figures }) => figures);
  assert.ok(figure !== undefined);
  const { spec, editorAddress: short } = drawingOf(drawings, figure.id);
  const editorOf = (editor: string | null) =>
    figureFileViews(figure, editor, "").find(({ label }) => label === "Vega editor");
  const [, address = ""] =
    /^https:\/\/vega\.github\.io\/editor\/#\/url\/vega-lite\/(.+)$/.exec(editorOf(short)?.href ?? "") ?? [];
  assert.equal(JSON.parse(lzString.decompressFromEncodedURIComponent(address)), spec);
  const values = Array.from({ length: 3000 }, (_, index) => ({ x: (index * 0.6180339887) % 1 }));
  const long = editorAddress({ ...spec, datasets: { values } });
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

test("settings are named by the paths that texts use", () => {
  assert.equal(settingViews({ steps: 1200, arms: [{ rank: 4 }], seeds: [100, 101] }), [
    { path: "steps", value: "1,200" },
    { path: "arms.0.rank", value: "4" },
    { path: "seeds", value: "100, 101" },
  ]);
});

test("consecutive seeds are written as a range", () => {
  assert.is(seedsText([50, 60, 61, 200, 201, 202]), "50, 60, 61, 200 to 202");
  assert.is(seedsText([]), "");
});

test("of more than 240 trials, the first seeds of each are listed and the rest are counted", async () => {
  const { recorded } = await buildFixture();
  const [record] = recorded.records.slides;
  const [trial] = record?.trials ?? [];
  assert.ok(record !== undefined && trial !== undefined);
  const listedOf = (seeds: number) => {
    const trials = [2, 4].flatMap((rank) =>
      Array.from({ length: seeds }, (_, seed) => ({
        ...trial,
        name: `pretrain: rank ${rank}`,
        seed,
      })),
    );
    const view = howView({ ...record, trials }, "");
    const rows = view?.trials ?? [];
    return [rows.length, new Set(rows.map(({ name }) => name)).size, rows.at(-1)?.seed, view?.unlisted];
  };
  assert.equal(listedOf(120), [240, 2, 119, null]);
  assert.equal(listedOf(700), [240, 2, 119, "1,160 more"]);
});

/** A claim with this rule, evaluated by hand. */
const evaluated = (
  rule: Rule,
  [low, high]: [number, number],
  outcome: Outcome,
  unit?: string,
): ClaimRecord => ({
  id: "x",
  says: { how: "drawn", text: { plain: "it is so", parts: ["it is so"] } },
  metric: { plain: "loss", parts: ["loss"] },
  rule,
  ...(unit !== undefined && { unit }),
  timed: false,
  estimate: { samples: [low, high] },
  mean: (low + high) / 2,
  interval95: { low, high, level: 0.95 },
  n: 2,
  outcome,
  p: 0.5,
  adjustedP: 0.5,
  survivesHolm: false,
  dependsOnTuning: false,
});

/** The x of the strip's marks of a class, in order. */
const placesOf = (svg: string | undefined, name: string): number[] =>
  [...(svg ?? "").matchAll(new RegExp(`class="${name}" (?:d="M|cx=")([\\d.]+)`, "g"))].map(([, x]) =>
    Number(x),
  );

test("a strip keeps the order of zero, threshold and interval", () => {
  const svg = drawStrip(evaluated({ kind: "greater", than: 0.02 }, [0.1, 0.14], "supported"));
  const names = ["interval-zero", "interval-threshold", "interval-range", "interval-mean"];
  const places = names.flatMap((name) => placesOf(svg, name));
  assert.is(places.length, 4);
  assert.equal(
    places,
    [...places].sort((a, b) => a - b),
  );
});

test("a strip has each threshold of its rule once, contradicting ones included", () => {
  const cases: [Rule, number][] = [
    [{ kind: "less", than: 0.9, contradicted: { kind: "greater", than: 1.1 } }, 2],
    [{ kind: "greater", than: 0.02 }, 1],
  ];
  for (const [rule, count] of cases) {
    const svg = drawStrip(evaluated(rule, [0.96, 1], "inconclusive"));
    assert.is(placesOf(svg, "interval-threshold").length, count, rule.kind);
  }
});

test("in the strip of a ratio, no difference is at one", () => {
  const rule = { kind: "greater", than: 1 } as const;
  const svg = drawStrip(evaluated(rule, [0.5, 2], "inconclusive", "times"));
  assert.equal(placesOf(svg, "interval-zero"), placesOf(svg, "interval-threshold"));
});

test("only the region that holds the whole interval is tinted, in the colour of the outcome", () => {
  const rule = { kind: "greater", than: 0.02 } as const;
  const tintsOf = (svg: string | undefined) =>
    [...(svg ?? "").matchAll(/<rect class="region region-(\w+)"/g)].map(([, name]) => name);
  assert.equal(tintsOf(drawStrip(evaluated(rule, [0.1, 0.14], "supported"))), ["supported"]);
  assert.equal(tintsOf(drawStrip(evaluated(rule, [-0.1, -0.05], "contradicted"))), ["contradicted"]);
  assert.equal(tintsOf(drawStrip(evaluated(rule, [0.01, 0.14], "inconclusive"))), []);
});

const texts = { label: "0.12", threshold: String, unit: "nats" };
const wordsOf = (svg: string | undefined) =>
  [...(svg ?? "").matchAll(/>([^<]+)<\/text>/g)].map(([, word]) => word).sort();

test("a card's scale names its regions, and writes thresholds and zero", () => {
  const claim = evaluated({ kind: "greater", than: 0.05 }, [0.08, 0.14], "supported");
  assert.equal(wordsOf(drawScale(claim, texts)), ["0", "0.05 nats", "contradicted", "supported"]);
});

test("a scale names no region where the outcome is open", () => {
  const claim = evaluated({ kind: "greater", than: 0.05 }, [0.01, 0.14], "inconclusive");
  assert.equal(wordsOf(drawScale(claim, texts)), ["0", "0.05 nats"]);
});

test("thresholds that are close to each other share one text", () => {
  const rule: Rule = { kind: "greater", than: 1.1, contradicted: { kind: "less", than: 1 } };
  const claim = evaluated(rule, [2.5, 3.2], "supported", "times");
  assert.equal(wordsOf(drawScale(claim, { ...texts, unit: "times" })), ["1, 1.1 times", "supported"]);
});

test("an estimate is written with half its interval, and with both ends where they are not symmetric", () => {
  const rule: Rule = { kind: "greater", than: 0.02 };
  const claim = {
    ...evaluated(rule, [0.1, 0.14], "supported", "nats"),
    estimate: { samples: [0.12], format: ".3f" },
  };
  assert.equal(estimateTexts(claim), {
    number: "0.120\u00a0±\u00a00.020\u00a0nats",
    detail: "n\u00a0=\u00a02",
  });
  const skewed = estimateTexts({ ...claim, mean: 0.11 });
  assert.equal([plain(skewed.number), plain(skewed.detail)], ["0.110 nats", "0.100 to 0.140, n = 2"]);
  const share = estimateTexts({ ...claim, estimate: { samples: [0.12], format: ".0%" } });
  assert.is(plain(share.number), "12 ± 2% nats");
});

test.run();
