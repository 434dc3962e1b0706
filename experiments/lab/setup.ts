/**
 * The common setup of the language-model experiments: model, lengths, seeds, and where a run's rates come from. Slides
 * that use it share their runs.
 */

import type { TunedArm } from "./arms.ts";
import type { ModelConfig } from "./nn/config.ts";

/**
 * Steps at which arms are compared. Each length is a separate training, with its own schedule and rates. The loss in the
 * middle of a longer run would be at a rate that has not come down yet. `adaptation` is the length of fine-tuning on
 * another text.
 */
export const lengths = { short: 400, middle: 1200, long: 3600, adaptation: 250 } as const;

/** The lengths in words. */
export type Length = keyof typeof lengths;

/** The report's seeds. Lower ones were used by pilots, by earlier editions, and by searches. */
export const reportSeeds = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => 300 + index);

/** Width of a head in models whose width is a multiple of it. */
const HEAD_WIDTH = 16;

/** Heads of the narrower models whose width is no multiple of 16. */
const headsOf: Readonly<Record<number, number>> = { 40: 2, 56: 4 };

/** The core model at another width: same depth, context and text. */
export const modelOfWidth = (dModel: number) => ({
  dModel,
  nLayers: 2,
  nHeads: headsOf[dModel] ?? dModel / HEAD_WIDTH,
  dFf: 4 * dModel,
  contextLength: 32,
});

/** The core model. Its body has 98,304 weights: enough to use more context than a trigram, few enough to train in minutes. */
export const coreWidth = 64;

/** The width of the narrower models that are compared with the core model on the same text. */
export const narrowWidth = 32;

/** Everything of a core run except its arm, rates, seed and length. A step has 16 sequences of 32 characters. */
export const coreTraining = {
  model: modelOfWidth(coreWidth),
  batchSize: 16,
  evaluatedOn: "test",
  evaluationWindows: 512,
  finalWindows: 2048,
} as const;

/**
 * The ladder of widths: at each, training reads as many characters per body weight as the long training of the core model
 * does (18.75), in batches and steps that grow with the width.
 */
export const ladderSize = (width: number) => ({
  steps: (lengths.long * width) / coreWidth,
  batchSize: (coreTraining.batchSize * width) / coreWidth,
});

/** Steps in which the rates rise from zero: a tenth of the training. */
export const warmupOf = (steps: number): number => Math.max(1, Math.round(steps / 10));

/** The name of a search in chosen-settings.json, e.g. "d64/1200/lora-r4": width, steps and arm. */
export const searchName = (
  { tuning }: Pick<TunedArm<unknown>, "tuning">,
  width: number,
  steps: number,
): string => `d${width}/${steps}/${tuning}`;

/** The model of a run. The size of its vocabulary depends on the text, and is part of the run's result. */
export const modelOf = (
  { model }: { readonly model: Omit<ModelConfig, "vocabSize"> },
  [run]: readonly { readonly vocabSize: number }[],
): ModelConfig => ({ ...model, vocabSize: run?.vocabSize ?? Number.NaN });
