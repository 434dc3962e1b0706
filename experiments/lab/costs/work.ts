/** The exact costs of an arm of any kind: FLOPs per step, training memory of the body, body weights. */

import { fullArm, loraArm, type Training } from "../arms.ts";
import { type BodyTraining, bodyLinears, type ModelConfig, projectedShape, shapeOf } from "../nn/config.ts";
import { countParameters, passFlops, stateElements, stepFlops } from "../nn/costs.ts";
import { alternativeSettings } from "../trials/alternatives.ts";

export interface Work {
  /** Mean over the run. */
  readonly flopsPerStep: number;
  /** Most numbers kept for the body at any time: weights, gradients, moments, and further state of the method. */
  readonly stateElements: number;
  /** Body weights of the trained model. */
  readonly weights: number;
}

/** Costs of an arm, with `sequences` sequences per step, in a run of `steps`. */
export function workOf(trains: Training, model: ModelConfig, sequences: number, steps: number): Work {
  const weights = countParameters(model, fullArm.trains).body;
  const plain = (ofBody: BodyTraining): Work => ({
    flopsPerStep: stepFlops(model, ofBody, sequences),
    stateElements: stateElements(model, ofBody),
    weights,
  });
  const full = plain(fullArm.trains);
  switch (trains.kind) {
    case "full":
      return full;
    case "lowRank":
      return { ...plain(trains), weights: countParameters(model, trains).trainedBody };
    case "lora":
      return plain(trains);
    case "relora": {
      // A merge costs 2 r i o per matrix, and there is one fewer than there are intervals.
      const merges = (alternativeSettings.relora.intervals - 1) * 2 * trains.rank * weights;
      const lora = plain(loraArm(trains.rank).trains);
      return { ...lora, flopsPerStep: lora.flopsPerStep + merges / steps };
    }
    case "warmStart": {
      const { fullShare = alternativeSettings.warmStart.fullShare } = trains;
      const lora = plain(loraArm(trains.rank).trains);
      return { ...full, flopsPerStep: fullShare * full.flopsPerStep + (1 - fullShare) * lora.flopsPerStep };
    }
    case "galore":
      return {
        flopsPerStep: galoreStepFlops(model, sequences, { rank: trains.rank, ...alternativeSettings.galore }),
        stateElements: galoreStateElements(model, trains.rank),
        weights,
      };
    case "apollo":
      return {
        flopsPerStep: apolloStepFlops(model, sequences),
        stateElements: apolloStateElements(model),
        weights,
      };
    case "experts": {
      const all = mixtureWeights(model, trains.experts);
      return {
        flopsPerStep: mixtureStepFlops(model, sequences, trains.experts),
        stateElements: 4 * all,
        weights: all,
      };
    }
  }
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
 * FLOPs of a GaLore step: full training's, both products with the projection, and the singular value decomposition,
 * averaged over the steps between two of them (14 m n^2 + 8 n^3 for m >= n: Golub and Van Loan, figure 8.6.1).
 */
export function galoreStepFlops(
  config: ModelConfig,
  sequences: number,
  { rank, refreshEvery }: { readonly rank: number; readonly refreshEvery: number },
): number {
  const projections = overBody(config, (inputs, outputs) => 4 * rank * inputs * outputs);
  const decompositions = overBody(config, (inputs, outputs) => {
    const [short, long] = [Math.min(inputs, outputs), Math.max(inputs, outputs)];
    return 14 * long * short * short + 8 * short * short * short;
  });
  return stepFlops(config, { kind: "full" }, sequences) + projections + decompositions / refreshEvery;
}

/**
 * APOLLO-Mini keeps weights, whole gradients, the moments of one row or column, the projection (which the authors
 * draw again from a seed) and the length of the last update.
 */
export function apolloStateElements(config: ModelConfig): number {
  return overBody(
    config,
    (inputs, outputs) => 2 * inputs * outputs + 2 * Math.max(inputs, outputs) + Math.min(inputs, outputs) + 1,
  );
}

/** FLOPs of an APOLLO-Mini step: full training's, and the product with the projection. */
export function apolloStepFlops(config: ModelConfig, sequences: number): number {
  return (
    stepFlops(config, { kind: "full" }, sequences) +
    overBody(config, (inputs, outputs) => 2 * inputs * outputs)
  );
}

/** Body weights of a mixture: all experts, and the routers. */
export function mixtureWeights(config: ModelConfig, experts: number): number {
  const { dModel, dFf, nLayers } = config;
  const { body } = countParameters(config, { kind: "full" });
  return body + nLayers * ((experts - 1) * 2 * dModel * dFf + dModel * experts);
}

/** FLOPs of a mixture's step that drops no token: the dense model's, and the routers'. */
export function mixtureStepFlops(config: ModelConfig, sequences: number, experts: number): number {
  const { dModel, nLayers, contextLength } = config;
  const router = passFlops("full", sequences * contextLength, { inputs: dModel, outputs: experts, rank: 0 });
  return stepFlops(config, { kind: "full" }, sequences) + nLayers * (router.forward + router.backward);
}
