/**
 * APOLLO-Mini (Zhu et al. 2024, algorithm 1 with rank 1 and tensor-wise scaling): every weight follows its own
 * gradient, and Adam's state only sets the length of the step. For W [in, out] with in <= out, P [in, 1] is random,
 * drawn anew every T steps, and
 *
 *     R = P^T G,   N = Adam(R),   W <- W - rate * sqrt(scale) * |N| / |R| * G;
 *
 * a taller W is projected from the right. The length of |N| / |R| * G may grow by at most 1% from one step to the
 * next (Chen et al. 2024, Fira). The moments [1, out] stay when P changes, as in the authors' code.
 */
import * as tf from "@tensorflow/tfjs-core";
import { integerPower } from "../../kit/exact-math.ts";
import type { Random } from "../../kit/random.ts";
import { globalNorm } from "../engine/ops.ts";
import type { AdamWSettings } from "../engine/wasm/op-types.ts";
import { projectedShape } from "./config.ts";
import { project } from "./galore.ts";
import { adamUpdater, type Updater } from "./optimizer.ts";
import type { Parameter } from "./transformer.ts";

export interface ApolloConfig {
  /** T: steps between two projections. */
  readonly refreshEvery: number;
  /** Its square root multiplies the update, as in the authors' code. */
  readonly scale: number;
}

/** The projection [shorter side, 1] that a parameter uses from this step on. */
export type DrawProjection = (name: string, step: number, length: number) => tf.Tensor2D;

/** Rank of the projected gradient. */
const RANK = 1;
/** Most growth of an update's length per step. */
const GROWTH = 1.01;
/** Added to divisors that are lengths, as in the authors' code. */
const TINY = 1e-8;

/** Standard normal projections, which keep the mean length of a gradient. */
export const gaussianProjections =
  (random: Random): DrawProjection =>
  (name, step, length) => {
    const draw = random.split(name).split(step);
    return tf.tensor2d(
      Float32Array.from({ length }, () => draw.normal()),
      [length, RANK],
    );
  };

/** APOLLO-Mini for the body's weights, plain AdamW for the parameters that every arm trains. */
export function apolloUpdater(
  config: ApolloConfig,
  drawProjection: DrawProjection,
): (parameter: Parameter) => Updater {
  return (parameter) =>
    parameter.group === "body" ? scaledUpdater(parameter, config, drawProjection) : adamUpdater(parameter);
}

function scaledUpdater(
  { name, variable }: Parameter,
  { refreshEvery, scale }: ApolloConfig,
  drawProjection: DrawProjection,
): Updater {
  const sides = variable.shape as [number, number];
  const shape = projectedShape(sides, RANK);
  // Takes Adam's step from zero; only its length is used.
  const projectedStep = tf.tidy(() => tf.variable(tf.zeros(shape), false));
  const adam = adamUpdater({ variable: projectedStep });
  let projection: tf.Tensor2D | undefined;
  let lastLength: number | undefined;
  return {
    moments: adam.moments,
    apply: (gradient, settings) => {
      const { step, learningRate, gradientScale } = settings;
      if (projection === undefined || (step - 1) % refreshEvery === 0) {
        projection?.dispose();
        projection = drawProjection(name, step, Math.min(...sides));
      }
      const current = projection;
      tf.tidy(() => {
        const projected = project(gradient as tf.Tensor2D, current);
        projectedStep.assign(tf.zeros(shape));
        adam.apply(projected, { ...settings, learningRate: 1 });
        const correction = biasCorrection(settings);
        const ratio = lengthOf(projectedStep) / correction / (gradientScale * lengthOf(projected) + TINY);
        const length = ratio * gradientScale * lengthOf(gradient);
        const limit = lastLength === undefined ? 1 : Math.max(length / (lastLength + TINY), GROWTH) / GROWTH;
        lastLength = length / limit;
        const factor = (learningRate * correction * Math.sqrt(scale) * ratio * gradientScale) / limit;
        variable.assign(variable.sub(gradient.mul(factor)));
      });
    },
    dispose: () => {
      adam.dispose();
      projectedStep.dispose();
      projection?.dispose();
    },
  };
}

/** The factor by which Adam's correction of both moments scales a step. The authors' limiter sees lengths without it. */
function biasCorrection({ beta1, beta2, step }: AdamWSettings): number {
  return Math.sqrt(1 - integerPower(beta2, step)) / (1 - integerPower(beta1, step));
}

const lengthOf = (tensor: tf.Tensor): number => globalNorm([tensor]);
