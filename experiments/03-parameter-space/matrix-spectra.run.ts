/**
 * Singular values of one draw of the deck's two matrices (slide 3): a Gaussian one, and a product of two Gaussian
 * factors of a given rank. Also the error of the best approximation of each rank, computed from the matrices themselves.
 */

import { Random } from "../kit/random.ts";
import type { TrialContext } from "../kit/trial.ts";
import { frobeniusNorm, gaussianMatrix, type Matrix, multiply, subtract } from "../lab/linalg/matrix.ts";
import { energyByRank } from "../lab/linalg/spectrum.ts";
import { svd, truncate } from "../lab/linalg/svd.ts";

interface MatrixSpectraConfig {
  readonly size: number;
  readonly rank: number;
  readonly seed: number;
}

/** The two matrices of one seed: [size, size] each. */
function deckMatrices({ size, rank, seed }: MatrixSpectraConfig): { full: Matrix; lora: Matrix } {
  const random = Random.seeded(seed);
  return {
    full: gaussianMatrix(random.split("full"), size, size),
    lora: multiply(
      gaussianMatrix(random.split("left"), size, rank),
      gaussianMatrix(random.split("right"), rank, size),
    ),
  };
}

function spectrumOf(matrix: Matrix) {
  const decomposition = svd(matrix);
  const norm = frobeniusNorm(matrix);
  const energy = energyByRank(decomposition.singularValues);
  return {
    singularValues: decomposition.singularValues,
    energy,
    /** |M - M_r| / |M| for r = 0, 1, ...: sqrt(1 - energy) by the theorem of Eckart and Young. */
    truncationErrors: energy.map(
      (_, rank) => frobeniusNorm(subtract(matrix, truncate(decomposition, rank))) / norm,
    ),
  };
}

export function run(config: MatrixSpectraConfig, _context: TrialContext) {
  const { full, lora } = deckMatrices(config);
  return { result: { full: spectrumOf(full), lora: spectrumOf(lora) } };
}
