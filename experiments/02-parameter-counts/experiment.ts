/** Counts of published models, and how far full training moves the weights in pre-training and in fine-tuning. */

import { defineExperiment, type ResultTree } from "../kit/experiment.ts";
import { zip } from "../kit/tables.ts";
import { recorded, type Trial, type TrialOutput } from "../kit/trial.ts";
import { full, fullArm, lora } from "../lab/arms.ts";
import { reportSeeds } from "../lab/setup.ts";
import { adaptationBase, adaptedArms, adaptedRuns, recordedAdaptedRuns } from "../lab/trials/adaptation.ts";
import { languageRuns, type TrainingPlan, trainingPlans } from "../lab/trials/language-runs.ts";
import { updateSpectra } from "../lab/trials/pretrain.ts";
import { allRecorded } from "../lab/trials/recorded-runs.ts";
import {
  type Architecture,
  architectures,
  breakEvenRank,
  countLinearWeights,
  countLoraParameters,
  countPublished,
  type LoraTarget,
} from "./architectures.ts";
import { meanRows, type UpdateRow, updateRows } from "./updates.ts";

const common = {
  /** The deck's layer. */
  dModel: 768,
  rank: 4,
  ranks: [1, 4, 16, 64, 256],
  /** The model in the figure of training states; the table has all models. */
  stateModel: "LLaMA-7B",
  /** Ranks of the lines over the width. */
  lineRanks: [1, 4, 64],
  /** Widths for the share of a square layer, from our own models' to GPT-3's. */
  widths: [64, 128, 256, 512, 768, 1024, 2048, 4096, 8192, 12288],
  /** float32 throughout: weight, gradient and both moments of Adam. */
  bytesPerNumber: 4,
  /** The rank of an update is the smallest that has this share of its energy. */
  energyShare: 0.9,
  /** Rates of fine-tuning, as shares of the one that learned most. */
  rateShares: [1, 0.5, 0.25],
};

const TARGETS: readonly LoraTarget[] = ["all-linear", "q,v"];

const armOf = (target: LoraTarget, rank: number) => `${lora(rank).name}, ${target}`;

/** Bytes of each part of the training state of the blocks' linear layers, and where it lies in a bar of all parts. */
function stateOf(weights: number, trained: number, parameters: number, bytesPerNumber: number) {
  const parts = [
    { part: "weights", numbers: parameters },
    { part: "gradient", numbers: trained },
    { part: "moments", numbers: 2 * trained },
  ];
  return parts.map(({ part, numbers }, index) => {
    const before = parts.slice(0, index).reduce((sum, earlier) => sum + earlier.numbers, 0);
    return {
      part,
      bytes: bytesPerNumber * numbers,
      from: bytesPerNumber * before,
      to: bytesPerNumber * (before + numbers),
      shareOfFull: numbers / (4 * weights),
    };
  });
}

/** The training state of one model in each arm. */
function stateRows(architecture: Architecture, rank: number, bytesPerNumber: number) {
  const weights = countLinearWeights(architecture);
  const arms = [
    { arm: full.name, trained: weights, adapters: 0 },
    ...TARGETS.map((target) => {
      const adapters = countLoraParameters(architecture, rank, target);
      return { arm: armOf(target, rank), trained: adapters, adapters };
    }),
  ];
  return arms.flatMap(({ arm, trained, adapters }) =>
    stateOf(weights, trained, weights + adapters, bytesPerNumber).map((row) => ({
      model: architecture.name,
      arm,
      ...row,
    })),
  );
}

type Config = TrainingPlan & {
  readonly seeds: readonly number[];
  /** The first of them, for trainings that no claim compares. */
  readonly fewSeeds: readonly number[];
  readonly rateShares: readonly number[];
};

const preTrainings = ["short", "middle", "long"] as const;

const seedsAt = (length: (typeof preTrainings)[number], { seeds, fewSeeds }: Config) =>
  length === "short" ? fewSeeds : seeds;

