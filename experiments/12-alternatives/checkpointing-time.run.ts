/**
 * Wall-clock time of one batch's gradients, plain and with checkpoints in turn, so that drift of the machine affects
 * both alike. The first repetitions are left out. It reads a clock, so it runs alone and its numbers are the machine's.
 */
import { performance } from "node:perf_hooks";
import * as tf from "@tensorflow/tfjs-core";
import type { TrialContext } from "../kit/trial.ts";
import { startEngine } from "../lab/engine/backend.ts";
import { createTransformer, disposeTransformer } from "../lab/nn/transformer.ts";
import { createLanguageTask, type LanguageTaskConfig } from "../lab/trials/language-task.ts";
import { checkpointedGradients, plainGradients } from "./checkpointing.ts";

export interface CheckpointingTimeConfig extends LanguageTaskConfig {
  readonly repetitions: number;
  readonly warmup: number;
}

export async function run(config: CheckpointingTimeConfig, context: TrialContext) {
  await startEngine(context.engine);
  const { model, weights, adapterRandom, batches } = createLanguageTask(config);
  const transformer = createTransformer(model, { kind: "full" }, weights, adapterRandom);
  const batch = batches.next().value;
  const timed = [plainGradients, checkpointedGradients].map((gradientsOf) => ({
    gradientsOf,
    milliseconds: [] as number[],
  }));
  for (let repetition = -config.warmup; repetition < config.repetitions; repetition++) {
    for (const { gradientsOf, milliseconds } of timed) {
      const start = performance.now();
      const { gradients } = gradientsOf(transformer, batch);
      const time = performance.now() - start;
      tf.dispose([...gradients.values()]);
      if (repetition >= 0) milliseconds.push(time);
    }
    context.progress((repetition + config.warmup + 1) / (config.repetitions + config.warmup));
  }
  disposeTransformer(transformer);
  const [plain = [], checkpointed = []] = timed.map(({ milliseconds }) => milliseconds);
  return { result: { plain, checkpointed } };
}
