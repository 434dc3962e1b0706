import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  expertsArm,
  fullArm,
  galoreArm,
  loraArm,
  reLoraArm,
  warmStartArm,
} from "../../../../experiments/lab/arms.ts";
import {
  adaptation,
  adaptationSearchName,
  adaptedArms,
  adaptedRuns,
  adaptedSettings,
  recordedAdaptedRuns,
} from "../../../../experiments/lab/trials/adaptation.ts";
import { alternativeRun, alternativeSettings } from "../../../../experiments/lab/trials/alternatives.ts";
import { armText } from "../../../../experiments/lab/trials/arm-text.ts";
import {
  languageRun,
  languageRuns,
  ngramFloors,
  noiseEvaluations,
  ratesFor,
  runConfig,
  runsByLength,
  searchFor,
  spotChecks,
  stepsOfLengths,
  trainingPlans,
  tuningPlan,
} from "../../../../experiments/lab/trials/language-runs.ts";
import type { PretrainConfig } from "../../../../experiments/lab/trials/pretrain.run.ts";
import { pretrain, secondsPerStep, updateSpectra } from "../../../../experiments/lab/trials/pretrain.ts";
import { allRecorded, recordedRuns } from "../../../../experiments/lab/trials/recorded-runs.ts";
import { close } from "../../../helpers/close.ts";

const test = suite("runs of the language model");

const rates = { learningRate: 0.01, outerLearningRate: 0.02 };
const run = { length: "middle", seed: 300 } as const;
const { default: core, quick, long } = trainingPlans;

test("a step takes a millisecond, 0.17 ns for each character and body weight, and 70 ns for each channel of a layer", () => {
  const model = { dModel: 100, nLayers: 2, dFf: 300, contextLength: 50 };
  // 2 layers of 4 d^2 and 2 d dFf: 200,000 weights; 200 channels; 500 characters.
  close(secondsPerStep({ model, batchSize: 10 }), 1e-3 + 500 * (1.7e-10 * 200_000 + 7e-8 * 200), 1e-12);
});

test("a run's time is that of its steps; a probe of gradients takes as long as 25 more", () => {
  const config = { ...runConfig(run, core, rates), arm: fullArm.trains };
  const step = secondsPerStep(config);
  close(pretrain(config).estimatedSeconds, 1200 * step, 1e-9);
  close(pretrain({ ...config, gradientsEvery: 100 }).estimatedSeconds, (1200 + 25 * 12) * step, 1e-9);
  close(pretrain({ ...config, steps: 2400 }).estimatedSeconds, 2400 * step, 1e-9);
  const base = pretrain(config);
  close(adaptation(config, { base }).estimatedSeconds, 1 + 1200 * step, 1e-9);
  const alternative = alternativeRun(galoreArm(4), run, core, rates);
  close(alternative.estimatedSeconds, 1.1 * 1200 * step, 1e-9);
  assert.is(ngramFloors([2], core.training).estimatedSeconds, 2);
  assert.is(updateSpectra({ from: "initial" }, { before: base, after: base }).estimatedSeconds, 1);
});

test("a quick run has a fiftieth of the steps; the long profile trains as the default one", () => {
  assert.equal(quick.lengths, { short: 8, middle: 24, long: 72, adaptation: 5 });
  assert.equal(core.lengths, { short: 400, middle: 1200, long: 3600, adaptation: 250 });
  assert.equal([quick.training.evaluationWindows, quick.training.finalWindows], [64, 64]);
  assert.is(long, core);
});

test("a run finds its rates by its width, its steps in the default profile and its arm", () => {
  const lora = loraArm(4);
  assert.is(searchFor(fullArm, { length: "short" }), "d64/400/full");
  assert.is(searchFor(lora, { length: "long", width: 32 }), "d32/3600/lora-r4");
  assert.is(searchFor(lora, { length: "ladder", width: 16 }), "d16/900/lora-r4");
  const find = (name: string) => (name === "d64/1200/full" ? rates : undefined);
  assert.equal(ratesFor(fullArm, run, find), rates);
  assert.throws(() => ratesFor(lora, run, find), /no search has chosen the settings d64\/1200\/lora-r4/);
});

test("a run has the steps, the batch and a tenth of warm-up of its size", () => {
  const sizeOf = (size: Parameters<typeof runConfig>[0], plan = core) => {
    const { model, batchSize, steps, warmupSteps } = runConfig(size, plan, rates);
    return [model.dModel, batchSize, steps, warmupSteps];
  };
  assert.equal(sizeOf(run), [64, 16, 1200, 120]);
  assert.equal(sizeOf({ length: "long", width: 32, seed: 1 }), [32, 16, 3600, 360]);
  assert.equal(sizeOf({ length: "ladder", width: 32, seed: 1 }), [32, 8, 1800, 180]);
  assert.equal(sizeOf({ length: "ladder", width: 32, seed: 1 }, quick), [32, 8, 36, 4]);
});

test("on the ladder the core width is the long run itself, logs included", () => {
  const ladder = languageRun(fullArm, { length: "ladder", width: 64, seed: 300 }, core, rates);
  assert.equal(ladder.config, languageRun(fullArm, { length: "long", seed: 300 }, core, rates).config);
  assert.ok("noise" in ladder.config);
  const narrow = languageRun(fullArm, { length: "ladder", width: 32, seed: 300 }, core, rates);
  assert.not.ok("noise" in narrow.config || "evalEvery" in narrow.config);
});

