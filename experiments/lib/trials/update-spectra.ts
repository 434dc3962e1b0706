/** Lists trials of update-spectra.run.ts. */
import { defineTrial } from "../trial.ts";

/** Singular values of the body's updates in a run of `pretrain` that trained it in full. */
export const updateSpectra = defineTrial<typeof import("./update-spectra.run.ts")>({
  kind: "update-spectra",
  module: new URL("./update-spectra.run.ts", import.meta.url),
  estimatedSeconds: () => 1,
});
