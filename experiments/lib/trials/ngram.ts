/** Lists trials of ngram.run.ts. */
import { defineTrial } from "../trial.ts";

/** Losses of n-gram models on the validation sequences of `pretrain`. */
export const ngram = defineTrial<typeof import("./ngram.run.ts")>({
  kind: "ngram",
  module: new URL("./ngram.run.ts", import.meta.url),
  estimatedSeconds: () => 2,
});
