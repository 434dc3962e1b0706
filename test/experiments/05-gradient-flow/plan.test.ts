import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deck } from "../../../experiments/05-gradient-flow/deck.ts";
import { drawing } from "../../../experiments/05-gradient-flow/drawing.ts";
import { experiment } from "../../../experiments/05-gradient-flow/experiment.ts";
import {
  failedStarts,
  failedTurns,
  probeFindings,
  probeTables,
} from "../../../experiments/05-gradient-flow/probes.ts";
import { rowsWith } from "../../../experiments/kit/tables.ts";
import type { PretrainConfig } from "../../../experiments/lab/trials/pretrain.run.ts";
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
});

test("in the drawing, each factor's gradient comes from the other factor", () => {
  const gradients = drawing.links.filter(({ kind }) => kind === "gradient");
  assert.equal(
    gradients.map(({ from, to }) => `${from}-${to}`),
    ["B-dA", "A-dB"],
  );
});

test("three arms have four seeds of the longest training; one run is probed and one starts dead", () => {
  const { rank, deadSteps, plusRatios } = experiment.profiles.default;
  assert.equal({ rank, deadSteps, plusRatios }, { rank: 4, deadSteps: 100, plusRatios: [4, 16] });
  assert.equal(countKinds(experiment.trials(experiment.profiles.default)), { pretrain: 3 * 4 + 1 + 1 });
  assert.equal(countKinds(experiment.trials(experiment.profiles.quick)), { pretrain: 5 });
  const { default: laboratory, quick } = experiment.profiles;
  for (const profile of [laboratory, quick]) {
    const dead = experiment.trials(profile).dead.map(({ config }) => config as PretrainConfig);
    for (const { steps, warmupSteps, gradientsEvery, deadStart } of dead) {
      assert.equal([steps, gradientsEvery, deadStart], [profile.deadSteps, profile.deadSteps / 2, true]);
      assert.is(warmupSteps, profile.deadSteps / 10);
    }
  }
  const [probed] = experiment.trials(laboratory).probed.map(({ config }) => config as PretrainConfig);
  assert.equal([probed?.steps, probed?.gradientsEvery, probed?.seed], [1200, 100, 300]);
});

/** The factors' gradients are in proportion 1 to 2; the first-order step has a cosine of a quarter. */
const adapter = (norm: number, share: number) => ({
  normOfA: norm,
  normOfB: 2 * norm,
  identityError: norm / 100,
  updateNorm: norm,
  updateProduct: (norm * norm) / 4,
  tangentShare: share,
});
const matrix = (name: string, norm: number, share: number, normOfA = norm) => ({
  name,
  norm,
  stableRank: norm,
  leadingShare: norm / 10,
  adapter: { ...adapter(norm, share), normOfA },
});
/** Two matrices with norms 3 and 4, together 5. */
const probe = (step: number, isStart = false) => ({
  step,
  stepCosine: 0.5,
  matrices: [
    matrix("layers.0.query", 3, 1, isStart ? 0 : 3),
    matrix("layers.0.up", 4, 0.25, isStart ? 0 : 4),
  ],
});
const run = pretrainRun({ gradients: [probe(0, true), probe(100), probe(200)] });
const tables = probeTables(run, [run]);

test("norms of several matrices are joint, and shares are weighted by squared norms", () => {
  closeAll(
    rowsWith(tables.norms, { step: 100 }).map(({ value }) => value),
    [5, 10, 5],
  );
  assert.is(rowsWith(tables.norms, { arm: "of A" }).length, 2, "no zero on a logarithmic axis");
  const [, later] = tables.probes;
  close(later?.tangentShare ?? 0, (9 * 1 + 16 * 0.25) / 25, 1e-12);
  // (9/4 + 16/4) over 5 times 5.
  close(later?.cosine ?? 0, 0.25, 1e-12);
  // sqrt(0.03^2 + 0.04^2) over sqrt(5^2 + 10^2).
  close(later?.identityDeviation ?? 0, 0.05 / Math.sqrt(125), 1e-12);
});

test("findings are of the probes after the first, and of the first and the last", () => {
  const findings = probeFindings(tables);
  assert.equal(
    ["start-checks", "turn-checks", "stable-start", "stable-end"].map((id) => findings[id]?.value),
    [4, 6, 3.5, 3.5],
  );
  close(Number(findings["cosine-later"]?.value), 0.25, 1e-12);
  assert.is(findings["dead-norm"]?.value, 8, "of the run that starts dead");
});

test("a start fails for each gradient of A that is not zero, and each of B that is", () => {
  assert.is(failedStarts(tables), 0);
  assert.is(failedStarts(probeTables(pretrainRun({ gradients: [probe(0)] }), [run])), 2);
});

test("a step fails the theorem where its cosine is above the root of the tangent share", () => {
  assert.is(failedTurns(tables), 0);
  const tight = { ...probe(0), matrices: [matrix("layers.0.query", 3, 0.0625)] };
  const wrong = { ...probe(0), matrices: [matrix("layers.0.query", 3, 0.06)] };
  assert.is(failedTurns(probeTables(pretrainRun({ gradients: [tight] }), [run])), 0);
  assert.is(failedTurns(probeTables(pretrainRun({ gradients: [wrong] }), [run])), 1);
});

test.run();
