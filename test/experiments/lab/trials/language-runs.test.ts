import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  expertsArm,
  fullArm,
  galoreArm,
  loraArm,
  reLoraArm,
  warmStartArm,
  windowArm,
} from "../../../../experiments/lab/arms.ts";
import { modelOfWidth, reportSeeds } from "../../../../experiments/lab/setup.ts";
import {
  adaptation,
  adaptationTuning,
  adaptedArms,
  adaptedRuns,
} from "../../../../experiments/lab/trials/adaptation.ts";
import {
  alternativeRun,
  alternativeSettings,
  comparison,
} from "../../../../experiments/lab/trials/alternatives.ts";
import { armText } from "../../../../experiments/lab/trials/arm-text.ts";
import {
  ladderRuns,
  ladderSteps,
  languageRun,
  languageRuns,
  ngramFloors,
  onCoreModels,
  runConfig,
  scaledRates,
  scaledSettings,
  searchedPlans,
  searchesFor,
  spotChecks,
  trainingPlans,
  tunedFor,
  tuningPlan,
} from "../../../../experiments/lab/trials/language-runs.ts";
import type { PretrainConfig } from "../../../../experiments/lab/trials/pretrain.run.ts";
import { pretrain, secondsPerStep, updateSpectra } from "../../../../experiments/lab/trials/pretrain.ts";
import { close, closeAll } from "../../../helpers/close.ts";

const test = suite("runs of the language model");

const settings = { learningRate: 0.01, warmupSteps: 20, outerLearningRate: 0.02 };
const run = { length: "middle", seed: 200 } as const;
const { default: core, quick, paper } = trainingPlans;

test("a step takes a millisecond, 0.17 ns for each character and body weight, and 70 ns for each channel of a layer", () => {
  const model = { dModel: 100, nLayers: 2, dFf: 300, contextLength: 50 };
  // 2 layers of 4 d^2 and 2 d dFf: 200,000 weights; 200 channels; 500 characters.
  close(secondsPerStep({ model, batchSize: 10 }), 1e-3 + 500 * (1.7e-10 * 200_000 + 7e-8 * 200), 1e-12);
});

test("a run's time is that of its steps; looking at gradients takes as long as 25 more", () => {
  const config = { ...runConfig(run, core, settings), arm: fullArm.trains };
  const step = secondsPerStep(config);
  close(pretrain(config).estimatedSeconds, 1200 * step, 1e-9);
  close(pretrain({ ...config, gradientsEvery: 100 }).estimatedSeconds, (1200 + 25 * 12) * step, 1e-9);
  close(pretrain({ ...config, steps: 2400 }).estimatedSeconds, 2400 * step, 1e-9);
  const base = pretrain(config);
  const adapted = { ...config, trains: "body" } as const;
  close(adaptation(adapted, { base }).estimatedSeconds, 1 + 1200 * step, 1e-9);
  const alternative = alternativeRun(galoreArm(4), run, core, settings);
  close(alternative.estimatedSeconds, 1.1 * 1200 * step, 1e-9);
  assert.is(ngramFloors([2], core.training).estimatedSeconds, 2);
  assert.is(updateSpectra({ from: "initial" }, { before: base, after: base }).estimatedSeconds, 1);
});

test("a quick run has a fiftieth of the steps, and paper four times as many of a larger model", () => {
  assert.equal(quick.lengths, { short: 8, middle: 24, long: 72, adaptation: 5 });
  assert.equal(core.lengths, { short: 400, middle: 1200, long: 3600, adaptation: 250 });
  assert.equal(paper.lengths, { short: 1600, middle: 4800, long: 14_400, adaptation: 1000 });
  assert.equal([quick.training.evaluationWindows, quick.training.finalWindows], [64, 64]);
  assert.equal(paper.training.model, { dModel: 128, nLayers: 4, nHeads: 4, dFf: 512, contextLength: 64 });
  assert.equal([quick.rateScale, core.rateScale], [1, 1]);
  // A rate in proportion to one over the root of the width, which is twice the core model's.
  close(paper.rateScale, Math.sqrt(1 / 2), 1e-15);
  assert.equal(onCoreModels(paper), { ...paper, training: core.training, rateScale: 1 });
});

