/**
 * Fits the deck's function (slide 7) with a network of two tanh layers: all of it trained, or its head alone, or its
 * head and an adapter of low rank on a body that stays as it was drawn. Full batch, on the deck's points.
 */
import { cos, sin } from "../lib/exact-math.ts";
import { cosineDecay, createAdam64 } from "../lib/nn/adam64.ts";
import {
  bodyOf,
  countTrained,
  createTanhNetwork,
  forward,
  gradientsOf,
  type Method,
  type TanhNetwork,
  trainable,
} from "../lib/nn/tanh-network.ts";
import { Random } from "../lib/random.ts";
import type { TrialContext } from "../lib/trial.ts";

export interface FunctionFitConfig {
  readonly method: Method;
  /** Of the adapter; 0 unless the method is lora. */
  readonly rank: number;
  /** Width of both layers. */
  readonly hidden: number;
  /** Points of [0, 10] to fit, evenly spaced with both ends. */
  readonly points: number;
  readonly steps: number;
  readonly learningRate: number;
  /** Also fixes the network that is drawn: equal for all methods and ranks. */
  readonly seed: number;
}

/** The deck's `y_full`. */
export const deckFunction = (x: number): number => sin(x) + 0.5 * cos(2 * x) + 0.3 * sin(3 * x);

const RANGE = 10;
/** The error is measured on a grid that is finer than the fitted points, which it includes. */
const REFINEMENT = 4;
/** The last learning rate, as a share of the first. */
const FINAL_RATE = 0.1;

const grid = (intervals: number): Float64Array =>
  Float64Array.from({ length: intervals + 1 }, (_, index) => (RANGE * index) / intervals);

/** The network sees x moved to zero mean and unit variance. */
const standardised = (xs: Float64Array): Float64Array =>
  xs.map((x) => (x - RANGE / 2) / (RANGE / Math.sqrt(12)));

function train(config: FunctionFitConfig, network: TanhNetwork, context: TrialContext): void {
  const { method, points, steps, learningRate } = config;
  const xs = grid(points - 1);
  const inputs = standardised(xs);
  const targets = xs.map(deckFunction);
  const optimizers = trainable[method].map((name) => ({ name, update: createAdam64(network[name]) }));
  let body = bodyOf(network, inputs);
  for (let step = 1; step <= steps; step++) {
    const gradients = gradientsOf(network, inputs, targets, forward(network, body), method);
    const rate = cosineDecay(learningRate, step, steps, FINAL_RATE);
    for (const { name, update } of optimizers) {
      const gradient = gradients[name];
      if (gradient === undefined) throw new Error(`missing gradient: ${name}`);
      update(gradient, rate, step);
    }
    if (method === "full") body = bodyOf(network, inputs);
    if (step % 100 === 0) context.progress(step / steps);
  }
}

export function run(config: FunctionFitConfig, context: TrialContext) {
  const network = createTanhNetwork(Random.seeded(config.seed), config.hidden, config.rank);
  train(config, network, context);
  const xs = grid((config.points - 1) * REFINEMENT);
  const { outputs } = forward(network, bodyOf(network, standardised(xs)));
  const fit = Array.from(xs, (x, index) => ({ x, target: deckFunction(x), fit: outputs[index] as number }));
  const squares = fit.reduce(
    (sum, point) => sum + (point.fit - point.target) * (point.fit - point.target),
    0,
  );
  return {
    result: {
      rmse: Math.sqrt(squares / fit.length),
      trainedParameters: countTrained(network, config.method),
      /** On the fitted points. */
      fit: fit.filter((_, index) => index % REFINEMENT === 0),
    },
  };
}
