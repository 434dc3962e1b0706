/**
 * LoRA's gap along a ladder of widths, at constant shares of the width and constant characters per body weight; LoRA's costs
 * by exact formulas; and perplexities of the literature.
 */

import { defineExperiment } from "../kit/experiment.ts";
import { fullArm, loraArm } from "../lab/arms.ts";
import { galoreTable2, ratiosToFull } from "../lab/data/literature.ts";
import { bodyLinears, shapeOf } from "../lab/nn/config.ts";
import { countParameters, stateElements, trainingShare } from "../lab/nn/costs.ts";
import { coreTraining, coreWidth, modelOfWidth, reportSeeds } from "../lab/setup.ts";
import { type TrainingPlan, trainingPlans } from "../lab/trials/language-runs.ts";
import {
  changeMeans,
  changeRows,
  equalWidths,
  gapRows,
  type LadderConfig,
  ladderTrials,
  meanGaps,
  sizeRows,
  slopeRows,
} from "./ladder.ts";

/** Width over depth, about that of GPT-2 S (768 over 12). */
const WIDTH_PER_LAYER = 64;

const common = {
  /** The deck's rank, for the costs. */
  rank: 4,
  /** Depths that give 12 L d^2 = 1e6 to 1e10 body weights at d = 64 L; the last is the model of the check. */
  depths: [3, 4, 5, 6, 8, 10, 13, 16, 20, 27, 34, 43, 59],
  /** The deck's "Assuming 10% of full size". */
  assumedShare: 0.1,
};

/** LoRA on every linear layer of the body, as shares of full training; without embeddings and head. */
function sharesOf(depth: number, rank: number) {
  const width = WIDTH_PER_LAYER * depth;
  const model = { ...modelOfWidth(width), nLayers: depth, vocabSize: 0 };
  const { trains } = loraArm(rank);
  const { body, trainedBody } = countParameters(model, trains);
  return {
    depth,
    width,
    size: body,
    // The same in every block and for every batch.
    work: bodyLinears.reduce((sum, name) => {
      const [inputs, outputs] = shapeOf(name, model);
      const share = trainingShare("lora", 1, { inputs, outputs, rank });
      return sum + (share * inputs * outputs) / (body / depth);
    }, 0),
    state: stateElements(model, trains) / stateElements(model, fullArm.trains),
    parameters: trainedBody / body,
  };
}

/** Published ratios, under the figure's name for their method. */
const publishedRows = (arm: string, rows: ReturnType<typeof ratiosToFull>) =>
  rows.map(({ ratio, millions, ...row }) => ({ arm, ...row, parameters: millions * 1e6, ratio }));

/** What the long training of the core model reads; ladderSize keeps it at every width. */
function charactersPerWeight({ lengths }: TrainingPlan): number {
  const { body } = countParameters({ ...modelOfWidth(coreWidth), vocabSize: 0 }, fullArm.trains);
  return (lengths.long * coreTraining.batchSize * coreTraining.model.contextLength) / body;
}

const configOf = (plan: TrainingPlan, seeds: number, few: number) =>
  ({
    ...common,
    ...plan,
    ladder: {
      share: 4,
      lowShare: 16,
      widths: [16, 32, 64, 96, 128],
      builtWidths: [16, 32, 64],
      charactersPerWeight: charactersPerWeight(plan),
    },
    seeds: reportSeeds(seeds),
    fewSeeds: reportSeeds(few),
  }) satisfies LadderConfig;

export const experiment = defineExperiment({
  profiles: {
    quick: configOf(trainingPlans.quick, 1, 1),
    default: configOf(trainingPlans.default, 4, 3),
    long: configOf(trainingPlans.long, 4, 3),
  },
  trials: (config) => ({ ladder: ladderTrials(config) }),
  tables: ({ ladder }, config) => {
    const { rank, depths, assumedShare } = config;
    const gapsBySeed = gapRows(ladder, config);
    const changes = changeRows(gapsBySeed, config);
    const models = depths.map((depth) => sharesOf(depth, rank));
    return {
      gaps: meanGaps(gapsBySeed, config.ladder),
      gapsBySeed,
      slopes: slopeRows(gapsBySeed, config),
      equalWidths: equalWidths(gapsBySeed, config.ladder),
      changes,
      changeMeans: changeMeans(changes),
      sizes: sizeRows(config, ladder[0]?.full.built[0]?.vocabSize ?? Number.NaN),
      models,
      shares: models.flatMap(({ size, work, state, parameters }) => [
        { size, arm: "FLOPs", share: work },
        { size, arm: "memory", share: state },
        { size, arm: "deck", share: assumedShare },
        { size, arm: "weights", share: parameters },
      ]),
      published: [
        ...publishedRows("LoRA", ratiosToFull(galoreTable2, "LoRA")),
        ...publishedRows("no base", ratiosToFull(galoreTable2, "W = BA")),
      ],
    };
  },
});
