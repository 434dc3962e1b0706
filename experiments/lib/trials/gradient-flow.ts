/** Lists trials of gradient-flow.run.ts. */
import { defineTrial } from "../experiment.ts";

/** One arm, pre-trained from random weights with one seed, with a look at its gradients along the way. */
export const gradientFlow = defineTrial<typeof import("./gradient-flow.run.ts")>({
  kind: "gradient-flow",
  module: new URL("./gradient-flow.run.ts", import.meta.url),
  // A look costs some ten steps.
  estimatedSeconds: ({ steps, logEvery, model: { dModel, nLayers } }) =>
    0.01 * (steps + (10 * steps) / logEvery) * nLayers * (dModel / 64) * (dModel / 64),
});
