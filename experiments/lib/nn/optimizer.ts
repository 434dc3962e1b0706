/** AdamW over the parameters of a model, each group at its own learning rate. */
import * as tf from "@tensorflow/tfjs";
import type { AdamWState } from "../engine/op-types.ts";
import { adamW, globalNorm } from "../engine/ops.ts";
import { NotFiniteError } from "./not-finite-error.ts";
import type { Parameter } from "./transformer.ts";

/** Moments of GPT-like training: a shorter memory of squares than Adam's 0.999 (Brown et al. 2020, appendix B). */
const ADAM = { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0 } as const;
/** Gradients with a larger global norm are scaled down to this (Brown et al. 2020, appendix B). */
const CLIP_NORM = 1;

export type LearningRates = Readonly<Record<Parameter["group"], number>>;

export interface Optimizer {
  /** Updates every parameter once, with gradients in the order of the parameters. Returns their norm before clipping. */
  readonly update: (gradients: readonly tf.Tensor[], step: number, rates: LearningRates) => number;
  readonly dispose: () => void;
  /** Running moments by the name of their parameter. */
  readonly moments: ReadonlyMap<string, AdamWState>;
}

export function createOptimizer(parameters: readonly Parameter[]): Optimizer {
  const zeros = (variable: tf.Variable) => tf.tidy(() => tf.variable(tf.zerosLike(variable), false));
  const states = parameters.map(({ variable }) => ({ first: zeros(variable), second: zeros(variable) }));
  return {
    update: (gradients, step, rates) => {
      const norm = globalNorm(gradients);
      if (!Number.isFinite(norm)) throw new NotFiniteError(nameOfFirstNotFinite(parameters, gradients), step);
      const gradientScale = Math.min(1, CLIP_NORM / norm);
      for (const [index, { variable, group }] of parameters.entries()) {
        const settings = { ...ADAM, learningRate: rates[group], step, gradientScale };
        adamW(variable, gradients[index] as tf.Tensor, states[index] as AdamWState, settings);
      }
      return norm;
    },
    dispose: () => tf.dispose(states),
    moments: new Map(parameters.map(({ name }, index) => [name, states[index] as AdamWState])),
  };
}

function nameOfFirstNotFinite(parameters: readonly Parameter[], gradients: readonly tf.Tensor[]): string {
  const index = gradients.findIndex((gradient) => !gradient.dataSync().every(Number.isFinite));
  const name = parameters[index]?.name;
  return name === undefined ? "the sum of all squared gradients" : `gradient of ${name}`;
}
