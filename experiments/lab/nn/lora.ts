/**
 * Low-rank adaptation (Hu et al. 2021, section 4.1) as plain data and pure functions. The paper writes W x with W
 * [out, in], B [out, r], A [r, in]; here inputs are rows and weights are [in, out], so
 *
 *     h = x W + scaling (x A) B,   A [in, r], B [r, out],   scaling = alpha / r,   deltaWeight = scaling A B.
 */
import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import type { Random } from "../../kit/random.ts";
import type { Artifact } from "../../kit/trial.ts";
import { linear, loraLinear } from "../engine/ops.ts";

/** A frozen weight with its trained adapter. */
export interface LoraLayer {
  readonly kind: "lora";
  /** [in, out], frozen. */
  readonly weight: Tensor2D;
  /** [in, r] */
  readonly loraA: Tensor2D;
  /** [r, out] */
  readonly loraB: Tensor2D;
  readonly scaling: number;
}

/** alpha / rank (section 4.1): with alpha fixed, the update's size does not depend on the rank. */
export function scalingOf({ rank, alpha }: { readonly rank: number; readonly alpha: number }): number {
  return alpha / rank;
}

/**
 * First values of an adapter: A ~ N(0, 1/in), so that x A is as large as x; B = 0, so that the layer's output does
 * not change.
 */
export function initialAdapter(
  [inputs, outputs]: readonly [number, number],
  rank: number,
  random: Random,
): { readonly loraA: Artifact; readonly loraB: Artifact } {
  const deviation = 1 / Math.sqrt(inputs);
  return {
    loraA: {
      shape: [inputs, rank],
      values: Float32Array.from({ length: inputs * rank }, () => deviation * random.normal()),
    },
    loraB: { shape: [rank, outputs], values: new Float32Array(rank * outputs) },
  };
}

/** x W + scaling (x A) B for x [..., in], in the cheap order. */
export function applyLora({ weight, loraA, loraB, scaling }: LoraLayer, x: Tensor): Tensor {
  return loraLinear(x, weight, loraA, loraB, scaling);
}

/** deltaWeight = scaling A B, [in, out]. */
export function loraDelta({ loraA, loraB, scaling }: Omit<LoraLayer, "kind" | "weight">): Tensor2D {
  return linear(loraA, loraB).mul<Tensor2D>(scaling);
}

/** A new weight W + deltaWeight, which gives the same outputs without an adapter. */
export function mergeLora(layer: LoraLayer): Tensor2D {
  return layer.weight.add<Tensor2D>(loraDelta(layer));
}
