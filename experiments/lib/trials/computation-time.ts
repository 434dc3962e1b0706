/** Lists trials of computation-time.run.ts. */
import { defineTrial } from "../experiment.ts";

/** Times of a linear layer in several computation orders; exclusive. */
export const computationTime = defineTrial<typeof import("./computation-time.run.ts")>({
  kind: "computation-time",
  module: new URL("./computation-time.run.ts", import.meta.url),
  exclusive: true,
  // About ten milliseconds a case, averaged over the token counts.
  estimatedSeconds: ({ cases, repetitions, warmup }) => 0.01 * cases.length * (repetitions + warmup),
});
