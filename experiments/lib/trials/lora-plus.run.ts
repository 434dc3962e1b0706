/** Pre-trains LoRA on the text and from the weights of `pretrain`, with another rate for B than for A. */
import { startEngine } from "../engine/backend.ts";
import type { TrialContext } from "../experiment.ts";
import { loraPlusUpdater } from "../nn/lora-plus.ts";
import { createOptimizer } from "../nn/optimizer.ts";
import { train } from "../nn/train.ts";
import { createTransformer, disposeTransformer } from "../nn/transformer.ts";
import { createLanguageTask } from "./language-task.ts";
import type { PretrainConfig } from "./pretrain.run.ts";

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
