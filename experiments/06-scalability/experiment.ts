/**
 * Shares of work, state and parameters by exact formulas; perplexities of the literature; and a sweep over widths
 * that can be trained here.
 */

import { defineExperiment } from "../kit/experiment.ts";
import { zip } from "../kit/tables.ts";
import { optional } from "../kit/trial.ts";
import { fullArm, loraArm } from "../lab/arms.ts";
import { galoreTable2, ratiosToFull, reloraTable2 } from "../lab/data/literature.ts";
import { bodyLinears, shapeOf } from "../lab/nn/config.ts";
import { countParameters, stateElements, trainingShare } from "../lab/nn/costs.ts";
import { coreTraining, modelOfWidth, reportSeeds } from "../lab/setup.ts";
import { onCoreModels, trainingPlans } from "../lab/trials/language-runs.ts";
import { FIXED_RANK, frozenRuns, type SizeKey, sizeArms, sizeRuns, stepTime } from "./size-runs.ts";
import { closedRows, costRows, gapRows, seedRows, sizeRows, slopeRows, timeTables } from "./sweep.ts";

/** Width over depth, about that of GPT-2 S (768 over 12). */
const WIDTH_PER_LAYER = 64;

const fixedSettings = {
  rank: FIXED_RANK,
  /** Depths that give 12 L d^2 = 1e6 to 1e10 body weights at d = 64 L; the last is the model of the claim. */
  depths: [3, 4, 5, 6, 8, 10, 13, 16, 20, 27, 34, 43, 59],
  /** The deck's "Assuming 10% of full size". */
  assumedShare: 0.1,
  timing: { repetitions: 30, warmup: 30 },
  /** Rounds whose median is one sample of the time's interval. */
  roundsPerSample: 5,
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
  rows.map(({ size, millions, ratio }) => ({ arm, size, parameters: millions * 1e6, ratio }));

const sizeKeys: readonly SizeKey[] = ["full", "fixed", "proportional"];

/** One round: each arm of each width once, on the sweep's batches. */
const timesOf = (widths: readonly number[], timing: typeof fixedSettings.timing, seed: number) =>
  stepTime({
    batchSize: coreTraining.batchSize,
    seed,
    ...timing,
    widths: widths.map((width) => ({
      model: modelOfWidth(width),
      arms: sizeKeys.map((name) => ({ name, arm: sizeArms[name](width).trains })),
    })),
  });

/** Seeds of the claim, and of its other arms. */
const common = { ...fixedSettings, seeds: reportSeeds(5), studySeeds: reportSeeds(3), widths: [16, 32, 64] };

export const experiment = defineExperiment({
  profiles: {
    quick: {
      ...common,
      ...trainingPlans.quick,
      seeds: reportSeeds(1),
      studySeeds: reportSeeds(1),
      timing: { repetitions: 3, warmup: 1 },
      roundsPerSample: 3,
    },
    default: { ...common, ...trainingPlans.default },
    // The widths are the core model's, trained for longer, and one more.
    paper: { ...common, ...onCoreModels(trainingPlans.paper), widths: [16, 32, 64, 128] },
  },
  trials: ({ widths, timing, seeds, studySeeds, ...plan }) => ({
    sweep: widths.map((width) => ({
      full: sizeRuns(width, "full", seeds, plan),
      fixed: sizeRuns(width, "fixed", seeds, plan),
      proportional: sizeRuns(width, "proportional", studySeeds, plan),
    })),
    frozen: frozenRuns(studySeeds, plan),
    times: optional(timesOf(widths, timing, seeds[0] ?? 0)),
  }),
  tables: ({ sweep, frozen, times }, config) => {
    const { rank, depths, assumedShare, widths, seeds, studySeeds } = config;
    const seedsOf = { fixed: seeds, proportional: studySeeds };
    const bySeed = zip(widths, sweep).flatMap(([width, runs]) => seedRows(width, runs, seedsOf));
    const models = depths.map((depth) => sharesOf(depth, rank));
    const sizes = sizeRows(widths, sweep[0]?.full[0]?.vocabSize ?? Number.NaN);
    return {
      sweep: gapRows(bySeed, widths),
      bySeed,
      slopes: slopeRows(bySeed, widths, seedsOf),
      closed: closedRows(bySeed, frozen, studySeeds),
      sizes,
      costs: costRows(sizes, widths),
      ...timeTables(times?.times ?? [], config.roundsPerSample),
      models,
      shares: models.flatMap(({ size, work, state, parameters }) => [
        { size, arm: "FLOPs", share: work },
        { size, arm: "state", share: state },
        { size, arm: "deck", share: assumedShare },
        { size, arm: "trained", share: parameters },
      ]),
      published: [
        ...publishedRows("W + BA", ratiosToFull(galoreTable2, "LoRA")),
        ...publishedRows("BA (GaLore)", ratiosToFull(galoreTable2, "Low rank")),
        ...publishedRows("BA (ReLoRA)", ratiosToFull(reloraTable2, "LoRA from scratch")),
      ],
    };
  },
});
