import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment, longName } from "../../../experiments/14-resources/experiment.ts";
import { ratioRows, ratioSummary } from "../../../experiments/14-resources/ratios.ts";
import { references } from "../../../experiments/14-resources/references.ts";
import { results } from "../../../experiments/14-resources/results.ts";
import { rowsWith, rowWith } from "../../../experiments/kit/tables.ts";
import { yearsMatch } from "../../helpers/citations.ts";
import { close, closeAll } from "../../helpers/close.ts";
import { countKinds } from "../../helpers/plan.ts";
import { pretrainRun } from "../../helpers/pretrain-run.ts";

const test = suite("the plan of the resources");

const config = experiment.profiles.default;

test("papers have arXiv's year", () => yearsMatch(references));

test("eight arms of the short length have three seeds, and so have three of the long one", () => {
  assert.equal(config.longRanks, [4, 16]);
  const { pretrain, alternative } = countKinds(experiment.trials(config));
  assert.is((pretrain ?? 0) + (alternative ?? 0), (8 + 3) * 3);
  assert.is(longName(4), "LoRA r = 4, long");
});

test("a ratio of perplexities is the exponential of the gap, and a single one is its own interval", () => {
  const run = (finalLoss: number) => ({ finalLoss });
  const rows = ratioRows("a", 400, { seeds: [1, 2], runs: [run(2.5), run(3)], full: [run(2), run(3)] });
  closeAll(
    rows.map(({ ratio }) => ratio),
    [Math.exp(0.5), 1],
  );
  assert.equal(ratioSummary([2]), { ratio: 2, low: 2, high: 2 });
  const { ratio, low, high } = ratioSummary([1, 4]);
  close(ratio, 2, 1e-12, "geometric mean");
  assert.ok(low < 1 && high > 4);
});

const small = { ...config, seeds: [200] };
const run = (finalLoss: number) => [pretrainRun({ finalLoss })];
const tables = experiment.tables(
  {
    shortFull: run(2),
    short: experiment.trials(small).short.map(() => run(2.25)),
    longFull: run(1.5),
    // Rank 4 far behind, beyond where the axis ends.
    long: [run(1.5 + Math.log(5)), run(1.5)],
  },
  small,
);

test("a work is the deck's where all its fields are, and years are shown as text", () => {
  assert.equal(
    tables.references.map(({ year, firstAuthor }) => [firstAuthor, year]),
    [
      ["Hu", "2021"],
      ["Kaplan", "2020"],
      ["Tay", "2020"],
      ["Fedus", "2021"],
      ["Brown", "2020"],
    ],
  );
  assert.equal(
    tables.references.map(({ id }) => id),
    ["2106.09685", "2001.08361", "2009.06732", "2101.03961", "2005.14165"],
  );
  assert.equal(rowsWith(tables.checks, { outcome: "differs" }), [
    { reference: "Brown et al. 2020", field: "title", outcome: "differs" },
  ]);
});

test("an arm far beyond the axis is named at its edge, and not drawn", () => {
  const spec = JSON.stringify(results.figures(tables, small).ratios?.spec);
  assert.match(spec, "5.0 →");
  assert.match(spec, "datum.ratio <= 4");
  assert.is(spec.split("datum.ratio <= 4").length - 1 > 0, true);
  const published = tables.ratios.filter(({ ratio }) => ratio > 4);
  // Also GaLore's low rank at 1B: 142.53 / 15.56.
  assert.equal(
    published.map(({ arm }) => arm),
    ["LoRA r = 4, long", "W = BA, in GaLore"],
  );
  assert.match(spec, "9.2 →");
});

test("our excess is that of the long runs by rank, and ranges are of the printed ratios", () => {
  const findings = results.findings(tables, small);
  closeAll([Number(findings["excess-low"]?.value), Number(findings["excess-high"]?.value)], [4, 0]);
  closeAll([Number(findings["excess-galore"]?.value)], [Math.exp(0.25) - 1]);
  assert.equal([findings["rank-low"]?.value, findings["rank-high"]?.value], [4, 16]);
  closeAll(
    [Number(findings["published-lora-least"]?.value), Number(findings["published-lora-greatest"]?.value)],
    [34.99 / 34.06, 25.58 / 18.8],
  );
  close(Number(findings["lora-ratio"]?.value), 19.21 / 15.56, 1e-12);
  close(Number(findings["galore-ratio"]?.value), 15.64 / 15.56, 1e-12);
  close(Number(findings["restarts-largest"]?.value), (18.23 - 17.27) / (18.23 - 16.83), 1e-12);
  close(Number(findings["restarts-largest-size"]?.value), 1.3, 1e-12);
  assert.equal([findings.references?.value, findings.slips?.value], [5, 1]);
});

test("tables keep the sizes as printed", () => {
  assert.is(rowWith(tables.galore, { method: "LoRA", size: "1B" }).millions, 1000);
  assert.is(rowWith(tables.restarts, { source: "secondary" }).millions, 1300);
});

test.run();