test("a run logs its curve and gradients twelve times, and its noise every 180th from the half on", () => {
  const logsOf = (config: object) => {
    const { evalEvery, gradientsEvery, noise } = config as PretrainConfig;
    return { evalEvery, gradientsEvery, noise };
  };
  const full = languageRun(fullArm, { length: "long", seed: 300 }, core, rates).config;
  assert.equal(logsOf(full), {
    evalEvery: 300,
    gradientsEvery: undefined,
    noise: { fromStep: 1800, every: 20 },
  });
  const lora = languageRun(loraArm(4), run, core, rates).config;
  assert.equal(logsOf(lora), { evalEvery: undefined, gradientsEvery: 100, noise: undefined });
  assert.equal(noiseEvaluations(72), { fromStep: 36, every: 1 });
});

test("runs by length are the short, the middle and the long ones of each seed", () => {
  assert.equal(stepsOfLengths(core), [400, 1200, 3600]);
  const steps = runsByLength(fullArm, [300, 301], core).map((runs) =>
    runs.map(({ config }) => [(config as PretrainConfig).steps, (config as PretrainConfig).seed]),
  );
  assert.equal(
    steps,
    [400, 1200, 3600].map((of) => [300, 301].map((seed) => [of, seed])),
  );
  assert.throws(
    () => languageRuns(loraArm(16), { length: "long", seeds: [300] }, core, { needs: "noise" }),
    /missing noise/,
  );
});

test("spot checks train full weights and rank 4 for sixty steps of one seed", () => {
  const checks = spotChecks().map(({ config }) => config as PretrainConfig);
  assert.equal(
    checks.map(({ steps, seed, arm }) => [steps, seed, arm.kind]),
    [
      [60, 300, "full"],
      [60, 300, "lora"],
    ],
  );
  assert.equal(checks[1]?.arm, { kind: "lora", rank: 4, alpha: 4 });
});

test("a search is measured on half the windows, of the documents for tuning", () => {
  const { evaluatedOn, finalWindows, evaluationWindows } = tuningPlan.training;
  assert.equal([evaluatedOn, finalWindows, evaluationWindows], ["tuning", 1024, 512]);
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
    (alternativeRun(arm, { length: "short", seed: 300 }, core, rates).config as { method?: object }).method;
  assert.equal(methodOf(reLoraArm(4)), {
    kind: "relora",
    rank: 4,
    restartEvery: 100,
    restartWarmup: 10,
    pruned: 0.999,
  });
  const { fullLearningRate, ...warm } = methodOf(warmStartArm(4)) as { fullLearningRate: number };
  assert.equal(warm, { kind: "warmStart", rank: 4, fullSteps: 200, restartWarmup: 10 });
  assert.is(fullLearningRate, ratesFor(fullArm, { length: "short" }).learningRate);
  assert.equal(methodOf(expertsArm(4)), {
    kind: "experts",
    experts: 4,
    capacityFactor: 1.25,
    balanceWeight: 0.01,
  });
});

test("fine-tuning starts from the longest full training, at its tuned rate or a part of it", () => {
  assert.is(adaptationSearchName(adaptedArms.r4), "moby-dick/250/lora-r4");
  assert.is(adaptationSearchName(adaptedArms.r4, "middle"), "moby-dick/1200/lora-r4");
  const [half] = adaptedRuns(adaptedArms.full, [300], core, 0.5);
  const { learningRate } = adaptedSettings(adaptedArms.full);
  const arm = { kind: "full" };
  assert.equal({ ...half?.config, arm, steps: 250, learningRate: learningRate / 2 }, half?.config);
  const base = half?.inputs.base;
  assert.ok(base);
  const { steps, seed } = base.config as PretrainConfig;
  assert.equal([steps, seed], [3600, 300]);
});

test("runs of the long profile are listed once their rates are known, and count as recorded", () => {
  const unknown = loraArm(63);
  assert.equal(recordedRuns(unknown, { length: "long", seeds: [300] }, core), []);
  const listed = recordedRuns(fullArm, { length: "long", seeds: [300, 301] }, core);
  assert.equal(
    listed.map(({ optional }) => optional),
    ["recorded", "recorded"],
  );
  assert.equal(recordedAdaptedRuns(unknown, [300], core), []);
});

test("recorded results count only if there is one for each seed", () => {
  assert.equal(allRecorded([1, 2], 2), [1, 2]);
  assert.is(allRecorded([1, undefined], 2), undefined);
  assert.is(allRecorded([], 2), undefined);
});

test("what an arm trains is said in words", () => {
  const experts = { kind: "experts", experts: 4, capacityFactor: 1.25 };
  assert.equal(
    [
      armText({ kind: "full" }),
      armText({ kind: "lora", rank: 0, alpha: 0 }),
      armText({ kind: "lora", rank: 4, alpha: 4 }),
      armText({ kind: "lora", rank: 4, alpha: 8 }),
      armText({ kind: "lora", rank: 8, alpha: 8, targetLayers: [1] }),
      armText(experts),
      armText({ kind: "unknown", rank: 2 }),
    ],
    [
      "full training",
      "frozen body",
      "LoRA rank 4",
      "LoRA rank 4, alpha 8",
      "LoRA rank 8 in block 2",
      "mixture, 4 experts",
      "unknown rank 2",
    ],
  );
});

test.run();
