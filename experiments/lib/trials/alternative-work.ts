/** What an arm of the comparison costs, exactly: operations of a step, numbers of training state, weights of the body. */
import {
  attentionStepFlops,
  galoreStateElements,
  galoreStepFlops,
  mixtureStepFlops,
  mixtureWeights,
  stateElements,
} from "../nn/alternative-costs.ts";
import type { Arm, ModelConfig } from "../nn/config.ts";
import { stepFlops } from "../nn/costs.ts";
import { countParameters } from "../nn/count.ts";
import { type AlternativeArm, alternativeSettings } from "./alternative-arms.ts";
import { fullArm, loraArm } from "./core.ts";

export interface Work {
  /** Mean over the run. */
  readonly flopsPerStep: number;
  /** Most numbers of the body held at any time: weights, gradients, moments, and what the method keeps beside. */
  readonly stateElements: number;
  /** Weights of the trained model's body. */
  readonly weights: number;
}

/** Costs of an arm with `windows` windows a step, in a run of so many steps. */
export function workOf(arm: AlternativeArm, model: ModelConfig, windows: number, steps: number): Work {
  const weights = countParameters(model, fullArm).body;
  const plain = (ofArm: Arm, ofModel = model): Work => ({
    flopsPerStep: stepFlops(ofModel, ofArm, windows),
    stateElements: stateElements(ofModel, ofArm),
    weights,
  });
  const full = plain(fullArm);
  switch (arm.kind) {
    case "full":
      return full;
    case "lowRank":
      return { ...plain(arm), weights: countParameters(model, arm).trainedBody };
    case "lora":
      return plain(loraArm(arm.rank));
    case "relora": {
      // A merge costs 2 r i o a matrix, and there is one fewer than there are intervals.
      const merges = (alternativeSettings.relora.intervals - 1) * 2 * arm.rank * weights;
      const lora = plain(loraArm(arm.rank));
      return { ...lora, flopsPerStep: lora.flopsPerStep + merges / steps };
    }
    case "warmStart": {
      const { fullShare } = alternativeSettings.warmStart;
      const lora = plain(loraArm(arm.rank));
      return { ...full, flopsPerStep: fullShare * full.flopsPerStep + (1 - fullShare) * lora.flopsPerStep };
    }
    case "galore":
      return {
        flopsPerStep: galoreStepFlops(model, windows, { rank: arm.rank, ...alternativeSettings.galore }),
        stateElements: galoreStateElements(model, arm.rank),
        weights,
      };
    case "experts": {
      const all = mixtureWeights(model, arm.experts);
      return {
        flopsPerStep: mixtureStepFlops(model, windows, arm.experts),
        stateElements: 4 * all,
        weights: all,
      };
    }
    case "window": {
      // Pairs outside the window, and those that the causal mask discards, are not computed.
      const saved =
        attentionStepFlops(model, windows) -
        attentionStepFlops({ ...model, attentionWindow: arm.positions }, windows);
      return { ...full, flopsPerStep: full.flopsPerStep - saved };
    }
  }
}
