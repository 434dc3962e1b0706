import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment } from "../../../experiments/05-gradient-flow/experiment.ts";
import { results } from "../../../experiments/05-gradient-flow/results.ts";
import { closeAll } from "../../helpers/close.ts";
import { pretrainRun } from "../../helpers/pretrain-run.ts";

const test = suite("gradient flow");

const config = { ...experiment.profiles.default, seeds: [200, 201] };

/** A probe of one matrix, with the norms of its adapter's gradients; full training has no adapter. */
function probeAt(step: number, stepCosine: number, norms: { a: number; b: number } | undefined) {
  const adapter = norms && {
    normOfA: norms.a,
    normOfB: norms.b,
    identityError: 1e-7,
    // A first-order update of norm 2 whose cosine with -G, of norm 3, is a half.
    updateNorm: 2,
    updateProduct: 3,
    tangentShare: 0.5,
  };
  const matrix = {
    name: "layers.0.query",
    norm: 3,
    stableRank: 2,
    leadingShare: 0.9,
    adapter: adapter ?? null,
  };
  return { step, stepCosine, matrices: [matrix] };
}

/** A run's probes by the cosines of its steps: the first before any step. */
const runWith = (cosines: readonly number[], adapter: "LoRA" | "full", atStart = { a: 0, b: 1 }) =>
  pretrainRun({
    gradients: cosines.map((cosine, index) => {
      const norms = index === 0 ? atStart : { a: 1, b: 1 };
      return probeAt(100 * index, cosine, adapter === "LoRA" ? norms : undefined);
    }),
  });

const full = [runWith([0.9, 0.4, 0.2], "full"), runWith([0.8, 0.3, 0.2], "full")];
const loraCosines = [
  [0.1, 0.2, 0.1],
  [0.2, 0.05, -0.05],
];

function measured(atStart?: { a: number; b: number }) {
  const lora = loraCosines.map((cosines) => runWith(cosines, "LoRA", atStart));
  const tables = experiment.tables({ lora, full, dead: lora }, config);
  return {
    tables,
    estimates: results.estimates(tables, config),
    checks: results.checks?.(tables, config),
  };
}

test("LoRA's step is compared with full training's, seed by seed, over the evaluations after the first step", () => {
  // Means of full 0.3 and 0.25, of LoRA 0.15 and 0: the evaluations before the first step, 0.9 and 0.1, count for nothing.
  closeAll(measured().estimates["gradient-direction"]?.samples, [0.15, 0.25]);
});

test("the steps that are compared are named: those that follow a probe, but for the first", () => {
  const findings = results.findings(measured().tables, config);
  assert.equal(
    ["first-probe", "second-probe", "last-probe"].map((id) => findings[id]?.value),
    [101, 201, 201],
  );
});

test("by plain descent LoRA's update turns from the gradient by its own cosine, and full training's not at all", () => {
  closeAll(
    measured().tables.bySeed.map(({ descentTurn }) => descentTurn),
    [0.5, 0.5],
  );
});

test("a check fails for each gradient of A that is not zero before the first step, and each of B that is", () => {
  assert.equal(measured().checks, { "start-gradients": { exact: 0, format: "d" } });
  assert.equal(measured({ a: 1e-9, b: 1 }).checks, { "start-gradients": { exact: 2, format: "d" } });
  assert.equal(measured({ a: 0, b: 0 }).checks, { "start-gradients": { exact: 2, format: "d" } });
  assert.equal(measured({ a: 1, b: 0 }).checks, { "start-gradients": { exact: 4, format: "d" } });
});

test("both arms are looked at before the steps 1, 101, 201 and on, with the same seeds and optimizer", () => {
  const { lora, full: control, dead } = experiment.trials(experiment.profiles.default);
  assert.equal([lora.length, control.length], [3, 3]);
  for (const { config: ofRun } of [...lora, ...control]) {
    const { steps, gradientsEvery } = ofRun as { steps: number; gradientsEvery?: number };
    assert.equal([steps, gradientsEvery], [1200, 100]);
  }
  for (const { config: ofRun } of dead) {
    const { steps, deadStart } = ofRun as { steps: number; deadStart?: true };
    assert.equal([steps, deadStart], [100, true]);
  }
});

test.run();
