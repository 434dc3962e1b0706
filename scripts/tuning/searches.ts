/** All searches for a learning rate: each arm whose rate is tuned, on seeds of its own, at the horizon of its comparison. */
import { armOfWidth, sizeRun, sizeTuning, tunedWidths } from "../../experiments/06-scalability/size-runs.ts";
import {
  coverageArm,
  coverageRun,
  coverageSteps,
  coverageTuning,
  matchedQueryValue,
} from "../../experiments/08-global-context/coverage-runs.ts";
import type { Arm as EncoderArm } from "../../experiments/lib/nn/name-encoder.ts";
import type { Arm as WordsArm } from "../../experiments/lib/nn/pooled-words.ts";
import { mean } from "../../experiments/lib/stats/describe.ts";
import {
  type AdaptedArm,
  adaptationSteps,
  adaptedArms,
  adapted as adaptedModel,
} from "../../experiments/lib/trials/adaptation.ts";
import {
  type AlternativeArm,
  alternativeRun,
  alternativeTuning,
} from "../../experiments/lib/trials/alternatives.ts";
import {
  alternativeSteps,
  coreRun,
  coreSteps,
  coreTraining,
  fullArm,
  loraArm,
  tuningName,
} from "../../experiments/lib/trials/core.ts";
import { functionFit } from "../../experiments/lib/trials/function-fit.ts";
import { type FitArm, fitRun, fitSteps, fitTuning } from "../../experiments/lib/trials/function-fit-arms.ts";
import { pretrain } from "../../experiments/lib/trials/pretrain.ts";
import { sentiment } from "../../experiments/lib/trials/sentiment.ts";
import { sentimentTraining, sentimentTuning } from "../../experiments/lib/trials/sentiment-arms.ts";
import type { Task } from "../../experiments/lib/trials/sentiment-training.ts";
import {
  adapted,
  baseEncoder,
  fromScratch,
  holdsAdded,
  translationSteps,
  translationTraining,
  translationTuning,
} from "../../experiments/lib/trials/translation-arms.ts";
import { budgetSearches } from "./budget-searches.ts";
import { measured, type Search, seeds } from "./measured.ts";

/** Language models: the final validation loss. */
const core = ([arm, grid]: readonly [typeof fullArm, readonly number[]]): Search => ({
  name: tuningName(arm),
  arm,
  steps: coreSteps,
  seeds,
  grid,
  run: (learningRate, seed) =>
    measured(
      pretrain({ ...coreTraining, arm, steps: coreSteps, seed, learningRate, evalEvery: coreSteps }),
      ({ finalLoss }) => finalLoss,
    ),
});

/** Adapters start from zero and take rates some three times higher (Biderman et al. 2024; Schulman et al. 2025). */
const coreLoraGrid = [0.005, 0.01, 0.02, 0.03];

/** Going on from a model trained in full, on the novel: its final validation loss. */
const onNovel = (arm: AdaptedArm): Search => ({
  name: arm.name,
  arm: arm.arm,
  steps: adaptationSteps,
  seeds,
  grid: arm.arm.kind === "full" ? [0.002, 0.004, 0.008] : [0.01, 0.02, 0.04],
  run: (learningRate, seed) => {
    const base = pretrain(coreRun(fullArm, { steps: coreSteps, evalEvery: coreSteps, seed }));
    const run = { ...coreTraining, steps: adaptationSteps, seed };
    return measured(adaptedModel(arm, base, run, learningRate), ({ after }) => after.novel);
  },
});

/** Adapters in some places alone: the final validation loss, at the horizon at which each place is compared. */
const coverages = (
  [
    ["oneLayer", coreSteps],
    ["queryValue", coverageSteps],
    ["feedForward", coverageSteps],
  ] as const
).map(
  ([coverage, steps]): Search => ({
    name: coverageTuning(coverage),
    arm: coverageArm(coverage, coreTraining.model),
    steps,
    seeds,
    grid: [0.005, 0.01, 0.02],
    run: (learningRate, seed) =>
      measured(coverageRun(coverage, { steps, seed }, learningRate), ({ finalLoss }) => finalLoss),
  }),
);

/** Narrower models: the final validation loss. */
const widths = tunedWidths.flatMap((dModel) =>
  (["full", "fixed", "proportional"] as const).map(
    (name): Search => ({
      name: sizeTuning(dModel, name),
      arm: armOfWidth(name, dModel),
      steps: coreSteps,
      seeds,
      grid: name === "full" ? [0.004, 0.008, 0.016] : [0.01, 0.02, 0.04],
      run: (learningRate, seed) =>
        measured(
          sizeRun(dModel, name, { steps: coreSteps, seed }, learningRate),
          ({ finalLoss }) => finalLoss,
        ),
    }),
  ),
);

const encoderArms: readonly EncoderArm[] = [
  { kind: "full" },
  ...[1, 2, 8, 32].map((rank) => ({ kind: "lora" as const, rank })),
];

const missed = (precisions: readonly { readonly precision: number }[]): number =>
  1 - mean(precisions.map(({ precision }) => precision));

