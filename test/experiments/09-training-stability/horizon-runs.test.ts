import { suite } from "uvu";
import * as assert from "uvu/assert";
import { abruptArm } from "../../../experiments/09-training-stability/experiment.ts";
import {
  horizonRuns,
  horizons,
  horizonTuning,
} from "../../../experiments/09-training-stability/horizon-runs.ts";
import tunings from "../../../experiments/09-training-stability/tuned.json" with { type: "json" };
import { searches } from "../../../experiments/09-training-stability/tuning.ts";
import { restartFactor } from "../../../experiments/lib/nn/relora.ts";
import { alternativeRun } from "../../../experiments/lib/trials/alternatives.ts";
import { fullArm, loraArm, reLoraArm } from "../../../experiments/lib/trials/arms.ts";
import { alternativeSteps, coreTraining } from "../../../experiments/lib/trials/core.ts";
import { headline, headlineRuns } from "../../../experiments/lib/trials/headline.ts";
import { ratesOf } from "../../../experiments/lib/trials/tuned.ts";
import { searches as sharedSearches } from "../../../experiments/lib/trials/tuning.ts";

const test = suite("lengths of training");

test("at the lengths of other slides the runs are theirs, so that none runs twice", () => {
  const [short, , long] = horizonRuns(loraArm(16), horizons.paper);
  const seed = 100;
  assert.equal(
    short?.[0],
    alternativeRun(loraArm(16), { steps: alternativeSteps, seed, training: coreTraining }),
  );
  assert.equal(long?.[0], headlineRuns(loraArm(16), headline.default)[0]);
});

test("each arm runs at every length at the rate that was tuned for that length", () => {
  for (const arm of [fullArm, loraArm(4), loraArm(16)]) {
    for (const { config } of horizonRuns(arm, horizons.default).flat()) {
      const { steps, learningRate } = config as { steps: number; learningRate: number };
      const name = horizonTuning(arm, steps);
      const search = [...searches, ...sharedSearches].find((candidate) => candidate.name === name);
      assert.is(search?.steps, steps);
      assert.is(ratesOf(tunings)(name), learningRate);
    }
  }
});

test("without a new warm-up ReLoRA's rate is that of the cosine at every step", () => {
  const run = { steps: 400, seed: 100 };
  const { method } = alternativeRun(abruptArm(4), run).config as {
    method: { restartEvery: number; restartWarmup: number; pruned: number };
  };
  assert.is(method.restartEvery, 100);
  for (let step = 1; step <= 400; step++) assert.is(restartFactor(step, method), 1);
  const own = alternativeRun(reLoraArm(4), run).config as { method: typeof method };
  assert.equal({ ...own.method, restartWarmup: 0 }, method);
  assert.ok(restartFactor(101, own.method) < 0.1);
});

test.run();
