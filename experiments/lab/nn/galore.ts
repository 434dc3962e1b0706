/**
 * GaLore (Zhao et al. 2024, algorithm 2): every weight is trained, but Adam works on the projection of its gradient
 * to a low rank. For W [in, out] with in <= out, P [in, r] holds the first left singular vectors of the gradient,
 * computed anew every T steps, and
 *
 *     R = P^T G,   N = Adam(R),   W <- W - rate * scale * P N;
 *
 * a taller W is projected from the right. The moments [r, out] stay when P changes, as in the authors' code.
 */
import * as tf from "@tensorflow/tfjs-core";
import { linear } from "../engine/ops.ts";
import { at, type Matrix, matrixOf } from "../linalg/matrix.ts";
import { svd } from "../linalg/svd.ts";
import { projectedShape } from "./config.ts";
import { adamUpdater, type Updater } from "./optimizer.ts";
import type { Parameter } from "./transformer.ts";

export interface GaloreConfig {
  readonly rank: number;
  /** T: steps between two choices of the subspace. */
  readonly refreshEvery: number;
  /** The paper's alpha: multiplies the projected update. */
  readonly scale: number;
}

/** GaLore for the body's weights, plain AdamW for the parameters that every arm trains. */
export function galoreUpdater(config: GaloreConfig): (parameter: Parameter) => Updater {
  return (parameter) =>
    parameter.group === "body" ? projectedUpdater(parameter.variable, config) : adamUpdater(parameter);
}

function projectedUpdater(variable: tf.Variable, { rank, refreshEvery, scale }: GaloreConfig): Updater {
  const [inputs, outputs] = variable.shape as [number, number];
  if (rank >= Math.min(inputs, outputs)) return fullRankUpdater(variable, scale);
  const shape = projectedShape([inputs, outputs], rank);
  // Takes Adam's step from zero, then lifts it to the weight's shape.
  const projectedStep = tf.tidy(() => tf.variable(tf.zeros(shape), false));
  const adam = adamUpdater({ variable: projectedStep });
  let basis: tf.Tensor2D | undefined;
  return {
    moments: adam.moments,
    apply: (gradient, settings) => {
      const matrix = gradient as tf.Tensor2D;
      if (basis === undefined || (settings.step - 1) % refreshEvery === 0) {
        basis?.dispose();
        basis = leadingSubspace(matrix, rank);
      }
      const current = basis;
      tf.tidy(() => {
        projectedStep.assign(tf.zeros(shape));
        adam.apply(project(matrix, current), settings);
        const step = lift(projectedStep as tf.Tensor as tf.Tensor2D, current, [inputs, outputs]);
        variable.assign(variable.add(step.mul(scale)));
      });
    },
    dispose: () => {
      adam.dispose();
      projectedStep.dispose();
      basis?.dispose();
    },
  };
}

/**
 * At full rank nothing is projected. A rotation to all singular vectors would change the result, because Adam divides
 * entry by entry.
 */
function fullRankUpdater(variable: tf.Variable, scale: number): Updater {
  const adam = adamUpdater({ variable });
  return {
    ...adam,
    apply: (gradient, settings) =>
      adam.apply(gradient, { ...settings, learningRate: scale * settings.learningRate }),
  };
}

/** The first singular vectors of the gradient [in, out] on its shorter side: [in, r], or [out, r] if it is tall. */
export function leadingSubspace(gradient: tf.Tensor2D, rank: number): tf.Tensor2D {
  const [rows, columns] = gradient.shape;
  const { u, v } = svd({ rows, columns, values: Float64Array.from(gradient.dataSync()) });
  const basis = firstColumns(rows <= columns ? u : v, rank);
  return tf.tensor2d(Float32Array.from(basis.values), [basis.rows, basis.columns]);
}

const firstColumns = (matrix: Matrix, count: number): Matrix =>
  matrixOf(matrix.rows, count, (row, column) => at(matrix.values, row * matrix.columns + column));

/** P^T G for a wide or square gradient, G Q for a tall one. */
export function project(gradient: tf.Tensor2D, basis: tf.Tensor2D): tf.Tensor2D {
  const [inputs, outputs] = gradient.shape;
  return inputs <= outputs
    ? tf.matMul(basis, gradient, true, false)
    : (linear(gradient, basis) as tf.Tensor2D);
}

/** P R, or R Q^T: back to the shape of the weight. */
export function lift(
  projected: tf.Tensor2D,
  basis: tf.Tensor2D,
  [inputs, outputs]: readonly [number, number],
): tf.Tensor2D {
  return inputs <= outputs
    ? (linear(basis, projected) as tf.Tensor2D)
    : tf.matMul(projected, basis, false, true);
}