/** Translation from a random start: the share of held-out names that are missed. */
const scratch = (arm: EncoderArm): Search => ({
  name: translationTuning("translation", arm),
  arm,
  steps: translationSteps.scratch,
  seeds,
  grid: arm.kind === "full" ? [0.02, 0.05, 0.1, 0.2] : [0.005, 0.01, 0.02, 0.05],
  run: (learningRate, seed) =>
    measured(
      fromScratch(arm, { ...translationTraining, steps: translationSteps.scratch, seed }, learningRate),
      ({ names }) => missed(names),
    ),
});

/** Adding a language: the share missed in pairs that hold it. */
const adaptation = (arm: EncoderArm): Search => ({
  name: translationTuning("adaptation", arm),
  arm,
  steps: translationSteps.adapt,
  seeds,
  grid: arm.kind === "full" ? [0.1, 0.2, 0.4, 0.8] : [0.01, 0.02, 0.05, 0.1],
  run: (learningRate, seed) => {
    const base = baseEncoder({ ...translationTraining, steps: translationSteps.scratch, seed });
    const run = { ...translationTraining, steps: translationSteps.adapt, seed };
    return measured(adapted(arm, base, run, learningRate), ({ names }) => missed(names.filter(holdsAdded)));
  },
});

/** One point of accuracy is six sentences: two seeds could not tell rates apart. */
const sentimentSeeds = Array.from({ length: 10 }, (_, index) => 50 + index);

const wordsArms: readonly WordsArm[] = [
  { kind: "full" },
  ...[1, 2, 8].map((rank) => ({ kind: "lora" as const, rank })),
];

/** Sentiment: the share of held-out sentences that are classified wrongly. */
const sentences = (task: Task, arm: WordsArm): Search => ({
  name: sentimentTuning(task, arm),
  arm,
  steps: sentimentTraining.steps,
  seeds: sentimentSeeds,
  grid: [0.003, 0.01, 0.03, 0.1],
  run: (learningRate, seed) =>
    measured(
      sentiment({ ...sentimentTraining, task, arm, seed, learningRate }),
      ({ heldOut }) => 1 - (heldOut?.accuracy ?? 0),
    ),
});

/** The deck's function: the error of the fit. */
const fit = (arm: FitArm): Search => ({
  name: fitTuning(arm),
  arm,
  steps: fitSteps,
  seeds,
  grid: [0.01, 0.02, 0.03, 0.05],
  run: (learningRate, seed) =>
    measured(functionFit(fitRun(arm, { steps: fitSteps, seed }, learningRate)), ({ rmse }) => rmse),
});

const fitArms: readonly FitArm[] = [
  { method: "full", rank: 0 },
  { method: "headOnly", rank: 0 },
  ...[1, 2, 4, 8, 16].map((rank) => ({ method: "lora" as const, rank })),
];

/** Alternatives to LoRA: the final validation loss. */
const alternatives = ([arm, grid]: readonly [AlternativeArm, readonly number[]]): Search => ({
  name: alternativeTuning(arm),
  arm,
  steps: alternativeSteps,
  seeds,
  grid,
  run: (learningRate, seed) =>
    measured(
      alternativeRun(arm, { steps: alternativeSteps, seed }, learningRate),
      ({ finalLoss }) => finalLoss,
    ),
});

/** Full before warm starts, whose full part takes its rate. GaLore's scale of a quarter asks for higher rates. */
const alternativeGrids: readonly (readonly [AlternativeArm, readonly number[]])[] = [
  [{ kind: "full" }, [0.002, 0.004, 0.008]],
  [{ kind: "window", positions: 16 }, [0.002, 0.004, 0.008]],
  [{ kind: "experts", experts: 4 }, [0.002, 0.004, 0.008]],
  [{ kind: "galore", rank: 16 }, [0.02, 0.04, 0.08]],
  ...(["warmStart", "relora", "lora"] as const).map(
    (kind) => [{ kind, rank: 4 }, [0.005, 0.01, 0.02]] as const,
  ),
  ...(["lowRank", "lora"] as const).map((kind) => [{ kind, rank: 16 }, [0.005, 0.01, 0.02]] as const),
  [{ kind: "galore", rank: 32 }, [0.02, 0.04, 0.08]],
];

export const searches: readonly Search[] = [
  ...[
    [fullArm, [0.002, 0.003, 0.005, 0.008]] as const,
    ...[4, 16, 1].map((rank) => [loraArm(rank), coreLoraGrid] as const),
  ].map(core),
  ...[...Object.values(adaptedArms), matchedQueryValue].map(onNovel),
  ...coverages,
  ...widths,
  ...fitArms.map(fit),
  ...alternativeGrids.map(alternatives),
  ...encoderArms.map(scratch),
  ...encoderArms.filter((arm) => arm.kind === "full" || arm.rank > 1).map(adaptation),
  ...(["sentiment", "sentiment and domain"] as const).flatMap((task) =>
    wordsArms.map((arm) => sentences(task, arm)),
  ),
  ...budgetSearches,
];
