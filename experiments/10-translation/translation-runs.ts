/** Lists the trials of the name encoder: what its runs share, and its arms at their tuned settings. */

import { defineTrial } from "../kit/trial.ts";
import type { TunedArm } from "../lab/arms.ts";
import { full, lora } from "../lab/arms.ts";
import { type Settings, settingsOf } from "../lab/settings.ts";
import { armText } from "../lab/trials/arm-text.ts";
import { openArm, openTraining } from "../lab/trials/open-settings.ts";
import tunings from "./chosen-settings.json" with { type: "json" };
import type { TranslationConfig } from "./encoder-training.ts";
import type { EncoderTraining } from "./name-encoder.ts";
import { languages } from "./names.ts";

const tunedSettings = settingsOf(tunings);

/** A second for the data, and four milliseconds per step at a hidden width of 128. */
const estimatedSeconds = ({ steps, sizes }: TranslationConfig) => 1 + 0.004 * steps * (sizes.hidden / 128);

const describe = ({ arm, seed }: TranslationConfig) =>
  ({
    arm: armText(arm),
    seed,
    minor: ["arm", "seed", "learningRate", "warmupSteps"],
    steps: "steps",
    curve: "losses",
    open: [...openArm(arm), ...openTraining],
  }) as const;

/** An encoder trained from a random start. */
const translation = defineTrial<typeof import("./translation.run.ts")>({
  kind: "translation",
  module: new URL("./translation.run.ts", import.meta.url),
  data: ["names"],
  estimatedSeconds,
  describe,
});

/** An encoder of `translation`, trained further. */
const translationAdapt = defineTrial<typeof import("./translation-adapt.run.ts")>({
  kind: "translation-adapt",
  module: new URL("./translation-adapt.run.ts", import.meta.url),
  data: ["names"],
  estimatedSeconds,
  describe,
});

/** P@1 of an encoder that a run has trained. */
export const translationPrecision = defineTrial<typeof import("./translation-precision.run.ts")>({
  kind: "translation-precision",
  module: new URL("./translation-precision.run.ts", import.meta.url),
  data: ["names", "articles"],
  estimatedSeconds: () => 0.3,
});

/** What all runs share. */
export const translationTraining = {
  sizes: { inputs: 2048, hidden: 128, outputs: 64 },
  batchSize: 128,
  temperature: 0.07,
};

/** Steps at which arms are compared: from a random start, and from a trained encoder. */
export const translationSteps = { scratch: 250, adapt: 125 };

/** The language that is added to a trained encoder. */
const addedLanguage = "zh";

type Run = Pick<TranslationConfig, "sizes" | "batchSize" | "temperature" | "steps" | "seed">;

/** An arm of both halves; each half has its own search. */
export type EncoderArm = TunedArm<EncoderTraining>;

export const fullEncoder: EncoderArm = { ...full, trains: { kind: "full" }, tuning: "full" };

export const loraEncoder = (rank: number): EncoderArm => ({
  ...lora(rank),
  trains: { kind: "lora", rank },
  tuning: `lora-r${rank}`,
});

/** The rank of the deck's product and of the claims. */
export const claimedRank = 2;

/** The name of an arm's search in chosen-settings.json: from a random start, or from a trained encoder. */
export const translationTuning = (half: "translation" | "adaptation", { tuning }: EncoderArm): string =>
  `${half}/${tuning}`;

/** All five languages from a random start. */
export const fromScratch = (
  arm: EncoderArm,
  run: Run,
  settings: Settings = tunedSettings(translationTuning("translation", arm)),
) => translation({ ...run, ...settings, arm: arm.trains, languages });

/** Four languages, in full, from a random start: the encoder to which a language is added. */
export const baseEncoder = (run: Run) =>
  translation({
    ...run,
    ...tunedSettings(translationTuning("translation", fullEncoder)),
    arm: fullEncoder.trains,
    languages: languages.filter((language) => language !== addedLanguage),
  });

/** The tuned settings of an arm that starts from a trained encoder. */
export const adaptedSettings = (arm: EncoderArm): Settings =>
  tunedSettings(translationTuning("adaptation", arm));

/** The trained encoder of four languages, trained further on pairs with the fifth. */
export const adapted = (
  arm: EncoderArm,
  base: ReturnType<typeof baseEncoder>,
  run: Run,
  settings: Settings = adaptedSettings(arm),
) => translationAdapt({ ...run, ...settings, arm: arm.trains, languages, required: addedLanguage }, { base });

/** Whether a pair holds the added language. */
export const holdsAdded = (pair: { readonly source: string; readonly target: string }): boolean =>
  pair.source === addedLanguage || pair.target === addedLanguage;
