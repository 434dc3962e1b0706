/** Spectra of the deck's two random matrices, compared with theory, and of real pre-training updates. */

import { defineExperiment, type ResultOf } from "../kit/experiment.ts";
import { mean } from "../kit/stats/describe.ts";
import { meanAs } from "../kit/stats/intervals.ts";
import { column, rowWith, zip } from "../kit/tables.ts";
import { defineTrial } from "../kit/trial.ts";
import { fullArm, loraArm } from "../lab/arms.ts";
import { energyByRank, gaussianEnergyKept, stableRank } from "../lab/linalg/spectrum.ts";
import { reportSeeds } from "../lab/setup.ts";
import { languageRuns, trainingPlans } from "../lab/trials/language-runs.ts";
import type { pretrain } from "../lab/trials/pretrain.ts";
import { updateSpectra } from "../lab/trials/pretrain.ts";

/** Singular values of the deck's two random matrices. */
const matrixSpectra = defineTrial<typeof import("./matrix-spectra.run.ts")>({
  kind: "matrix-spectra",
  module: new URL("./matrix-spectra.run.ts", import.meta.url),
  estimatedSeconds: () => 0.2,
  describe: ({ seed }) => ({ seed, minor: ["seed"] }),
});

/** Losses of a pre-trained model whose updates are cut to low ranks. */
const truncatedUpdates = defineTrial<typeof import("./truncated-updates.run.ts")>({
  kind: "truncated-updates",
  module: new URL("./truncated-updates.run.ts", import.meta.url),
  data: ["addresses"],
  estimatedSeconds: ({ ranks }) => 1 + 0.3 * ranks.length,
  describe: () => ({ minor: ["finalWindows"] }),
});

const common = {
  /** The deck's sizes. */
  size: 50,
  rank: 4,
  /** The ranks whose losses the claim about capacity compares. */
  capacityRanks: [1, 16],
  /** The ranks to which updates of full training are cut. */
  truncatedRanks: [1, 2, 4, 8, 16, 32, 64],
} as const;

type Spectra = Readonly<Record<"full" | "lora", Spectrum>>;
interface Spectrum {
  readonly singularValues: readonly number[];
  readonly energy: readonly number[];
  readonly truncationErrors: readonly number[];
}

/** The mean over seeds of one list of each matrix. */
function meanRows(
  spectra: readonly Spectra[],
  rank: number,
  listOf: (spectrum: Spectrum) => readonly number[],
) {
  const matrices = [
    { arm: "Gaussian", spectra: spectra.map(({ full }) => full) },
    { arm: `rank ${rank}`, spectra: spectra.map(({ lora }) => lora) },
  ];
  return matrices.flatMap(({ arm, spectra: ofMatrix }) => {
    const lists = ofMatrix.map(listOf);
    const [first = []] = lists;
    return first.map((_, index) => ({ arm, index, value: mean(lists.map((list) => list[index] ?? 0)) }));
  });
}

type Run = ResultOf<typeof pretrain>;

/** Energy that each rank keeps of a square Gaussian matrix, by its limiting law. */
const gaussianEnergyRows = (arm: string, size: number) =>
  Array.from({ length: size + 1 }, (_, rank) => ({
    arm,
    rank,
    energy: gaussianEnergyKept(rank / size),
  }));

type Updates = ResultOf<typeof updateSpectra>;

/** Energy that each rank keeps of the real updates, mean over matrices and seeds, for both kinds of layer. */
function updateEnergyRows(updates: readonly Updates[]) {
  const matrices = updates.flatMap((ofSeed) => ofSeed.updates);
  const kinds = [
    { arm: "attention", matrices: matrices.filter(({ name }) => /(query|key|value|output)$/.test(name)) },
    { arm: "feed-forward", matrices: matrices.filter(({ name }) => /(up|down)$/.test(name)) },
  ];
  return kinds.flatMap(({ arm, matrices: ofKind }) => {
    const curves = ofKind.map(({ singularValues }) => energyByRank(singularValues));
    const [first = []] = curves;
    return first.map((_, rank) => ({ arm, rank, energy: mean(curves.map((curve) => curve[rank] ?? 1)) }));
  });
}

type Truncated = ResultOf<typeof truncatedUpdates>;

/** Loss of the fully trained model with its updates cut to each rank. */
const truncatedRows = (bySeed: readonly Truncated[]) =>
  (bySeed[0]?.losses ?? []).map(({ rank }, index) => ({
    arm: "truncated",
    rank,
    ...meanAs(
      "loss",
      bySeed.map(({ losses }) => losses[index]?.loss ?? Number.NaN),
    ),
  }));

/** Loss of LoRA at a rank. */
const trainedRow = (rank: number, runs: readonly Run[]) => ({
  arm: "trained",
  rank,
  ...meanAs("loss", column(runs, "finalLoss")),
});

