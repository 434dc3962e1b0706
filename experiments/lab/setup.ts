/**
 * The common setup of the language-model experiments: model, lengths, seeds, and the tuned settings of each arm,
 * width and length. Slides that use it share their runs.
 */

import type { Training } from "./arms.ts";
import type { ModelConfig } from "./nn/config.ts";
import type { Settings } from "./settings.ts";

/**
 * Steps at which arms are compared. Each length is a separate training, with its own schedule and tuned settings. The
 * loss in the middle of a longer run would be at a rate that has not come down yet. `adaptation` is the length of
 * fine-tuning on another domain.
 */
export const lengths = { short: 400, middle: 1200, long: 3600, adaptation: 250 } as const;

/** The report's seeds. Seeds of pilots, of the first edition and of tuning are lower. */
export const reportSeeds = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => 200 + index);

/** Width of a head, in models of every width. */
const HEAD_WIDTH = 16;

/** The core model at another width, a multiple of its heads': same depth, context and text. */
export const modelOfWidth = (dModel: number) => ({
  dModel,
  nLayers: 2,
  nHeads: dModel / HEAD_WIDTH,
  dFf: 4 * dModel,
  contextLength: 32,
});

/** The core model. Its body has 98,304 weights: enough to use more context than a trigram, few enough to train in minutes. */
export const coreWidth = 64;

/** Widths for which settings are tuned. */
const tunedWidths = [16, 32, coreWidth] as const;

/** The width whose settings a model uses: its own if that was tuned, otherwise the core model's. */
export const tunedWidthOf = (dModel: number): number =>
  tunedWidths.find((width) => width === dModel) ?? coreWidth;

/** Everything of a core run except its arm, settings, seed and length. A step has 16 sequences of 32 characters. */
export const coreTraining = {
  model: modelOfWidth(coreWidth),
  batchSize: 16,
  evaluatedOn: "test",
  evaluationWindows: 512,
  finalWindows: 2048,
} as const;

type ModelSizes = Pick<ModelConfig, "dModel" | "nLayers">;

/** A model and a length of training. */
export interface ModelAndSteps {
  readonly model: ModelSizes;
  readonly steps: number;
}

/** A model in the names of searches: its width, and its depth if it differs from the core model's, as in "d128x4". */
export const modelName = ({ dModel, nLayers }: ModelSizes): string =>
  nLayers === coreTraining.model.nLayers ? `d${dModel}` : `d${dModel}x${nLayers}`;

/** The name of an arm's search in chosen-settings.json, e.g. "d64/1200/lora-r4". */
export const tuningName = (tuning: string, { model, steps }: ModelAndSteps): string =>
  `${modelName(model)}/${steps}/${tuning}`;

/** Whether an arm trains all weights of the body, even if its optimizer state has a low rank. */
const trainsAllWeights = ({ kind }: Training): boolean =>
  kind !== "lora" && kind !== "lowRank" && kind !== "relora" && kind !== "warmStart";

/**
 * The name of the search for the rate of embeddings, positions and head, with full training or with LoRA. The default
 * profile's names came first and leave out the steps.
 */
export function outerRateName(trains: Training, { model, steps }: ModelAndSteps): string {
  const tuning = `outer/${trainsAllWeights(trains) ? "full" : "lora-r4"}`;
  const isFirst = steps === lengths.long || steps === lengths.middle;
  return isFirst ? `${modelName(model)}/${tuning}` : tuningName(tuning, { model, steps });
}

/** Settings of a run: its arm's, and the highest rate of embeddings, positions and head. */
export interface RunSettings extends Settings {
  readonly outerLearningRate: number;
}

/** The model of a run. The size of its vocabulary depends on the text, and is part of the run's result. */
export const modelOf = (
  { model }: { readonly model: Omit<ModelConfig, "vocabSize"> },
  [run]: readonly { readonly vocabSize: number }[],
): ModelConfig => ({ ...model, vocabSize: run?.vocabSize ?? Number.NaN });
