/** Lists trials of adaptation.run.ts, and of what is measured on the weights that it stores. */
import { defineTrial } from "../experiment.ts";
import { secondsPerStep } from "./step-seconds.ts";

/** One arm, trained on from a pre-trained model on another domain. */
export const adaptation = defineTrial<typeof import("./adaptation.run.ts")>({
  kind: "adaptation",
  module: new URL("./adaptation.run.ts", import.meta.url),
  // Two texts are read and measured, before and after.
  estimatedSeconds: (config) => 1 + config.steps * secondsPerStep(config),
});

/** Adapters beside their weights against adapters merged into them. */
export const mergedInference = defineTrial<typeof import("./merged-inference.run.ts")>({
  kind: "merged-inference",
  module: new URL("./merged-inference.run.ts", import.meta.url),
  estimatedSeconds: () => 1,
});

/** Singular vectors of adapted weights that the weights before did not have. */
export const intruders = defineTrial<typeof import("./intruders.run.ts")>({
  kind: "intruders",
  module: new URL("./intruders.run.ts", import.meta.url),
  estimatedSeconds: () => 5,
});
