/** Spectra of the deck's two random matrices with what theory says of them, and those of real pre-training updates. */
import { defineExperiment, type ResultTree } from "../lib/experiment.ts";
import { gaussianEnergyKept } from "../lib/linalg/quarter-circle.ts";
import { energyByRank, stableRank } from "../lib/linalg/spectrum.ts";
import { zip } from "../lib/rows.ts";
import { mean, pairedDifferences } from "../lib/stats/describe.ts";
import { fullArm, loraArm } from "../lib/trials/core.ts";
import { headline, headlineRuns, seedsFrom100 } from "../lib/trials/headline.ts";
import { matrixSpectra } from "../lib/trials/matrix-spectra.ts";
import type { pretrain } from "../lib/trials/pretrain.ts";
import { updateSpectra } from "../lib/trials/update-spectra.ts";

/** The deck's sizes. */
const matrices = { size: 50, rank: 4 };
/** The ranks whose losses the claim on capacity compares. */
const capacityRanks: readonly [number, number] = [1, 16];

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

type Run = ResultTree<ReturnType<typeof pretrain>>;
const lossesOf = (runs: readonly Run[] = []) => runs.map(({ finalLoss }) => finalLoss);

type Updates = ResultTree<ReturnType<typeof updateSpectra>>;

/** Energy kept of the real updates, mean over matrices and seeds, for the two kinds of layer. */
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

export const experiment = defineExperiment({
  profiles: {
    quick: { ...matrices, capacityRanks, drawSeeds: seedsFrom100(1), ...headline.quick },
    default: { ...matrices, capacityRanks, drawSeeds: seedsFrom100(10), ...headline.default },
    paper: { ...matrices, capacityRanks, drawSeeds: seedsFrom100(40), ...headline.paper },
  },
  trials: ({ size, rank, drawSeeds, capacityRanks, ...runs }) => ({
    spectra: drawSeeds.map((seed) => matrixSpectra({ size, rank, seed })),
    loraRuns: capacityRanks.map((r) => headlineRuns(loraArm(r), runs)),
    updates: headlineRuns(fullArm, runs).map((run) => updateSpectra({}, { run })),
  }),
  tables: ({ spectra, updates, loraRuns: [low, high] }, { size, rank, drawSeeds, seeds }) => ({
    capacity: zip(seeds, pairedDifferences(lossesOf(low), lossesOf(high))).map(([seed, difference]) => ({
      seed,
      difference,
    })),
    updateEnergy: updateEnergyRows(updates),
    updateBySeed: zip(seeds, updates).map(([seed, ofSeed]) => ({
      seed,
      energyAtRank: mean(ofSeed.updates.map(({ singularValues }) => energyByRank(singularValues)[rank] ?? 1)),
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
      ...Array.from({ length: size + 1 }, (_, r) => ({
        arm: "theory",
        rank: r,
        energy: gaussianEnergyKept(r / size),
      })),
    ],
    eckartYoung: meanRows(spectra, rank, ({ truncationErrors }) => truncationErrors).map(
      ({ arm, index, value }) => ({ arm, rank: index, error: value }),
    ),
    bySeed: zip(drawSeeds, spectra).map(([seed, { full, lora }]) => ({
      seed,
      energyAtRank: full.energy[rank] ?? 0,
      productRank: lora.singularValues.filter((value) => value > 1e-10 * (lora.singularValues[0] ?? 0))
        .length,
      largestDeviation: Math.max(
        ...[full, lora].flatMap(({ truncationErrors, energy }) =>
          truncationErrors.map((error, r) => Math.abs(error * error - (1 - (energy[r] ?? 0)))),
        ),
      ),
    })),
    dimension: [
      { space: "all matrices", dimension: size * size },
      { space: "matrices of rank r", dimension: rank * (2 * size - rank) },
    ],
  }),
});