interface ToRank {
  readonly truncated: readonly Truncated[];
  readonly ofDeckRank: readonly Run[];
  readonly full: readonly Run[];
}

/** Losses at one rank, cut and trained, and of full training, per seed. */
const truncationBySeed = (seeds: readonly number[], rank: number, { truncated, ofDeckRank, full }: ToRank) =>
  zip(seeds, truncated, ofDeckRank, full).map(([seed, cut, trained, whole]) => ({
    seed,
    truncated: rowWith(cut.losses, { rank }).loss,
    trained: trained.finalLoss,
    full: whole.finalLoss,
  }));

/** One draw of the deck's two matrices, each property as one number. */
const spectraRow = (seed: number, rank: number, { full, lora }: Spectra) => ({
  seed,
  energyAtRank: full.energy[rank] ?? 0,
  productRank: lora.singularValues.filter((value) => value > 1e-10 * (lora.singularValues[0] ?? 0)).length,
  largestDeviation: Math.max(
    ...[full, lora].flatMap(({ truncationErrors, energy }) =>
      truncationErrors.map((error, r) => Math.abs(error * error - (1 - (energy[r] ?? 0)))),
    ),
  ),
});

export const experiment = defineExperiment({
  profiles: {
    quick: {
      ...common,
      ...trainingPlans.quick,
      truncatedRanks: [1, 4, 16, 64],
      drawSeeds: reportSeeds(1),
      seeds: reportSeeds(1),
    },
    default: { ...common, ...trainingPlans.default, drawSeeds: reportSeeds(10), seeds: reportSeeds(3) },
    paper: {
      ...common,
      ...trainingPlans.paper,
      truncatedRanks: [1, 2, 4, 8, 16, 32, 64, 128],
      drawSeeds: reportSeeds(40),
      seeds: reportSeeds(5),
    },
  },
  trials: ({ size, rank, drawSeeds, seeds, capacityRanks, truncatedRanks, ...plan }) => {
    const { model, evaluatedOn, finalWindows } = plan.training;
    const runs = { length: "middle", seeds } as const;
    const full = languageRuns(fullArm, runs, plan);
    return {
      spectra: drawSeeds.map((seed) => matrixSpectra({ size, rank, seed })),
      loraRuns: capacityRanks.map((r) => languageRuns(loraArm(r), runs, plan)),
      ofDeckRank: languageRuns(loraArm(rank), runs, plan),
      full,
      truncated: full.map((run) =>
        truncatedUpdates({ model, evaluatedOn, finalWindows, ranks: truncatedRanks }, { run }),
      ),
      updates: full.map((run) => updateSpectra({ from: "initial" }, { before: run, after: run })),
    };
  },
  tables: (results, { size, rank, drawSeeds, seeds, training, capacityRanks: [lowest, highest] }) => {
    const { spectra, updates, loraRuns } = results;
    const [low = [], high = []] = loraRuns;
    return {
      truncation: [
        ...truncatedRows(results.truncated),
        trainedRow(lowest, low),
        trainedRow(rank, results.ofDeckRank),
        trainedRow(highest, high),
      ],
      truncationBySeed: truncationBySeed(seeds, rank, results),
      capacity: zip(seeds, low, high).map(([seed, ofLow, ofHigh]) => ({
        seed,
        difference: ofLow.finalLoss - ofHigh.finalLoss,
      })),
      updateEnergy: [...gaussianEnergyRows("Gaussian", training.model.dModel), ...updateEnergyRows(updates)],
      updateBySeed: zip(seeds, updates).map(([seed, ofSeed]) => ({
        seed,
        energyAtRank: mean(
          ofSeed.updates.map(({ singularValues }) => energyByRank(singularValues)[rank] ?? 1),
        ),
        stableRank: mean(ofSeed.updates.map(({ singularValues }) => stableRank(singularValues))),
      })),
      singularValues: meanRows(spectra, rank, ({ singularValues }) => singularValues).map((row) => ({
        ...row,
        index: row.index + 1,
      })),
      energy: [
        ...meanRows(spectra, rank, ({ energy }) => energy).map(({ arm, index, value }) => ({
          arm,
          rank: index,
          energy: value,
        })),
        ...gaussianEnergyRows("theory", size),
      ],
      eckartYoung: meanRows(spectra, rank, ({ truncationErrors }) => truncationErrors).map(
        ({ arm, index, value }) => ({ arm, rank: index, error: value }),
      ),
      bySeed: zip(drawSeeds, spectra).map(([seed, spectraOfSeed]) => spectraRow(seed, rank, spectraOfSeed)),
      dimension: [
        { space: "all matrices", dimension: size * size },
        { space: "matrices of rank r", dimension: rank * (2 * size - rank) },
      ],
    };
  },
});
