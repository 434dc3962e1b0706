/**
 * A linear layer whose weight is only a product of thin factors, trained from random values: "Low-Rank" in table 2 of
 * Zhao et al. (2024). Its W = BA is A B here, because inputs are rows. Unlike LoRA it has no frozen base.
 */
import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import type { Random } from "../../kit/random.ts";
import type { Artifact } from "../../kit/trial.ts";
import { linear } from "../engine/ops.ts";

export interface LowRankLayer {
  readonly kind: "lowRank";
  /** [in, r] */
  readonly factorA: Tensor2D;
  /** [r, out] */
  readonly factorB: Tensor2D;
}

/**
 * First values of the factors that replace a dense weight [in, out]. The entries of A B have that weight's mean
 * square: entries of A have the deviation 1/sqrt(in), and each of the r terms of a sum contributes 1/r of the rest.
 */
export function initialFactors(weight: Artifact, rank: number, random: Random): { a: Artifact; b: Artifact } {
  const [inputs, outputs] = weight.shape as [number, number];
  const meanSquare = weight.values.reduce((sum, value) => sum + value * value, 0) / weight.values.length;
  const gaussian = (label: string, rows: number, columns: number, deviation: number): Artifact => {
    const draw = random.split(label);
    const values = Float32Array.from({ length: rows * columns }, () => deviation * draw.normal());
    return { shape: [rows, columns], values };
  };
  return {
    a: gaussian("A", inputs, rank, 1 / Math.sqrt(inputs)),
    b: gaussian("B", rank, outputs, Math.sqrt((inputs * meanSquare) / rank)),
  };
}

/** (x A) B for x [..., in], in the cheap order. */
export function applyLowRank({ factorA, factorB }: LowRankLayer, x: Tensor): Tensor {
  return linear(linear(x, factorA), factorB);
}

/** A B, [in, out]: the weight that the factors stand for. */
export function lowRankWeight({ factorA, factorB }: LowRankLayer): Tensor2D {
  return linear(factorA, factorB) as Tensor2D;
}
