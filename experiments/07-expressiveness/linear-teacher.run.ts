/**
 * LoRA on a linear layer whose teacher is linear too: the student W0 + A B learns from y = x (W0 + D). For inputs with
 * identity covariance the expected squared error is |D - A B|^2 (Frobenius), so the best that rank r can do is known:
 * it leaves the energy of D's singular values after the first r (Eckart and Young 1936). Plain float64.
 */
import { gaussianMatrix, type Matrix, matrixOf, multiply, transpose } from "../lib/linalg/matrix.ts";
import { product, productTransposed, transposedProduct } from "../lib/linalg/products.ts";
import { energyByRank } from "../lib/linalg/spectrum.ts";
import { svd } from "../lib/linalg/svd.ts";
import { cosineDecay, createAdam64 } from "../lib/nn/adam64.ts";
import { Random } from "../lib/random.ts";
import type { TrialContext } from "../lib/trial.ts";

/** Singular values of the teacher's update D: all equal, or 1, 1/2, 1/3, ... */
export type TeacherSpectrum = "flat" | "harmonic";

export interface LinearTeacherConfig {
  readonly spectrum: TeacherSpectrum;
  /** Inputs and outputs of the layer. */
  readonly size: number;
  readonly ranks: readonly number[];
  readonly steps: number;
  readonly learningRate: number;
  readonly seed: number;
}

/** The last learning rate, as a share of the first: small, so that Adam's steps of fixed size die out. */
const FINAL_RATE = 1e-4;

const singularValues: Readonly<Record<TeacherSpectrum, (index: number) => number>> = {
  flat: () => 1,
  harmonic: (index) => 1 / (index + 1),
};

/** U diag(s) V^T with random orthonormal U and V. */
function teacherUpdate({ spectrum, size }: LinearTeacherConfig, random: Random): Matrix {
  const orthonormal = (label: string) => svd(gaussianMatrix(random.split(label), size, size)).u;
  const left = orthonormal("left");
  const scaled = matrixOf(size, size, (row, column) => {
    return (left.values[row * size + column] as number) * singularValues[spectrum](column);
  });
  return multiply(scaled, transpose(orthonormal("right")));
}

/** |D - A B| / |D| after training A and B of one rank by full-batch Adam. */
function trainedError(update: Matrix, rank: number, config: LinearTeacherConfig, random: Random): number {
  const { size, steps, learningRate } = config;
  const loraA = Float64Array.from({ length: size * rank }, () => random.normal() / Math.sqrt(size));
  const loraB = new Float64Array(rank * size);
  const [updateA, updateB] = [createAdam64(loraA), createAdam64(loraB)];
  const residual = () =>
    product(loraA, loraB, [size, rank, size]).map((value, index) => value - (update.values[index] as number));
  for (let step = 1; step <= steps; step++) {
    const error = residual();
    const gradientA = productTransposed(error, loraB, [size, size, rank]);
    const gradientB = transposedProduct(loraA, error, [rank, size, size]);
    const rate = cosineDecay(learningRate, step, steps, FINAL_RATE);
    updateA(gradientA, rate, step);
    updateB(gradientB, rate, step);
  }
  return norm(residual()) / norm(update.values);
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

export function run(config: LinearTeacherConfig, context: TrialContext) {
  const random = Random.seeded(config.seed);
  const update = teacherUpdate(config, random);
  const energy = energyByRank(svd(update).singularValues);
  return {
    result: {
      errors: config.ranks.map((rank, index) => {
        const trained = trainedError(update, rank, config, random.split("adapter").split(rank));
        context.progress((index + 1) / config.ranks.length);
        return { rank, trained, eckartYoung: Math.sqrt(1 - (energy[rank] ?? 1)) };
      }),
    },
  };
}
