/** Pre-trains LoRA on the text and from the weights of `pretrain`, with another rate for B than for A. */
import { startEngine } from "../lib/engine/backend.ts";
import { createOptimizer } from "../lib/nn/optimizer.ts";
import { train } from "../lib/nn/train.ts";
import { createTransformer, disposeTransformer } from "../lib/nn/transformer.ts";
import type { TrialContext } from "../lib/trial.ts";
import { createLanguageTask } from "../lib/trials/language-task.ts";
import type { PretrainConfig } from "../lib/trials/pretrain.run.ts";
import { loraPlusUpdater } from "./lora-plus.ts";

export interface LoraPlusConfig extends PretrainConfig {
  /** lr_B / lr_A; the config's rate is that of A. */
  readonly ratio: number;
}

export async function run(config: LoraPlusConfig, context: TrialContext) {
  await startEngine(context.engine);
  const { model: sizes, weights, adapterRandom, batches, validationBatches } = createLanguageTask(config);
  const model = createTransformer(sizes, config.arm, weights, adapterRandom);
  const onStep = (step: number) => context.progress(step / config.steps);
  const { final } = train(model, config, batches, validationBatches, onStep, {
    createOptimizer: (parameters) => createOptimizer(parameters, loraPlusUpdater(model, config.ratio)),
  });
  disposeTransformer(model);
  return { result: { finalLoss: final.loss } };
}
