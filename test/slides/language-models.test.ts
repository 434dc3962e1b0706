import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment as gradientFlow } from "../../experiments/05-gradient-flow/experiment.ts";
import { results as gradientResults } from "../../experiments/05-gradient-flow/results.ts";
import { experiment as scalability } from "../../experiments/06-scalability/experiment.ts";
import { results as scalabilityResults } from "../../experiments/06-scalability/results.ts";
import { experiment as context, contextGain } from "../../experiments/08-global-context/experiment.ts";
import { results as contextResults } from "../../experiments/08-global-context/results.ts";
import { experiment as role } from "../../experiments/13-role-of-lora/experiment.ts";
import { results as roleResults } from "../../experiments/13-role-of-lora/results.ts";
import type { Trial } from "../../experiments/lib/experiment.ts";
import { countParameters } from "../../experiments/lib/nn/count.ts";
import type { Estimate } from "../../experiments/lib/stats/estimate.ts";
import { coreTraining, fullArm, loraArm } from "../../experiments/lib/trials/core.ts";
import { coverageArm } from "../../experiments/lib/trials/coverage-arms.ts";
import { headlineRuns } from "../../experiments/lib/trials/headline.ts";
import { sizeRuns } from "../../experiments/lib/trials/size-arms.ts";
import { close } from "../helpers/close.ts";
import { pretrainRun } from "../helpers/pretrain-run.ts";

const test = suite("slides on language models");

const samplesOf = (estimate: Estimate | undefined): readonly number[] =>
  estimate !== undefined && "samples" in estimate ? estimate.samples : [];

/** Each sample is within rounding of what is expected of it. */
function closeAll(estimate: Estimate | undefined, expected: readonly number[]): void {
  const samples = samplesOf(estimate);
  assert.is(samples.length, expected.length);
  samples.forEach((sample, index) => {
    close(sample, expected[index] ?? Number.NaN, 1e-9);
  });
}

/** A run whose loss falls from 3 at the first position to `3 - gain` at all others. */
function runWithGain(gain: number, finalLoss = 2) {
  const lossByPosition = Array.from({ length: 8 }, (_, index) => (index === 0 ? 3 : 3 - gain));
  return pretrainRun({ finalLoss, lossByPosition });
}

test("the context gain is the first position's loss less the mean of the last quarter", () => {
  close(contextGain([4, 9, 9, 9, 9, 9, 1, 2], 0.25), 2.5, 1e-12);
  assert.is(contextGain([4, 3], 0.1), 1);
});

test("adapters in all places have the same size, give or take the last whole rank", () => {
  const model = { ...coreTraining.model, vocabSize: 87 };
  const sizeAt = (place: Parameters<typeof coverageArm>[0]) =>
    countParameters(model, coverageArm(place, coreTraining.model)).trainedBody;
  assert.is(sizeAt("everywhere"), 9216);
  assert.is(sizeAt("oneLayer"), 9216);
  assert.is(sizeAt("queryValue"), 9216);
  assert.is(sizeAt("feedForward"), 8960);
  assert.is(sizeAt("frozen"), 0);
});

test("slide 8 compares one layer with full training and with adapters everywhere, seed by seed", () => {
  const config = { ...context.profiles.default, seeds: [100, 101] };
  // In the order of the arms: full, everywhere, one layer, query and value, feed-forward, frozen.
  const gains = [0.6, 0.5, 0.3, 0.4, 0.2, 0.1];
  const runs = (gain: number) => [runWithGain(gain), runWithGain(gain + 0.05)];
  const long = { full: runs(1), everywhere: runs(0.8), frozen: runs(0.1) };
  const tables = context.tables({ coverage: gains.map(runs), long }, config);
  const estimates = contextResults.estimates(tables, config);
  closeAll(estimates.context, [0.3, 0.3]);
  closeAll(estimates.coverage, [0.2, 0.2]);
});

