/**
 * Exact work and training state of the alternatives to plain training, by formula, beside costs.ts and count.ts. State
 * counts numbers of the body: weights, gradients, both moments and what a method keeps beside; every arm has embeddings,
 * positions and head in addition.
 */
import { passFlops } from "../linear-costs.ts";
import { type Arm, bodyLinears, type ModelConfig, shapeOf } from "./config.ts";
import { stepFlops } from "./costs.ts";
import { countParameters } from "./count.ts";
import { projectedShape } from "./projected-shape.ts";

/** Weights, and for each trained number its gradient and two moments. */
export function stateElements(config: ModelConfig, arm: Arm): number {
  const { body, trainedBody } = countParameters(config, arm);
  if (arm.kind === "full") return 4 * body;
  return (arm.kind === "lora" ? body : 0) + 4 * trainedBody;
}

/** Sums over the body's matrices. */
function overBody(config: ModelConfig, of: (inputs: number, outputs: number) => number): number {
  return config.nLayers * bodyLinears.reduce((sum, name) => sum + of(...shapeOf(name, config)), 0);
}

/**
 * GaLore keeps weights, whole gradients, projected moments and the projections (Zhao et al. 2024, table 1, which leaves
 * the gradients out).
 */
export function galoreStateElements(config: ModelConfig, rank: number): number {
  return overBody(config, (inputs, outputs) => {
    const [rows, columns] = projectedShape([inputs, outputs], rank);
    return 2 * inputs * outputs + 2 * rows * columns + rank * Math.min(inputs, outputs);
  });
}

/**
 * Operations of a GaLore step: full's, both products with the projection, and the singular value decomposition shared
 * out over the steps between two of them (14 m n^2 + 8 n^3 for m >= n: Golub and Van Loan, figure 8.6.1).
 */
export function galoreStepFlops(
  config: ModelConfig,
  windows: number,
  { rank, refreshEvery }: { readonly rank: number; readonly refreshEvery: number },
): number {
  const projections = overBody(config, (inputs, outputs) => 4 * rank * inputs * outputs);
  const decompositions = overBody(config, (inputs, outputs) => {
    const [short, long] = [Math.min(inputs, outputs), Math.max(inputs, outputs)];
    return 14 * long * short * short + 8 * short * short * short;
  });
  return stepFlops(config, { kind: "full" }, windows) + projections + decompositions / refreshEvery;
}

/** Weights of a mixture's body: all experts, and the routers. */
export function mixtureWeights(config: ModelConfig, experts: number): number {
  const { dModel, dFf, nLayers } = config;
  const { body } = countParameters(config, { kind: "full" });
  return body + nLayers * ((experts - 1) * 2 * dModel * dFf + dModel * experts);
}

/** Operations of a mixture's step where no token is dropped: the dense model's, and the routers'. */
export function mixtureStepFlops(config: ModelConfig, windows: number, experts: number): number {
  const { dModel, nLayers, contextLength } = config;
  const router = passFlops("full", windows * contextLength, { inputs: dModel, outputs: experts, rank: 0 });
  return stepFlops(config, { kind: "full" }, windows) + nLayers * (router.forward + router.backward);
}

/** Pairs of positions that causal attention with a window computes for one window of text: sum of min(i + 1, window). */
export function attendedPairs(contextLength: number, window: number): number {
  const seen = Math.min(window, contextLength);
  return (seen * (seen + 1)) / 2 + (contextLength - seen) * seen;
}

/** Operations of a training step in attention alone: scores and weighted values, forward and backward. */
export function attentionStepFlops(config: ModelConfig, windows: number): number {
  const { dModel, nLayers, contextLength, attentionWindow = contextLength } = config;
  return 12 * nLayers * windows * dModel * attendedPairs(contextLength, attentionWindow);
}