test("a model of another width has its searches at the middle length, and the core model at the long one", () => {
  const lora = loraArm(4);
  assert.equal(searchesFor(fullArm, { length: "short" }, core), {
    own: "d64/400/full",
    outer: "d64/outer/full",
  });
  assert.equal(searchesFor(lora, { length: "middle", width: 32 }, core), {
    own: "d32/1200/lora-r4",
    outer: "d32/outer/lora-r4",
  });
  assert.is(searchesFor(lora, { length: "middle" }, paper).outer, "d128x4/14400/outer/lora-r4");
});

test("a run takes its own searches, or those of the core model scaled by the root of the width", () => {
  const found = (names: readonly string[]) => (name: string) =>
    names.includes(name) ? { learningRate: 0.01, warmupSteps: 120 } : undefined;
  const own = found(["d64/1200/full", "d64/outer/full"]);
  assert.equal(tunedFor(fullArm, run, core, own), {
    own: "d64/1200/full",
    outer: "d64/outer/full",
    steps: 1200,
    rateFactor: 1,
  });
  // One of the two is not enough.
  const wide = { length: "middle", width: 256 } as const;
  const half = found(["d256/1200/full", "d64/1200/full", "d64/outer/full"]);
  const tuned = tunedFor(fullArm, wide, core, half);
  assert.equal([tuned.own, tuned.outer, tuned.steps], ["d64/1200/full", "d64/outer/full", 1200]);
  close(tuned.rateFactor, Math.sqrt(64 / 256), 1e-15);
  const scaled = scaledSettings(fullArm, wide, quick, own);
  closeAll([scaled.learningRate, scaled.outerLearningRate], [0.005, 0.01]);
  // A tenth of 24 steps, as 120 is of 1,200.
  assert.is(scaled.warmupSteps, 2);
});

test("a run logs its curve and gradients twelve times, and its noise every 120th from the half on", () => {
  const { evalEvery, gradientsEvery, noise } = languageRun(fullArm, run, core, settings)
    .config as PretrainConfig;
  assert.equal(
    { evalEvery, gradientsEvery, noise },
    {
      evalEvery: 100,
      gradientsEvery: 100,
      noise: { fromStep: 600, every: 10 },
    },
  );
  const short = languageRun(fullArm, run, quick, settings).config as PretrainConfig;
  assert.equal([short.evalEvery, short.noise], [2, { fromStep: 12, every: 1 }]);
});

test("a ladder has the short, the middle and the long run of each seed", () => {
  assert.equal(ladderSteps(core), [400, 1200, 3600]);
  const steps = ladderRuns(fullArm, [200, 201], core).map((runs) =>
    runs.map(({ config }) => [(config as PretrainConfig).steps, (config as PretrainConfig).seed]),
  );
  assert.equal(
    steps,
    [400, 1200, 3600].map((of) => [200, 201].map((seed) => [of, seed])),
  );
  assert.throws(
    () => languageRuns(loraArm(16), { length: "middle", seeds: [200] }, core, { needs: "noise" }),
    /missing noise/,
  );
});

test("spot checks train full weights and rank 4 for sixty steps of one seed", () => {
  const checks = spotChecks().map(({ config }) => config as PretrainConfig);
  assert.equal(
    checks.map(({ steps, seed, arm }) => [steps, seed, arm.kind]),
    [
      [60, 200, "full"],
      [60, 200, "lora"],
    ],
  );
  assert.equal(checks[1]?.arm, { kind: "lora", rank: 4, alpha: 4 });
});

