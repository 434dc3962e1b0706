/** Lists the trials of the name encoder. */
import { defineTrial } from "../trial.ts";
import type { TranslationConfig } from "./translation-training.ts";

/** About a hundredth of a second a step at a hidden width of 128, and a second for the data and the measurement. */
const estimatedSeconds = ({ steps, sizes }: TranslationConfig) => 1 + 0.012 * steps * (sizes.hidden / 128);

/** An encoder trained from a random start. */
export const translation = defineTrial<typeof import("./translation.run.ts")>({
  kind: "translation",
  module: new URL("./translation.run.ts", import.meta.url),
  estimatedSeconds,
});

/** An encoder of `translation` trained on. */
export const translationAdapt = defineTrial<typeof import("./translation-adapt.run.ts")>({
  kind: "translation-adapt",
  module: new URL("./translation-adapt.run.ts", import.meta.url),
  estimatedSeconds,
});
