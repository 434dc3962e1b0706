/** Types that the composed and the fused operations share. */
import type { Variable } from "@tensorflow/tfjs";

export type ActivationKind = "relu" | "gelu" | "tanh";

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
