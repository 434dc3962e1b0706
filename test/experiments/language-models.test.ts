import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment as gradientFlow } from "../../experiments/05-gradient-flow/experiment.ts";
import { results as gradientResults } from "../../experiments/05-gradient-flow/results.ts";
import { coverageArms } from "../../experiments/08-global-context/coverage-runs.ts";
import { experiment as context, contextGain } from "../../experiments/08-global-context/experiment.ts";
import { results as contextResults } from "../../experiments/08-global-context/results.ts";
import { experiment as role } from "../../experiments/13-role-of-lora/experiment.ts";
import { results as roleResults } from "../../experiments/13-role-of-lora/results.ts";
import type { Estimate } from "../../experiments/lib/experiment.ts";
import { countParameters } from "../../experiments/lib/nn/costs.ts";
import { comparison, comparisonRuns } from "../../experiments/lib/trials/alternatives.ts";
import { fullArm, loraArm } from "../../experiments/lib/trials/arms.ts";
import { coreTraining } from "../../experiments/lib/trials/core.ts";
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
  const sizeAt = (place: keyof ReturnType<typeof coverageArms>) =>
    countParameters(model, coverageArms()[place].trains).trainedBody;
  assert.is(sizeAt("everywhere"), 9216);
  assert.is(sizeAt("oneLayer"), 9216);
  assert.is(sizeAt("queryValue"), 9216);
  assert.is(sizeAt("feedForward"), 8960);
});

test("slide 8 compares one layer with full training and with adapters everywhere, seed by seed, at full length", () => {
  const config = { ...context.profiles.default, seeds: [100, 101] };
  const runs = (gain: number) => [runWithGain(gain), runWithGain(gain + 0.05)];
  const long = { full: runs(1), everywhere: runs(0.8), oneLayer: runs(0.7), frozen: runs(0.1) };
  const short = { full: runs(0.6), everywhere: runs(0.5), queryValue: runs(0.4), feedForward: runs(0.2) };
  const adaptedBy = (learned: number) =>
    config.seeds.map((seed) => ({
      before: { novel: seed, addresses: 2 },
      after: { novel: seed - learned, addresses: 2 },
      vocabSize: 87,
    }));
  const adapted = [0.4, 0.3, 0.25, 0.1].map(adaptedBy);
  const tables = context.tables({ long, short, adapted }, config);
  const estimates = contextResults.estimates(tables, config);
  closeAll(estimates.context, [0.3, 0.3]);
  closeAll(estimates.coverage, [0.1, 0.1]);
  assert.equal(
    tables.places.map(({ arm, difference }) => [arm, Math.round(100 * difference)]),
    [
      ["everywhere", -10],
      ["query and value", -20],
      ["feed-forward", -40],
    ],
  );
  const findings = contextResults.findings(tables, config);
  close(Number(findings["learned-matched-to-everywhere"]?.value), -0.05, 1e-9);
  // Inputs and outputs of query and value are 64 each, in two layers: at rank 18 as many as everywhere, at rank 4 fewer.
  assert.equal(
    tables.adapted.map(({ trained }) => trained),
    [98_304, 9216, 2 * 2 * 128 * 18, 2 * 2 * 128 * 4],
  );
});

test("slide 8's runs on the novel are slide 13's, and its short ones are slide 12's", () => {
  const ofSlide = context.trials(context.profiles.default);
  const { adapted } = role.trials(role.profiles.default);
  assert.equal(ofSlide.adapted[0], adapted.full);
  assert.equal(ofSlide.adapted[1], adapted.r4);
  assert.equal(ofSlide.adapted[3], adapted.queryValue);
  assert.equal(ofSlide.short.full, comparisonRuns(fullArm, comparison.default));
  assert.equal(ofSlide.short.everywhere, comparisonRuns(loraArm(4), comparison.default));
});

/** A probe of one matrix, where the first-order update has this cosine with -G. */
function probeWith(cosine: number, normOfA: number, normOfB: number) {
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

test("slide 5 takes the mean deviation over all probes, and counts checks that fail before the first step", () => {
  const config = { ...gradientFlow.profiles.default, seeds: [100] };
  const run = (first: ReturnType<typeof probeWith>) =>
    pretrainRun({
      gradients: [
        { step: 0, stepCosine: 0.1, matrices: [first] },
        { step: 50, stepCosine: 0.2, matrices: [probeWith(0.4, 1, 1)] },
      ],
    });
  const estimatesOf = (first: ReturnType<typeof probeWith>) => {
    const runs = [run(first)];
    const sweep = config.sweep.ratios.map(() => config.sweep.seeds.map(() => ({ finalLoss: 2 })));
    const tables = gradientFlow.tables({ lora: runs, full: runs, dead: runs, sweep }, config);
    return gradientResults.estimates(tables, config);
  };
  const good = estimatesOf(probeWith(0.2, 0, 1));
  closeAll(good["gradient-direction"], [0.7]);
  assert.equal(good["start-gradients"], { exact: 0, format: "d" });
  assert.equal(estimatesOf(probeWith(0.2, 1e-9, 1))["start-gradients"], { exact: 1, format: "d" });
  assert.equal(estimatesOf(probeWith(0.2, 0, 0))["start-gradients"], { exact: 1, format: "d" });
});

test("slide 13 compares LoRA with full training of the same matrices, and merged with unmerged outputs", () => {
  const config = { ...role.profiles.default, seeds: [100, 101] };
  const adaptedBy = (learned: number, forgotten: number) =>
    config.seeds.map((_, seed) => ({
      before: { novel: 3 + seed, addresses: 2 },
      after: { novel: 3 + seed - learned, addresses: 2 + forgotten },
      vocabSize: 87,
    }));
  const found = (count: number) => [
    { name: "layers.0.query", count },
    { name: "layers.0.up", count: 1 },
  ];
  const intruders = [3, 5].map((ofR16) => ({
    intruders: {
      everything: found(0),
      full: found(0),
      r16: found(ofR16),
      r4: found(1),
      r1: found(1),
      queryValue: found(1),
    },
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
      intruders,
      merged: [merged, merged, merged, merged],
    },
    config,
  );
  const ofR16 = tables.intruders.find(({ arm }) => arm === "LoRA r = 16");
  assert.equal([ofR16?.count, ofR16?.looked], [5, 20], "mean over seeds of the sum over weights");
  const estimates = roleResults.estimates(tables, config);
  closeAll(estimates.pretraining, [0.5, 0.75]);
  closeAll(estimates["fine-tuning"], [-0.05, -0.05]);
  closeAll(estimates.valuable, [0.75, 0.75]);
  assert.equal(estimates.inference, { exact: 2e-6, format: ".0e" });
});

test.run();
