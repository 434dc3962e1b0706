/**
 * The common setup of the language-model experiments, so that a run that several slides show is one run: model, lengths,
 * seeds, and the settings that were tuned for each arm, width and length.
 */

import type { Training } from "./arms.ts";
import type { ModelConfig } from "./nn/config.ts";
import type { Settings } from "./settings.ts";

/**
 * Steps at which arms are compared. Each length is a training of its own, with a schedule that ends with it and settings
 * tuned for it: a loss read off a longer run would be one at a rate that had not come down yet. `adaptation` is that of
 * fine-tuning on another domain.
 */
export const lengths = { short: 400, middle: 1200, long: 3600, adaptation: 250 } as const;

/** The report's seeds. Those of pilots, of the first edition and of tuning are lower. */
export const reportSeeds = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => 200 + index);

/** Width of a head at every width. */
const HEAD_WIDTH = 16;

/** The core model at a width that is a multiple of its heads': same depth, context and text. */
export const modelOfWidth = (dModel: number) => ({
  dModel,
  nLayers: 2,
  nHeads: dModel / HEAD_WIDTH,
  dFf: 4 * dModel,
  contextLength: 32,
});

/** The core model's: 98,304 weights in the body, enough to read further back than a trigram, and little enough for minutes. */
export const coreWidth = 64;

/** Widths for which settings are tuned. */
const tunedWidths = [16, 32, coreWidth] as const;

/** The width whose settings a model takes that has none of its own: its own if it was tuned, and else the core model's. */
export const tunedWidthOf = (dModel: number): number =>
  tunedWidths.find((width) => width === dModel) ?? coreWidth;

/** Everything of a core run but its arm, settings, seed and length. 16 sequences of 32 characters a step. */
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

/** A model in the names of searches: its width, and its depth if that is not the core model's, as in "d128x4". */
export const modelName = ({ dModel, nLayers }: ModelSizes): string =>
  nLayers === coreTraining.model.nLayers ? `d${dModel}` : `d${dModel}x${nLayers}`;

/** The name of an arm's search in chosen-settings.json, e.g. "d64/1200/lora-r4". */
export const tuningName = (tuning: string, { model, steps }: ModelAndSteps): string =>
  `${modelName(model)}/${steps}/${tuning}`;

/** Whether an arm trains all weights of the body, at least with a part of its optimizer. */
const trainsAllWeights = ({ kind }: Training): boolean =>
  kind !== "lora" && kind !== "lowRank" && kind !== "relora" && kind !== "warmStart";

/**
 * The name of the search for the rate of embeddings, positions and head: that of full training, or that of LoRA. Names of
 * the default profile's, which were the first, leave out the steps.
 */
export function outerRateName(trains: Training, { model, steps }: ModelAndSteps): string {
  const tuning = `outer/${trainsAllWeights(trains) ? "full" : "lora-r4"}`;
  const isFirst = steps === lengths.long || steps === lengths.middle;
  return isFirst ? `${modelName(model)}/${tuning}` : tuningName(tuning, { model, steps });
}

/** Settings of a run: those of its arm, and the highest rate of embeddings, positions and head. */
export interface RunSettings extends Settings {
  readonly outerLearningRate: number;
}

/** The model that runs have trained. Its vocabulary is the text's, whose size a run returns. */
export const modelOf = (
  { model }: { readonly model: Omit<ModelConfig, "vocabSize"> },
  [run]: readonly { readonly vocabSize: number }[],
): ModelConfig => ({ ...model, vocabSize: run?.vocabSize ?? Number.NaN });