/** Updates of all body weights in full training: from random weights at each length, and then on another text. */
function updateTrials(config: Config) {
  const { seeds, fewSeeds, rateShares } = config;
  const afterBase = (after: Trial<TrialOutput>, seed: number) =>
    updateSpectra({ from: "final" }, { before: adaptationBase(seed, config), after });
  const longer = recordedAdaptedRuns(adaptedArms.full, fewSeeds, config);
  return {
    preTraining: preTrainings.map((length) =>
      languageRuns(fullArm, { length, seeds: seedsAt(length, config) }, config).map((run) =>
        updateSpectra({ from: "initial" }, { before: run, after: run }),
      ),
    ),
    fineTuning: rateShares.map((share) =>
      zip(seeds, adaptedRuns(adaptedArms.full, seeds, config, share)).map(([seed, run]) =>
        afterBase(run, seed),
      ),
    ),
    longerFineTuning: zip(fewSeeds.slice(0, longer.length), longer).map(([seed, run]) =>
      recorded(afterBase(run, seed)),
    ),
  };
}

/** The updates of every training, one row per seed. */
function rowsOfAll(
  { preTraining, fineTuning, longerFineTuning }: ResultTree<ReturnType<typeof updateTrials>>,
  config: Config & { readonly energyShare: number },
): UpdateRow[] {
  const { seeds, fewSeeds, rateShares, lengths, energyShare } = config;
  const before = zip(preTrainings, preTraining).flatMap(([length, spectra]) => {
    const training = {
      stage: "pre-training",
      steps: lengths[length],
      rateShare: 1,
      recorded: false,
    } as const;
    return updateRows(training, seedsAt(length, config), spectra, energyShare);
  });
  const after = zip(rateShares, fineTuning).flatMap(([rateShare, spectra]) => {
    const training = { stage: "fine-tuning", steps: lengths.adaptation, rateShare, recorded: false } as const;
    return updateRows(training, seeds, spectra, energyShare);
  });
  const longer = allRecorded(longerFineTuning, fewSeeds.length);
  const training = { stage: "fine-tuning", steps: lengths.middle, rateShare: 1, recorded: true } as const;
  const ofLonger = longer === undefined ? [] : updateRows(training, fewSeeds, longer, energyShare);
  return [...before, ...after, ...ofLonger];
}

/** Exact counts: of one layer, of published models, and of their training states. */
const countTables = ({ dModel, rank, ranks, lineRanks, widths, bytesPerNumber }: typeof common) => ({
  layer: [
    { arm: full.name, parameters: dModel * dModel },
    { arm: lora(rank).name, parameters: rank * 2 * dModel },
  ],
  models: architectures.map((architecture) => ({
    model: architecture.name,
    layers: architecture.nLayers,
    width: architecture.dModel,
    parameters: countPublished(architecture),
    linearWeights: countLinearWeights(architecture),
  })),
  trained: architectures.flatMap((architecture) => [
    { model: architecture.name, arm: full.name, parameters: countLinearWeights(architecture) },
    ...TARGETS.map((target) => ({
      model: architecture.name,
      arm: armOf(target, rank),
      parameters: countLoraParameters(architecture, rank, target),
    })),
  ]),
  counts: architectures.flatMap((architecture) =>
    TARGETS.flatMap((target) =>
      ranks.map((r) => {
        const parameters = countLoraParameters(architecture, r, target);
        return {
          model: architecture.name,
          target,
          rank: r,
          parameters,
          share: parameters / countLinearWeights(architecture),
        };
      }),
    ),
  ),
  breakEven: architectures.flatMap((architecture) =>
    TARGETS.map((target) => ({
      model: architecture.name,
      target,
      rank: breakEvenRank(architecture, target),
    })),
  ),
  state: architectures.flatMap((architecture) => stateRows(architecture, rank, bytesPerNumber)),
  square: lineRanks.flatMap((r) =>
    widths.map((width) => ({ arm: lora(r).name, rank: r, width, share: (2 * r) / width })),
  ),
});

const updateTables = (updatesBySeed: readonly UpdateRow[]) => ({
  updates: meanRows(updatesBySeed),
  updatesBySeed,
});

const few = { ...common, ...trainingPlans.quick, seeds: reportSeeds(1), fewSeeds: reportSeeds(1) };
const many = { ...common, ...trainingPlans.default, seeds: reportSeeds(4), fewSeeds: reportSeeds(3) };

export const experiment = defineExperiment({
  profiles: { quick: few, default: many, long: many },
  trials: updateTrials,
  tables: (spectra, config) => ({
    ...updateTables(rowsOfAll(spectra, config)),
    ...countTables(config),
  }),
});
