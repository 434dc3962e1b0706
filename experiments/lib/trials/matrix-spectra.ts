/** Lists trials of matrix-spectra.run.ts. */
import { defineTrial } from "../experiment.ts";

/** Singular values of the deck's two random matrices. */
export const matrixSpectra = defineTrial<typeof import("./matrix-spectra.run.ts")>({
  kind: "matrix-spectra",
  module: new URL("./matrix-spectra.run.ts", import.meta.url),
  estimatedSeconds: () => 0.2,
});
