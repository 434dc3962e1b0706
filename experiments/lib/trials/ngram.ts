/** Lists trials of ngram.run.ts. */
import { defineTrial } from "../trial.ts";
import type { coreTraining } from "./core.ts";

/** Losses of n-gram models on the validation sequences of `pretrain`. */
const ngram = defineTrial<typeof import("./ngram.run.ts")>({
  kind: "ngram",
  module: new URL("./ngram.run.ts", import.meta.url),
  estimatedSeconds: () => 2,
});

/** The losses of n-gram models on the sequences on which a training is validated: floors for its runs. */
export const ngramFloors = (
  orders: readonly number[],
  { model, validationWindows }: Pick<typeof coreTraining, "model" | "validationWindows">,
) => ngram({ orders, validationWindows, contextLength: model.contextLength });
