/** Trains at a rate that may be too high: a run that breaks off is a result here, not a failure. */
import * as tf from "@tensorflow/tfjs-core";
import type { Batch } from "../lib/data/batches.ts";
import { startEngine } from "../lib/engine/backend.ts";
import { createOptimizer, NotFiniteError, type Optimizer } from "../lib/nn/optimizer.ts";
import { type TrainingConfig, type TrainingResult, train } from "../lib/nn/train.ts";
import { createTransformer, disposeTransformer, type Transformer } from "../lib/nn/transformer.ts";
import type { TrialContext } from "../lib/trial.ts";
import { createLanguageTask } from "../lib/trials/language-task.ts";
import type { PretrainConfig } from "../lib/trials/pretrain.run.ts";

/** A run that went to its end, or the step at which a loss or gradient was not finite. */
export type FiniteOrBroken =
  | { readonly trained: TrainingResult; readonly brokenOffAt: null }
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

/**
 * The untrained model's loss on its first batch, and the validation loss after training. A run that broke off has
 * neither, but the step where it did.
 */
export interface BasinPoint {
  readonly startLoss: number | null;
  readonly finalLoss: number | null;
  readonly brokenOffAt: number | null;
}

export async function run(config: PretrainConfig, context: TrialContext): Promise<{ result: BasinPoint }> {
  await startEngine(context.engine);
  const { model: sizes, weights, adapterRandom, batches, validationBatches } = createLanguageTask(config);
  const model = createTransformer(sizes, config.arm, weights, adapterRandom);
  const onStep = (step: number) => context.progress(step / config.steps);
  const { trained, brokenOffAt } = trainWhileFinite(model, config, batches, validationBatches, onStep);
  disposeTransformer(model);
  const finite = (loss: number | undefined) => (loss !== undefined && Number.isFinite(loss) ? loss : null);
  const finalLoss = finite(trained?.final.loss);
  return {
    result: {
      startLoss: finite(trained?.trainLoss[0]),
      finalLoss,
      // After the last step the loss may be the first number that is not finite.
      brokenOffAt: finalLoss === null ? (brokenOffAt ?? config.steps) : null,
    },
  };
}
