/** AdamW over the parameters of a model, each group at its own learning rate. */
import * as tf from "@tensorflow/tfjs-core";
import { cos } from "../../kit/exact-math.ts";
import { adamW, globalNorm } from "../engine/ops.ts";
import type { AdamWSettings, AdamWState } from "../engine/wasm/op-types.ts";
import type { Parameter } from "./transformer.ts";

/** A number that is not finite, with its step and tensor. The run is worthless from there on. */
export class NotFiniteError extends Error {
  override readonly name = "NotFiniteError";

  constructor(what: string, step: number) {
    super(`invalid number: ${what} is not finite at step ${step}`);
  }
}

/** Moments of GPT-like training: a shorter memory of squares than Adam's 0.999 (Brown et al. 2020, appendix B). */
export const ADAM = { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0 } as const;
/** Gradients with a larger global norm are scaled down to this (Brown et al. 2020, appendix B). */
export const CLIP_NORM = 1;

export type LearningRates = Readonly<Record<Parameter["group"], number>>;

/** Updates one parameter in place. */
export interface Updater {
  /** Running means of the gradient, or of its projection, and of its square. */
  readonly moments: AdamWState;
  readonly apply: (gradient: tf.Tensor, settings: AdamWSettings) => void;
  readonly dispose: () => void;
}

export interface Optimizer {
  /** Updates every parameter once, with gradients in the order of the parameters. Returns their norm before clipping. */
  readonly update: (gradients: readonly tf.Tensor[], step: number, rates: LearningRates) => number;
  readonly dispose: () => void;
  /** Running moments by the name of their parameter. */
  readonly moments: ReadonlyMap<string, AdamWState>;
}

/** Plain AdamW. */
export function adamUpdater({ variable }: Pick<Parameter, "variable">): Updater {
  const zeros = () => tf.tidy(() => tf.variable(tf.zerosLike(variable), false));
  const moments = { first: zeros(), second: zeros() };
  return {
    moments,
    apply: (gradient, settings) => adamW(variable, gradient, moments, settings),
    dispose: () => tf.dispose({ ...moments }),
  };
}

/** An optimizer that clips all gradients together; each parameter's updater updates it. */
export function createOptimizer(
  parameters: readonly Parameter[],
  updaterOf: (parameter: Parameter) => Updater = adamUpdater,
): Optimizer {
  const updaters = parameters.map((parameter) => ({ ...parameter, updater: updaterOf(parameter) }));
  return {
    update: (gradients, step, rates) => {
      const norm = globalNorm(gradients);
      if (!Number.isFinite(norm)) throw new NotFiniteError(nameOfFirstNotFinite(parameters, gradients), step);
      const gradientScale = Math.min(1, CLIP_NORM / norm);
      for (const [index, { group, rateFactor = 1, updater }] of updaters.entries()) {
        const settings = { ...ADAM, learningRate: rates[group] * rateFactor, step, gradientScale };
        updater.apply(gradients[index] as tf.Tensor, settings);
      }
      return norm;
    },
    dispose: () => {
      for (const { updater } of updaters) updater.dispose();
    },
    moments: new Map(updaters.map(({ name, updater }) => [name, updater.moments])),
  };
}

function nameOfFirstNotFinite(parameters: readonly Parameter[], gradients: readonly tf.Tensor[]): string {
  const index = gradients.findIndex((gradient) => !gradient.dataSync().every(Number.isFinite));
  const name = parameters[index]?.name;
  return name === undefined ? "the sum of all squared gradients" : `gradient of ${name}`;
}

export interface RateSchedule {
  /** The highest rate, reached after the warm-up. */
  readonly learningRate: number;
  readonly warmupSteps: number;
  readonly steps: number;
  /** The rate at the end, as a share of the highest; by default a tenth. */
  readonly finalShare?: number | undefined;
}

const FINAL_SHARE = 0.1;

/**
 * Linear warm-up, then half a cosine down to the final share (Loshchilov and Hutter 2017, equation 5, without restarts). Steps
 * count from 1.
 */
export function learningRateAt(
  step: number,
  { learningRate, warmupSteps, steps, finalShare = FINAL_SHARE }: RateSchedule,
): number {
  if (step <= warmupSteps) return (learningRate * step) / warmupSteps;
  const done = (step - warmupSteps) / Math.max(1, steps - warmupSteps);
  return learningRate * (finalShare + ((1 - finalShare) * (1 + cos(Math.PI * done))) / 2);
}
