/** Spectra of the deck's two random matrices, and what theory says of them. */
import { defineExperiment } from "../lib/experiment.ts";
import { gaussianEnergyKept } from "../lib/linalg/quarter-circle.ts";
import { mean } from "../lib/stats/describe.ts";
import { matrixSpectra } from "../lib/trials/matrix-spectra.ts";

const seedsFrom100 = (count: number) => Array.from({ length: count }, (_, index) => 100 + index);
/** The deck's sizes. */
const matrices = { size: 50, rank: 4 };

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

export const experiment = defineExperiment({
  profiles: {
    quick: { ...matrices, seeds: seedsFrom100(1) },
    default: { ...matrices, seeds: seedsFrom100(10) },
    paper: { ...matrices, seeds: seedsFrom100(40) },
  },
  trials: ({ size, rank, seeds }) => ({
    spectra: seeds.map((seed) => matrixSpectra({ size, rank, seed })),
  }),
  tables: ({ spectra }, { size, rank, seeds }) => ({
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
    bySeed: spectra.map(({ full, lora }, index) => ({
      seed: seeds[index] ?? 0,
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
