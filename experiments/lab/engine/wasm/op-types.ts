/** Types that the composed and the fused operations share. */
import type { Tensor1D, Variable } from "@tensorflow/tfjs-core";

export type ActivationKind = "relu" | "gelu" | "tanh";

/** N bags of rows of a table, as the P entries of a sparse matrix [N, V]. A bag may be empty or hold a row twice. */
export interface Bags {
  /** N */
  readonly count: number;
  /** The bag that each entry belongs to, [P], whole. */
  readonly bags: Tensor1D;
  /** The row of the table that each entry takes, [P], whole. */
  readonly rows: Tensor1D;
  /** How much each entry counts, [P]. */
  readonly weights: Tensor1D;
}

/** Running means of the gradient and of its square, shaped like the parameter and zero at the start. */
export interface AdamWState {
  readonly first: Variable;
  readonly second: Variable;
}

/** Settings of one update. */
export interface AdamWSettings {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Decoupled: the parameter shrinks by learningRate * weightDecay, apart from the gradient. */
  readonly weightDecay: number;
  /** 1 for the first update; corrects the bias of the zero start. */
  readonly step: number;
  /** Multiplies the gradient first: min(1, limit / globalNorm) clips, 1 leaves it alone. */
  readonly gradientScale: number;
}
