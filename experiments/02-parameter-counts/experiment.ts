/** Counts of published models, and how full training changes weights in pre-training and in fine-tuning. */

import { defineExperiment } from "../kit/experiment.ts";
import { zip } from "../kit/tables.ts";
import { full, fullArm, lora } from "../lab/arms.ts";
import { settingsIn } from "../lab/settings.ts";
import { reportSeeds } from "../lab/setup.ts";
import { adaptationBase, adaptedArms, adaptedRuns } from "../lab/trials/adaptation.ts";
import { languageRuns, type TrainingPlan, trainingPlans } from "../lab/trials/language-runs.ts";
import { updateSpectra } from "../lab/trials/pretrain.ts";
import {
  type Architecture,
  architectures,
  breakEvenRank,
  countLinearWeights,
  countLoraParameters,
  countPublished,
  type LoraTarget,
} from "./architectures.ts";
import tunings from "./chosen-settings.json" with { type: "json" };
import { trainings, updateRows, updatesBySeed } from "./updates.ts";

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
};

const TARGETS: readonly LoraTarget[] = ["all-linear", "q,v"];

const armOf = (target: LoraTarget, rank: number) => `${lora(rank).name}, ${target}`;

/** Bytes of each part of the training state of the blocks' linear layers. */
function stateOf(weights: number, trained: number, parameters: number, bytesPerNumber: number) {
  return [
    { part: "weights", order: 1, bytes: bytesPerNumber * parameters },
    { part: "gradient", order: 2, bytes: bytesPerNumber * trained },
    { part: "first moment", order: 3, bytes: bytesPerNumber * trained },
    { part: "second moment", order: 4, bytes: bytesPerNumber * trained },
  ].map((row) => ({ ...row, shareOfFull: row.bytes / (4 * bytesPerNumber * weights) }));
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

/** Updates of all body weights in full training with equally many steps, from random and from trained weights. */
function updateTrials(config: TrainingPlan & { readonly seeds: readonly number[] }) {
  const length = "short";
  const { seeds } = config;
  const fineTuned = adaptedRuns(adaptedArms.everything, { length, seeds }, config, settingsIn(tunings));
  return {
    preTraining: languageRuns(fullArm, { length, seeds }, config).map((run) =>
      updateSpectra({ from: "initial" }, { before: run, after: run }),
    ),
    fineTuning: zip(seeds, fineTuned).map(([seed, after]) =>
      updateSpectra({ from: "final" }, { before: adaptationBase(seed, config), after }),
    ),
  };
}

export const experiment = defineExperiment({
  profiles: {
    quick: { ...common, ...trainingPlans.quick, seeds: reportSeeds(1) },
    default: { ...common, ...trainingPlans.default, seeds: reportSeeds(5) },
    paper: { ...common, ...trainingPlans.paper, seeds: reportSeeds(5) },
  },
  trials: updateTrials,
  tables: (spectra, { dModel, rank, ranks, lineRanks, widths, bytesPerNumber, energyShare, seeds }) => ({
    updates: trainings.flatMap(({ key, name }) => updateRows(name, spectra[key], energyShare)),
    updatesBySeed: updatesBySeed(seeds, spectra, energyShare),
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
  }),
});
