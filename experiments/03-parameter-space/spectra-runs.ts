/** Lists trials of matrix-spectra.run.ts. */
import { defineTrial } from "../lib/trial.ts";

/** Singular values of the deck's two random matrices. */
export const matrixSpectra = defineTrial<typeof import("./matrix-spectra.run.ts")>({
  kind: "matrix-spectra",
  module: new URL("./matrix-spectra.run.ts", import.meta.url),
  estimatedSeconds: () => 0.2,
});

/** Losses of a pre-trained model whose updates are cut to low ranks. */
export const truncatedUpdates = defineTrial<typeof import("./truncated-updates.run.ts")>({
  kind: "truncated-updates",
  module: new URL("./truncated-updates.run.ts", import.meta.url),
  estimatedSeconds: ({ ranks }) => 1 + 0.3 * ranks.length,
});