test("slide 6 takes its claim from the widest model, which is the headline's", () => {
  const config = { ...scalability.profiles.default, seeds: [100, 101] };
  const of = (loss: number) => [runWithGain(0, loss), runWithGain(0, loss + 1)];
  const sweep = [0.01, 0.02, 0.03].map((gap) => ({ full: of(1), lora: of(1 + gap), frozen: of(2) }));
  const tables = scalability.tables({ sweep }, config);
  closeAll(scalabilityResults.estimates(tables, config).scale, [0.03, 0.03]);
  close(tables.bySeed[0]?.closedGap ?? Number.NaN, 0.99, 1e-9);
  const configsOf = (runs: readonly Trial[]) => runs.map(({ config }) => config);
  for (const arm of [fullArm, loraArm(4)]) {
    const ofHeadline = headlineRuns(arm, role.profiles.default);
    assert.equal(configsOf(sizeRuns(64, arm, scalability.profiles.default)), configsOf(ofHeadline));
  }
});

/** A look at one matrix, where the first-order update has this cosine with -G. */
function lookAt(cosine: number, normOfA: number, normOfB: number) {
  const adapter = {
    normOfA,
    normOfB,
    identityError: 1e-7,
    updateNorm: 2,
    updateProduct: 2 * 3 * cosine,
    tangentShare: 0.5,
  };
  return { name: "layers.0.query", norm: 3, stableRank: 2, leadingShare: 0.9, adapter };
}

test("slide 5 takes the mean deviation over all looks, and counts checks that fail before the first step", () => {
  const config = { ...gradientFlow.profiles.default, seeds: [100] };
  const run = (first: ReturnType<typeof lookAt>) =>
    pretrainRun({
      gradients: [
        { step: 0, stepCosine: 0.1, matrices: [first] },
        { step: 50, stepCosine: 0.2, matrices: [lookAt(0.4, 1, 1)] },
      ],
    });
  const estimatesOf = (first: ReturnType<typeof lookAt>) => {
    const runs = [run(first)];
    const tables = gradientFlow.tables({ lora: runs, full: runs, dead: runs }, config);
    return gradientResults.estimates(tables, config);
  };
  const good = estimatesOf(lookAt(0.2, 0, 1));
  closeAll(good["gradient-direction"], [0.7]);
  assert.equal(good["start-gradients"], { exact: 0, format: "d" });
  assert.equal(estimatesOf(lookAt(0.2, 1e-9, 1))["start-gradients"], { exact: 1, format: "d" });
  assert.equal(estimatesOf(lookAt(0.2, 0, 0))["start-gradients"], { exact: 1, format: "d" });
});

test("slide 13 compares LoRA with full training of the same matrices, and merged with unmerged outputs", () => {
  const config = { ...role.profiles.default, seeds: [100, 101] };
  const adaptedBy = (learned: number, forgotten: number) =>
    config.seeds.map((_, seed) => ({
      run: {
        before: { novel: 3 + seed, addresses: 2 },
        after: { novel: 3 + seed - learned, addresses: 2 + forgotten },
        vocabSize: 87,
      },
      intruders: { intruders: [{ name: "layers.0.query", count: 2 }] },
    }));
  const merged = config.seeds.map((_, seed) => ({
    largestScore: 10,
    largestDifference: 1e-6 * (seed + 1),
    losses: { before: 3, unmerged: 2.5, merged: 2.5 },
  }));
  const tables = role.tables(
    {
      full: [runWithGain(0, 1), runWithGain(0, 1)],
      lora: [runWithGain(0, 1.5), runWithGain(0, 1.25)],
      frozen: [runWithGain(0, 2), runWithGain(0, 2)],
      adapted: {
        everything: adaptedBy(0.5, 0.2),
        full: adaptedBy(0.4, 0.1),
        r16: adaptedBy(0.35, 0.08),
        r4: adaptedBy(0.3, 0.05),
        r1: adaptedBy(0.2, 0.02),
        queryValue: adaptedBy(0.1, 0.01),
      },
      merged: [merged, merged, merged, merged],
    },
    config,
  );
  const estimates = roleResults.estimates(tables, config);
  closeAll(estimates.pretraining, [0.5, 0.75]);
  closeAll(estimates["fine-tuning"], [-0.05, -0.05]);
  closeAll(estimates.valuable, [0.75, 0.75]);
  assert.equal(estimates.inference, { exact: 2e-6, format: ".0e" });
});

test.run();
