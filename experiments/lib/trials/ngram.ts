/** Lists trials of ngram.run.ts. */
import { describedTrial } from "../described-trial.ts";
import type { Scale } from "./language-runs.ts";

/** Losses of n-gram models on the test sequences of `pretrain`. */
const ngram = describedTrial<typeof import("./ngram.run.ts")>({
  kind: "ngram",
  module: new URL("./ngram.run.ts", import.meta.url),
  data: ["addresses"],
  estimatedSeconds: () => 2,
  describe: () => ({ minor: ["finalWindows"] }),
});

/** The losses of n-gram models on the sequences on which a training is tested: floors for its runs. */
export const ngramFloors = (
  orders: readonly number[],
  { model, finalWindows }: Pick<Scale["training"], "model" | "finalWindows">,
) => ngram({ orders, finalWindows, contextLength: model.contextLength });
