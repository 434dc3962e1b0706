import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deck } from "../../../experiments/05-gradient-flow/deck.ts";
import { experiment } from "../../../experiments/05-gradient-flow/experiment.ts";
import { references } from "../../../experiments/05-gradient-flow/references.ts";
import { results } from "../../../experiments/05-gradient-flow/results.ts";
import { rowsWith, rowWith } from "../../../experiments/kit/tables.ts";
import type { PretrainConfig } from "../../../experiments/lab/trials/pretrain.run.ts";
import { yearsMatch } from "../../helpers/citations.ts";
import { close, closeAll } from "../../helpers/close.ts";
import { deckMatchesGolden } from "../../helpers/golden.ts";
import { countKinds } from "../../helpers/plan.ts";
import { pretrainRun } from "../../helpers/pretrain-run.ts";

const test = suite("the plan of the gradient flow");

test("the deck's graph has two ways from input to output", () => {
  assert.equal(
    deck.tables["deck-links"]?.map(({ from, to }) => `${from}-${to}`),
    ["Input-A", "A-B", "B-Output", "Input-Output"],
  );
  deckMatchesGolden(deck, import.meta.url);
  yearsMatch(references);
});

test("LoRA, full training and dead adapters have three seeds; the dead are looked at twice", () => {
  const { rank, deadSteps } = experiment.profiles.default;
  assert.equal({ rank, deadSteps }, { rank: 4, deadSteps: 100 });
  assert.equal(countKinds(experiment.trials(experiment.profiles.default)), { pretrain: 9 });
  assert.equal(countKinds(experiment.trials(experiment.profiles.quick)), { pretrain: 3 });
  for (const profile of [experiment.profiles.default, experiment.profiles.quick]) {
    const dead = experiment.trials(profile).dead.map(({ config }) => config as PretrainConfig);
    for (const { steps, gradientsEvery, deadStart } of dead) {
      assert.equal([steps, gradientsEvery, deadStart], [profile.deadSteps, profile.deadSteps / 2, true]);
    }
  }
  assert.is(experiment.profiles.quick.deadSteps, 20);
});

/** Two matrices with norms 3 and 4, together 5; the factors' gradients are in proportion 1 to 2. */
const adapter = (norm: number, share: number) => ({
  normOfA: norm,
  normOfB: 2 * norm,
  identityError: norm / 100,
  updateNorm: norm,
  updateProduct: (norm * norm) / 2,
  tangentShare: share,
});
const matrix = (name: string, norm: number, share: number) => ({
  name,
  norm,
  stableRank: norm,
  leadingShare: norm / 10,
  adapter: adapter(norm, share),
});
const probe = (step: number, stepCosine: number) => ({
  step,
  stepCosine,
  matrices: [matrix("layers.0.query", 3, 1), matrix("layers.0.up", 4, 0.5)],
});
const run = pretrainRun({ gradients: [probe(0, 0), probe(100, 0.25), probe(200, 0.75)] });
const config = { ...experiment.profiles.default, seeds: [200] };
const tables = experiment.tables({ lora: [run], full: [run], dead: [run] }, config);

test("norms of several matrices are joint, and shares are weighted by squared norms", () => {
  closeAll(
    rowsWith(tables.norms, { step: 100 }).map(({ value }) => value),
    [5, 10, 5],
  );
  const row = rowWith(tables.bySeed, { seed: 200 });
  close(row.tangentAtStart, (9 * 1 + 16 * 0.5) / 25, 1e-12);
  close(row.tangentLater, (9 * 1 + 16 * 0.5) / 25, 1e-12);
  // (9/2 + 16/2) over 5 times 5: the cosine is a half.
  close(row.descentTurn, 0.5, 1e-12);
  // sqrt(0.03^2 + 0.04^2) over sqrt(5^2 + 10^2).
  close(row.identityDeviation, 0.05 / Math.sqrt(125), 1e-12);
});

test("turns are one less the cosine, over the probes after the first; ranks are those of first and last", () => {
  const row = rowWith(tables.bySeed, { seed: 200 });
  close(row.loraTurn, 0.5, 1e-12);
  close(row.turnDifference, 0, 1e-12);
  assert.equal([row.checks, row.failedChecks], [4, 2]);
  assert.equal([row.stableRankAtStart, row.stableRankAtEnd], [3.5, 3.5]);
  close(row.leadingShareAtEnd, 0.35, 1e-12);
  closeAll(
    rowsWith(tables.turns, { arm: "full, Adam" }).map(({ value }) => value),
    [1, 0.75, 0.25],
  );
});

test("the norm of dead adapters is the largest of either factor", () => {
  assert.is(tables.dead[0]?.largestNorm, 8);
  const findings = results.findings(tables, config);
  assert.is(findings["dead-norm"]?.value, 8);
  assert.equal(
    ["first-probe", "second-probe", "last-probe"].map((id) => findings[id]?.value),
    [101, 201, 201],
  );
  assert.is(findings.checks?.value, 4);
  assert.is(findings.failed?.value, 2);
  assert.equal(results.checks?.(tables, config)["start-gradients"], { exact: 2, format: "d" });
});

test.run();
