/** Lists the trials of the name encoder: what its runs share, and its arms at their tuned rates. */
import { defineTrial } from "../lib/trial.ts";
import { ratesOf } from "../lib/tuned.ts";
import type { TranslationConfig } from "./encoder-training.ts";
import type { Arm } from "./name-encoder.ts";
import { languages } from "./names.ts";
import tunings from "./tuned.json" with { type: "json" };

const tunedRate = ratesOf(tunings);

/** A second for the data and the measurement, and four milliseconds a step at a hidden width of 128. */
const estimatedSeconds = ({ steps, sizes }: TranslationConfig) => 1 + 0.004 * steps * (sizes.hidden / 128);

/** An encoder trained from a random start. */
const translation = defineTrial<typeof import("./translation.run.ts")>({
  kind: "translation",
  module: new URL("./translation.run.ts", import.meta.url),
  estimatedSeconds,
});

/** An encoder of `translation` trained on. */
const translationAdapt = defineTrial<typeof import("./translation-adapt.run.ts")>({
  kind: "translation-adapt",
  module: new URL("./translation-adapt.run.ts", import.meta.url),
  estimatedSeconds,
});

/** What all runs share. */
export const translationTraining = {
  sizes: { inputs: 2048, hidden: 128, outputs: 64 },
  heldOut: 400,
  batchSize: 128,
  temperature: 0.07,
};

/** Steps at which arms are compared: from a random start, and going on from a trained encoder. */
export const translationSteps = { scratch: 250, adapt: 125 };

/** The language that is added to a trained encoder. */
const addedLanguage = "zh";

type Run = Pick<TranslationConfig, "sizes" | "heldOut" | "batchSize" | "temperature" | "steps" | "seed">;

/** The name of an arm's search in tuned.json. */
export const translationTuning = (half: "translation" | "adaptation", arm: Arm): string =>
  `${half}/${arm.kind === "full" ? "full" : `lora-r${arm.rank}`}`;

/** All five languages from a random start. */
export const fromScratch = (
  arm: Arm,
  run: Run,
  learningRate = tunedRate(translationTuning("translation", arm)),
) => translation({ ...run, arm, languages, learningRate });

/** Four languages, in full, from a random start: what the added language is added to. */
export const baseEncoder = (run: Run) =>
  translation({
    ...run,
    arm: { kind: "full" },
    languages: languages.filter((language) => language !== addedLanguage),
    learningRate: tunedRate(translationTuning("translation", { kind: "full" })),
  });

/** The tuned rate at which an arm goes on from a trained encoder. */
export const adaptedRate = (arm: Arm): number => tunedRate(translationTuning("adaptation", arm));

/** The trained encoder of four languages, with the fifth added by pairs that hold it. */
export const adapted = (
  arm: Arm,
  base: ReturnType<typeof baseEncoder>,
  run: Run,
  learningRate = adaptedRate(arm),
) => translationAdapt({ ...run, arm, languages, required: addedLanguage, learningRate }, { base });

/** Whether a pair holds the added language. */
export const holdsAdded = (pair: { readonly source: string; readonly target: string }): boolean =>
  pair.source === addedLanguage || pair.target === addedLanguage;
