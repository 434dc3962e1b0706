/**
 * Exact work and state of one linear layer, by formula, in the orders in which a LoRA update can be computed. N tokens,
 * i inputs, o outputs, rank r; a multiply-add counts as two operations. Element-wise work (adding two paths, scaling) is
 * left out, as is usual.
 */

/** Sizes of a linear layer with an update of rank r. */
export interface AdaptedLinear {
  readonly inputs: number;
  readonly outputs: number;
  readonly rank: number;
}

/**
 * - full: x W, with W trained
 * - lora: x W + (x A) B, with W frozen
 * - factored: (x A) B, without a base weight
 * - product: x (A B), the deck's order, without a base weight
 * - merged: x (W + A B), merged anew for each batch, with W frozen
 */
export type ComputationOrder = "full" | "lora" | "factored" | "product" | "merged";

/** Operations of one pass over N tokens. */
export interface PassFlops {
  readonly forward: number;
  /** Gradients of the trained weights and of the input. */
  readonly backward: number;
}

type Formula = (dense: number, thin: number, update: number) => PassFlops;

/** By order, from dense = 2Nio (a product with W), thin = 2Nr(i + o) (both thin products), update = 2rio (A B). */
const FORMULAS: Readonly<Record<ComputationOrder, Formula>> = {
  // dX = dY W^T and dW = X^T dY.
  full: (dense) => ({ forward: dense, backward: 2 * dense }),
  // dX alone through W; each thin product costs itself twice more.
  lora: (dense, thin) => ({ forward: dense + thin, backward: dense + 2 * thin }),
  factored: (_dense, thin) => ({ forward: thin, backward: 2 * thin }),
  // The gradient of the product A B is as large as a weight's, and is then taken apart by two products of 2rio.
  product: (dense, _thin, update) => ({ forward: dense + update, backward: 2 * dense + 2 * update }),
  merged: (dense, _thin, update) => ({ forward: dense + update, backward: 2 * dense + 2 * update }),
};

/** Operations of a forward and of a backward pass. */
export function passFlops(order: ComputationOrder, tokens: number, layer: AdaptedLinear): PassFlops {
  const { inputs, outputs, rank } = layer;
  return FORMULAS[order](
    2 * tokens * inputs * outputs,
    2 * tokens * rank * (inputs + outputs),
    2 * rank * inputs * outputs,
  );
}

/** Operations of one training step as a share of full's: 2/3 + r (i + o) / (i o) for lora, whatever the batch. */
export function trainingShare(order: ComputationOrder, tokens: number, layer: AdaptedLinear): number {
  const steps = passFlops(order, tokens, layer);
  const full = passFlops("full", tokens, layer);
  return (steps.forward + steps.backward) / (full.forward + full.backward);
}

/** The rank at which a LoRA step costs as much as a full one: i o / (3 (i + o)), d/6 for a square layer. */
export function breakEvenRankOfStep(inputs: number, outputs: number): number {
  return (inputs * outputs) / (3 * (inputs + outputs));
}
