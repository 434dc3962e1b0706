/** Pre-trains one arm at a rate that may be far too high, from the weights of `pretrain`. */
import { startEngine } from "../engine/backend.ts";
import type { TrialContext } from "../experiment.ts";
import { trainWhileFinite } from "../nn/train-while-finite.ts";
import { createTransformer, disposeTransformer } from "../nn/transformer.ts";
import { createLanguageTask } from "./language-task.ts";
import type { PretrainConfig } from "./pretrain.run.ts";

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