test("a search is measured on half the windows, of the documents for tuning, with rates at the profile's scale", () => {
  const { evaluatedOn, finalWindows, evaluationWindows } = tuningPlan(core).training;
  assert.equal([evaluatedOn, finalWindows, evaluationWindows], ["tuning", 1024, 512]);
  closeAll(scaledRates([1, 2], paper), [Math.SQRT1_2, Math.SQRT2]);
  assert.equal(searchedPlans("paper").core.training.model, modelOfWidth(64));
  assert.is(searchedPlans("paper").own, paper);
});

test("methods have the settings of their papers and codes, and parts of the run", () => {
  assert.equal(alternativeSettings, {
    galore: { refreshEvery: 200, scale: 0.25 },
    apollo: { refreshEvery: 200, scale: 128 },
    relora: { intervals: 4, pruned: 0.999 },
    warmStart: { fullShare: 0.5 },
    experts: { capacityFactor: 1.25, balanceWeight: 0.01 },
    restartWarmup: 10,
  });
  const methodOf = (arm: Parameters<typeof alternativeRun>[0]) =>
    (alternativeRun(arm, { length: "short", seed: 200 }, core, settings).config as { method?: object })
      .method;
  assert.equal(methodOf(reLoraArm(4)), {
    kind: "relora",
    rank: 4,
    restartEvery: 100,
    restartWarmup: 10,
    pruned: 0.999,
  });
  const { fullLearningRate, ...warm } = methodOf(warmStartArm(4)) as { fullLearningRate: number };
  assert.equal(warm, { kind: "warmStart", rank: 4, fullSteps: 200, restartWarmup: 10 });
  assert.is(fullLearningRate, scaledSettings(fullArm, { length: "short" }, core).learningRate);
  assert.equal(methodOf(expertsArm(4)), {
    kind: "experts",
    experts: 4,
    capacityFactor: 1.25,
    balanceWeight: 0.01,
  });
  const window = alternativeRun(windowArm(16), run, core, settings);
  assert.equal([window.kind, (window.config as PretrainConfig).model.attentionWindow], ["pretrain", 16]);
});

test("the comparison has ranks for each method, eight seeds of techniques, and fewer when quick", () => {
  assert.equal(comparison.default.ranks, {
    lora: [4, 16],
    lowRank: [16],
    galore: [32],
    relora: [4],
    warmStart: [4],
  });
  assert.equal(comparison.quick.ranks.lora, [4]);
  const { window, experts, width } = comparison.default.techniques;
  assert.equal([window, experts, width], [16, 4, 32]);
  const seedsOf = ({ seeds, techniques }: (typeof comparison)["default"]) => [
    seeds.length,
    techniques.seeds.length,
  ];
  assert.equal([comparison.quick, comparison.default, comparison.paper].map(seedsOf), [
    [1, 1],
    [3, 8],
    [5, 8],
  ]);
});

test("adaptation is searched for by model where it is not the core one, and starts from full training's model", () => {
  assert.is(adaptationTuning(adaptedArms.r4, "adaptation", core), "moby-dick/250/lora-r4");
  assert.is(adaptationTuning(adaptedArms.r4, "adaptation", paper), "moby-dick/d128x4/1000/lora-r4");
  const [trial] = adaptedRuns(adaptedArms.queryValue, { length: "adaptation", seeds: reportSeeds(1) }, core);
  const arm = { kind: "lora", rank: 4, alpha: 4, targetModules: ["query", "value"] };
  assert.equal({ ...trial?.config, arm, steps: 250, trains: "body" }, trial?.config);
});

test("what an arm trains is said in words", () => {
  assert.equal(
    [
      armText({ kind: "full" }),
      armText({ kind: "lora", rank: 0 }),
      armText({ kind: "lora", rank: 4, alpha: 8 } as { kind: string; rank: number }),
      armText({ kind: "experts", modules: ["a", "b"] } as { kind: string }),
    ],
    ["full training", "frozen body", "LoRA, rank 4, alpha 8", "experts, modules a b"],
  );
});

test.run();
