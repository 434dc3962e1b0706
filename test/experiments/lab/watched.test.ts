import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment as gradientFlow } from "../../../experiments/05-gradient-flow/experiment.ts";
import { experiment as stability } from "../../../experiments/09-training-stability/experiment.ts";
import { frozenArm, fullArm, loraArm, type TunedArm } from "../../../experiments/lab/arms.ts";
import { reportSeeds } from "../../../experiments/lab/setup.ts";
import {
  languageRun,
  languageRuns,
  type OneRun,
  type Runs,
  trainingPlans,
} from "../../../experiments/lab/trials/language-runs.ts";
import type { PretrainConfig } from "../../../experiments/lab/trials/pretrain.run.ts";
import { type Log, watched } from "../../../experiments/lab/watched.ts";
import { readExperiment } from "../../../scripts/slides/slide-code.ts";
import { effects } from "../../helpers/fixture.ts";

const test = suite("logs of runs");

const plan = trainingPlans.default;
const logsOf = (arm: TunedArm, run: OneRun) => {
  const { evalEvery, gradientsEvery, noise } = languageRun(arm, run, plan).config as PretrainConfig;
  return { evalEvery, gradientsEvery, noise };
};
const none = { evalEvery: undefined, gradientsEvery: undefined, noise: undefined };

test("a run logs what the table lists for its arm, length and seed, and nothing else", () => {
  const noise = { fromStep: 1800, every: 20 };
  const run = { length: "long", seed: 300 } as const;
  for (const arm of [fullArm, loraArm(4)]) {
    assert.equal(logsOf(arm, run), { ...none, evalEvery: 300, noise });
    assert.equal(logsOf(arm, { ...run, seed: 303 }), { ...none, noise });
    for (const other of [{ seed: 304 }, { seed: 299 }, { length: "short" }] as const) {
      assert.equal(logsOf(arm, { ...run, ...other }), none);
    }
  }
  assert.equal(logsOf(fullArm, { ...run, width: 32 }), none);
  assert.equal(logsOf(frozenArm, run), { ...none, evalEvery: 300 });
  assert.equal(logsOf(loraArm(4), { ...run, length: "middle" }), { ...none, gradientsEvery: 100 });
  assert.equal(logsOf(loraArm(16), run), none);
});

test("slides take their seeds from the table, so that more seeds are one edit", () => {
  for (const profile of ["default", "long"] as const) {
    assert.is(gradientFlow.profiles[profile].probeSeeds, watched.gradients.seeds);
    assert.is(stability.profiles[profile].curveSeeds, watched.curve.seeds);
    assert.is(stability.profiles[profile].seeds, watched.noise.seeds);
  }
});

test("a run without the log that a slide needs is refused by its arm and seed", () => {
  const refused: readonly (readonly [TunedArm, Runs, Log, RegExp])[] = [
    [
      loraArm(4),
      { length: "long", seeds: reportSeeds(8) },
      "noise",
      /^missing noise of LoRA r = 4, long length, seed 304$/,
    ],
    [
      loraArm(16),
      { length: "long", seeds: [300] },
      "gradients",
      /^missing gradients of LoRA r = 16, long length, seed 300$/,
    ],
    [
      fullArm,
      { length: "middle", seeds: [300] },
      "curve",
      /^missing curve of full, middle length, seed 300$/,
    ],
    [
      fullArm,
      { length: "ladder", seeds: [300], width: 32 },
      "curve",
      /^missing curve of full, ladder length, seed 300$/,
    ],
  ];
  for (const [arm, runs, needs, message] of refused) {
    assert.throws(() => languageRuns(arm, runs, plan, { needs }), message);
    assert.not.throws(() => languageRuns(arm, runs, plan));
  }
  const { seeds, length } = watched.noise;
  assert.is(languageRuns(fullArm, { length, seeds }, plan, { needs: "noise" }).length, seeds.length);
});

test("and by its slide, when the slide lists its trials", () => {
  const { root } = effects;
  const file = "experiments/09-training-stability/experiment.ts";
  const { trials } = readExperiment(stability, { file, root });
  const more = { ...stability.profiles.default, seeds: reportSeeds(6) };
  assert.throws(
    () => trials(more),
    new RegExp(`^${file}:\\d+: trials\\(\\) failed: missing noise of full, long length, seed 304$`),
  );
});

test.run();
