/** Lists the trials of the name encoder: what its runs share, and its arms at their tuned rates. */

import { defineTrial } from "../kit/trial.ts";
import type { TunedArm } from "../lab/arms.ts";
import { full, lora } from "../lab/arms.ts";
import { type Settings, settingsOf } from "../lab/settings.ts";
import { warmupOf } from "../lab/setup.ts";
import { armText } from "../lab/trials/arm-text.ts";
import { openArm, openTraining } from "../lab/trials/open-settings.ts";
import choices from "./chosen-settings.json" with { type: "json" };
import type { TranslationConfig } from "./encoder-training.ts";
import type { EncoderTraining } from "./name-encoder.ts";
import { languages } from "./names.ts";

/** An encoder trained from a random start. */
const training = defineTrial<typeof import("./translation.run.ts")>({
  kind: "translation",
  module: new URL("./translation.run.ts", import.meta.url),
  data: ["names"],
  // A second for the data, and four milliseconds per step at a hidden width of 128.
  estimatedSeconds: ({ steps, sizes }) => 1 + 0.004 * steps * (sizes.hidden / 128),
  describe: ({ arm, seed }) => ({
    arm: armText(arm),
    seed,
    minor: ["arm", "seed", "learningRate", "warmupSteps"],
    steps: "steps",
    curve: "losses",
    open: [...openArm(arm), ...openTraining],
  }),
});

/** Contrastive loss and P@1 of an encoder that a run has trained. */
const precision = defineTrial<typeof import("./translation-precision.run.ts")>({
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

/** Steps at which arms are compared. */
export const translationSteps = 250;

type Run = Pick<TranslationConfig, "sizes" | "batchSize" | "temperature" | "steps" | "seed">;

export type EncoderArm = TunedArm<EncoderTraining>;

export const fullEncoder: EncoderArm = { ...full, trains: { kind: "full" }, tuning: "full" };

export const loraEncoder = (rank: number): EncoderArm => ({
  ...lora(rank),
  trains: { kind: "lora", rank },
  tuning: `lora-r${rank}`,
});

/** The name of an arm's search in chosen-settings.json. */
export const translationSearchName = ({ tuning }: EncoderArm): string => `translation/${tuning}`;

/** All five languages from a random start. */
export const translation = (
  arm: EncoderArm,
  run: Run,
  settings: Settings = settingsOf(choices)(translationSearchName(arm)),
) => training({ ...run, ...settings, warmupSteps: warmupOf(run.steps), arm: arm.trains, languages });

/** Measures an encoder on the names of one part. */
export const encoderPrecision = (
  trained: ReturnType<typeof translation>,
  { sizes, temperature }: Pick<Run, "sizes" | "temperature">,
  evaluatedOn: "tuning" | "test" = "test",
) => precision({ sizes, temperature, evaluatedOn }, { trained });
