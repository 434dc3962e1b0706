/**
 * LoRA on a linear layer with a linear teacher: the student W0 + A B learns from y = x (W0 + D). For inputs with
 * identity covariance the expected squared error is |D - A B|^2 (Frobenius). So the best error at rank r is known:
 * the energy of D's singular values after the first r (Eckart and Young 1936).
 */
import * as tf from "@tensorflow/tfjs-core";
import { Random } from "../kit/random.ts";
import type { TrialContext } from "../kit/trial.ts";
import { startEngine } from "../lab/engine/backend.ts";
import { gaussianMatrix, type Matrix, matrixOf, multiply, transpose } from "../lab/linalg/matrix.ts";
import { energyByRank } from "../lab/linalg/spectrum.ts";
import { svd } from "../lab/linalg/svd.ts";
import { fitNetwork, type Tensors, valuesOf } from "../lab/nn/fit.ts";
import { drawn, type Values } from "../lab/nn/weights.ts";

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

/** The last learning rate, as a share of the first: small, so that Adam's steps of fixed size fade out. */
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

interface Adapters {
  readonly loraA: Values<readonly [number, number, number]>;
  readonly loraB: Values<readonly [number, number, number]>;
}

/**
 * One adapter per rank, in a batch, each as wide as the widest: A [K, d, r], B [K, r, d]. Columns of A and rows of B
 * beyond an adapter's own rank start at zero and stay zero: the gradient of each is a product with the other.
 */
function createAdapters({ size, ranks }: LinearTeacherConfig, random: Random): Adapters {
  const width = Math.max(...ranks);
  const entries = ranks.flatMap((rank) => {
    const draw = random.split(rank);
    const entryOf = (column: number) => (column < rank ? draw.normal() / Math.sqrt(size) : 0);
    return Array.from({ length: size * width }, (_, index) => entryOf(index % width));
  });
  return {
    loraA: { shape: [ranks.length, size, width], values: Float32Array.from(entries) },
    loraB: drawn([ranks.length, width, size], () => 0),
  };
}

/** |D - A B| / |D| for each rank after training A and B on the expected squared error. */
function trainedErrors(update: Matrix, config: LinearTeacherConfig, random: Random, context: TrialContext) {
  const { size, steps, learningRate } = config;
  const target = tf.tensor3d(Float32Array.from(update.values), [1, size, size]);
  const residual = ({ loraA, loraB }: Tensors<Adapters>) => tf.matMul(loraA, loraB).sub(target); // [K, d, d]
  const trained = fitNetwork(
    createAdapters(config, random),
    {
      trained: { body: ["loraA", "loraB"], outer: [] },
      steps,
      rates: { body: learningRate, outer: learningRate },
      finalShare: FINAL_RATE,
    },
    (tensors) => residual(tensors).square().sum<tf.Scalar>(),
    (step, loss) => context.progress(step / steps, loss),
  );
  const left = valuesOf(trained, residual);
  target.dispose();
  return config.ranks.map((_, index) => {
    const own = left.subarray(index * size * size, (index + 1) * size * size);
    return norm(own) / norm(update.values);
  });
}

function norm(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}

export async function run(config: LinearTeacherConfig, context: TrialContext) {
  await startEngine(context.engine);
  const random = Random.seeded(config.seed);
  const update = teacherUpdate(config, random);
  const energy = energyByRank(svd(update).singularValues);
  const errors = trainedErrors(update, config, random.split("adapter"), context);
  return {
    result: {
      errors: config.ranks.map((rank, index) => ({
        rank,
        trained: errors[index] ?? Number.NaN,
        eckartYoung: Math.sqrt(1 - (energy[rank] ?? 1)),
      })),
    },
  };
}
