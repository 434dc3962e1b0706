/** Training at a rate that may be too high: a run that breaks off is a result there, not a failure. */
import * as tf from "@tensorflow/tfjs";
import type { Batch } from "../data/windows.ts";
import { NotFiniteError } from "./not-finite-error.ts";
import { createOptimizer, type Optimizer } from "./optimizer.ts";
import { type Trained, type TrainingConfig, train } from "./train.ts";
import type { Transformer } from "./transformer.ts";

/** A run that went to its end, or the step at which a loss or gradient was not finite. */
export type FiniteOrBroken =
  | { readonly trained: Trained; readonly brokenOffAt: null }
  | { readonly trained: null; readonly brokenOffAt: number };

/** Trains as `train` does. Any error but a number that is not finite goes on to the caller. */
export function trainWhileFinite(
  model: Transformer,
  config: TrainingConfig,
  batches: Iterator<Batch, never>,
  validationBatches: readonly Batch[],
  onStep: (step: number) => void = () => {},
): FiniteOrBroken {
  let finished = 0;
  let optimizer: Optimizer | undefined;
  const countSteps = (step: number) => {
    finished = step;
    onStep(step);
  };
  // A step that breaks off leaves its gradients to nobody; the scope frees them.
  tf.engine().startScope();
  try {
    const trained = train(model, config, batches, validationBatches, countSteps, {
      createOptimizer: (parameters) => {
        optimizer = createOptimizer(parameters);
        return optimizer;
      },
    });
    return { trained, brokenOffAt: null };
  } catch (error) {
    if (!(error instanceof NotFiniteError)) throw error;
    optimizer?.dispose();
    return { trained: null, brokenOffAt: finished + 1 };
  } finally {
    tf.engine().endScope();
  }
}
