/**
 * Fits the deck's function (slide 7) with a network of two tanh layers. It trains all weights, or only the head, or
 * the head and an adapter of low rank on a frozen random body. Full batch, on the deck's points.
 */
import * as tf from "@tensorflow/tfjs-core";
import { cos, sin } from "../kit/exact-math.ts";
import { Random } from "../kit/random.ts";
import type { TrialContext } from "../kit/trial.ts";
import { startEngine } from "../lab/engine/backend.ts";
import { countTrained, fitNetwork, valuesOf } from "../lab/nn/fit.ts";
import {
  createTanhNetwork,
  type Method,
  outputsOf,
  squaredError,
  type TanhNetwork,
  trainable,
} from "./tanh-network.ts";

export interface FunctionFitConfig {
  readonly method: Method;
  /** The adapter's rank; 0 unless the method is lora. */
  readonly rank: number;
  /** Width of both layers. */
  readonly hidden: number;
  /** Evenly spaced points of [0, 10] to fit, including both ends. */
  readonly points: number;
  readonly steps: number;
  readonly learningRate: number;
  readonly warmupSteps: number;
  /** Also determines the random network, which is the same for all methods and ranks. */
  readonly seed: number;
}

/** The deck's `y_full`. */
export const deckFunction = (x: number): number => sin(x) + 0.5 * cos(2 * x) + 0.3 * sin(3 * x);

const RANGE = 10;
/** The error is measured on a finer grid, which includes the fitted points. */
const REFINEMENT = 4;

const grid = (intervals: number): number[] =>
  Array.from({ length: intervals + 1 }, (_, index) => (RANGE * index) / intervals);

/** The network's input: x, shifted and scaled to zero mean and unit variance: [N, 1]. */
const standardised = (xs: readonly number[]): tf.Tensor2D =>
  tf.tensor2d(
    xs.map((x) => (x - RANGE / 2) / (RANGE / Math.sqrt(12))),
    [xs.length, 1],
  );

function train(
  network: TanhNetwork,
  { method, points, steps, learningRate, warmupSteps }: FunctionFitConfig,
  context: TrialContext,
): TanhNetwork {
  const xs = grid(points - 1);
  const x = standardised(xs);
  const targets = tf.tensor2d(xs.map(deckFunction), [points, 1]);
  const rates = { body: learningRate, outer: learningRate };
  const trained = fitNetwork(
    network,
    { trained: trainable[method], steps, rates, warmupSteps },
    (tensors) => squaredError(tensors, x, targets),
    (step, loss) => context.progress(step / steps, loss),
  );
  tf.dispose([x, targets]);
  return trained;
}

export async function run(config: FunctionFitConfig, context: TrialContext) {
  await startEngine(context.engine);
  const drawn = createTanhNetwork(Random.seeded(config.seed), config.hidden, config.rank);
  const trained = train(drawn, config, context);
  const xs = grid((config.points - 1) * REFINEMENT);
  const outputs = valuesOf(trained, (tensors) => outputsOf(tensors, standardised(xs)));
  const fitted = xs.map((x, index) => ({ x, target: deckFunction(x), fit: outputs[index] ?? Number.NaN }));
  const squares = fitted.reduce((sum, { fit, target }) => sum + (fit - target) * (fit - target), 0);
  return {
    result: {
      rmse: Math.sqrt(squares / fitted.length),
      trainedParameters: countTrained(trained, trainable[config.method]),
      /** On the fitted points. */
      fit: fitted.filter((_, index) => index % REFINEMENT === 0),
    },
  };
}
