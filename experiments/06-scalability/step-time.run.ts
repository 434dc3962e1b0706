/**
 * Wall-clock time of a training step of several arms at several widths: forward, backward, clipping and AdamW. The
 * arms of a width take turns, in another order each round, so that drift of the machine and of its caches affects all
 * alike. The first rounds are left out. It reads a clock, so it runs alone and its numbers are the machine's.
 */
import { performance } from "node:perf_hooks";
import * as tf from "@tensorflow/tfjs-core";
import { Random } from "../kit/random.ts";
import type { TrialContext } from "../kit/trial.ts";
import { startEngine } from "../lab/engine/backend.ts";
import type { BodyTraining, ModelConfig } from "../lab/nn/config.ts";
import { createOptimizer } from "../lab/nn/optimizer.ts";
import { lossAndGradients } from "../lab/nn/train.ts";
import { createTransformer, disposeTransformer } from "../lab/nn/transformer.ts";
import { createLanguageTask, type LanguageTaskConfig } from "../lab/trials/language-task.ts";

export interface StepTimeConfig extends Pick<LanguageTaskConfig, "batchSize" | "seed"> {
  readonly widths: readonly {
    readonly model: Omit<ModelConfig, "vocabSize">;
    /** Named, as the times are. */
    readonly arms: readonly { readonly name: string; readonly arm: BodyTraining }[];
  }[];
  readonly repetitions: number;
  readonly warmup: number;
}

/** Small: the time of the work counts, not the result of the training. */
const RATES = { body: 1e-4, outer: 1e-4 };

/** No loss is evaluated. */
const EVALUATION = { evaluatedOn: "test", evaluationWindows: 1, finalWindows: 1 } as const;

/** Repeats a step of an arm on one batch. */
function prepareStep(task: ReturnType<typeof createLanguageTask>, arm: BodyTraining) {
  const transformer = createTransformer(task.model, arm, task.weights, task.adapterRandom);
  const optimizer = createOptimizer(transformer.parameters);
  const batch = task.batches.next().value;
  let step = 0;
  return {
    run: () => {
      step += 1;
      const { gradients } = lossAndGradients(transformer, batch);
      optimizer.update(gradients, step, RATES);
      tf.dispose(gradients);
    },
    dispose: () => {
      optimizer.dispose();
      disposeTransformer(transformer);
    },
  };
}

/** Milliseconds of each arm's steps at one width. */
function timeWidth({ model, arms }: StepTimeConfig["widths"][number], config: StepTimeConfig) {
  const task = createLanguageTask({ ...config, ...EVALUATION, model });
  const timed = arms.map(({ name, arm }) => ({
    name,
    step: prepareStep(task, arm),
    milliseconds: [] as number[],
  }));
  const turns = Random.seeded(config.seed).split("turns");
  for (let repetition = -config.warmup; repetition < config.repetitions; repetition++) {
    for (const { step, milliseconds } of turns.shuffle(timed)) {
      const start = performance.now();
      step.run();
      const time = performance.now() - start;
      if (repetition >= 0) milliseconds.push(time);
    }
  }
  for (const { step } of timed) step.dispose();
  return timed.map(({ name, milliseconds }) => ({ width: model.dModel, name, milliseconds }));
}

export async function run(config: StepTimeConfig, context: TrialContext) {
  await startEngine(context.engine);
  const times = config.widths.flatMap((width, index) => {
    const ofWidth = timeWidth(width, config);
    context.progress((index + 1) / config.widths.length);
    return ofWidth;
  });
  return { result: { times } };
}
