/** Lists trials of alternative.run.ts. */
import { defineTrial } from "../experiment.ts";
import { secondsPerStep } from "./step-seconds.ts";

/** One alternative to plain LoRA, pre-trained from random weights with one seed. */
export const alternative = defineTrial<typeof import("./alternative.run.ts")>({
  kind: "alternative",
  module: new URL("./alternative.run.ts", import.meta.url),
  // What the methods add is of the order of a tenth.
  estimatedSeconds: (config) => 1.1 * config.steps * secondsPerStep(config),
});
