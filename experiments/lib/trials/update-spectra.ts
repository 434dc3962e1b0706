/** Lists trials of update-spectra.run.ts. */
import { defineTrial } from "../trial.ts";

/** Singular values of what full training did to the body's weights, in pre-training or in fine-tuning. */
export const updateSpectra = defineTrial<typeof import("./update-spectra.run.ts")>({
  kind: "update-spectra",
  module: new URL("./update-spectra.run.ts", import.meta.url),
  estimatedSeconds: () => 1,
});
