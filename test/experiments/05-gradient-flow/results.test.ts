import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment } from "../../../experiments/05-gradient-flow/experiment.ts";
import { betterRatio, gapTables, plusDifferences } from "../../../experiments/05-gradient-flow/gap-parts.ts";
import { results } from "../../../experiments/05-gradient-flow/results.ts";
import { closeAll } from "../../helpers/close.ts";
import { pretrainRun } from "../../helpers/pretrain-run.ts";

const test = suite("the gap in two parts");

const config = { ...experiment.profiles.default, seeds: [300, 301] };
const setup = { ...config, fullRank: 64 };
const runs = (losses: readonly number[]) => losses.map((finalLoss) => pretrainRun({ finalLoss }));
const compared = { full: runs([1.5, 1.5]), low: runs([1.75, 1.7]), fullRank: runs([1.53, 1.49]) };
const adapter = {
  normOfA: 0,
  normOfB: 1,
  identityError: 0,
  updateNorm: 2,
  updateProduct: 1,
  tangentShare: 0.5,
};
const matrix = { name: "layers.0.query", norm: 3, stableRank: 2, leadingShare: 0.9, adapter };
const probed = pretrainRun({
  gradients: [0, 100].map((step) => ({ step, stepCosine: 0.5, matrices: [matrix] })),
});
const tables = experiment.tables(
  { ...compared, plus: [[undefined, undefined], []], probed: [probed], dead: [probed] },
  config,
);

test("the claim is the gap at full rank, seed by seed; both parts together are the gap at the deck's rank", () => {
  closeAll(results.estimates(tables, config)["factored-form"]?.samples, [0.03, -0.01]);
  const findings = results.findings(tables, config);
  closeAll([Number(findings["rank-gap"]?.value)], [(0.22 + 0.21) / 2]);
  closeAll([Number(findings["form-part"]?.value)], [(0.03 / 0.25 - 0.01 / 0.2) / 2]);
  const mean = tables["gap-segments"].filter(({ row }) => row === "mean");
  closeAll(
    mean.flatMap(({ from, to }) => [from, to]),
    [0, 0.01, 0.01, 0.225],
  );
});

test("without recorded runs LoRA+ is not tested, and the text says so", () => {
  assert.is(results.estimates(tables, config)["lora-plus"], undefined);
  assert.is(results.findings(tables, config)["plus-difference"]?.value, "not known without recorded runs");
  assert.equal(
    tables["factor-losses"].map(({ arm }) => arm),
    ["full", "LoRA r = 64", "LoRA r = 4"],
  );
});

test("LoRA+ counts at its better ratio on the tuning documents, the first where no search was made", () => {
  assert.is(betterRatio(setup), 4);
  const recorded = gapTables({ ...compared, plus: [runs([1.74, 1.68]), runs([1.8, 1.8])] }, setup);
  closeAll(plusDifferences(recorded, setup), [0.01, 0.02]);
  assert.equal(
    recorded["factor-losses"].filter((row) => row.recorded).map(({ arm }) => arm),
    ["LoRA+ r = 4, B × 4", "LoRA+ r = 4, B × 16"],
  );
});

test("both checks are counts of what fails", () => {
  assert.equal(results.checks?.(tables, config), {
    "start-gradients": { exact: 0, format: "d" },
    turn: { exact: 0, format: "d" },
  });
});

test.run();
