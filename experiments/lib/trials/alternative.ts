/** Lists trials of alternative.run.ts. */
import { defineTrial } from "../experiment.ts";

/** One alternative to plain LoRA, pre-trained from random weights with one seed. */
export const alternative = defineTrial<typeof import("./alternative.run.ts")>({
  kind: "alternative",
  module: new URL("./alternative.run.ts", import.meta.url),
  // A step of the core model, and a little more for what the method adds.
  estimatedSeconds: ({ steps, batchSize, model: { dModel, dFf, nLayers, contextLength } }) =>
    0.025 *
    steps *
    ((nLayers * (4 * dModel * dModel + 2 * dModel * dFf)) / 98_304) *
    ((batchSize * contextLength) / 512),
});
