/** Lists trials of truncated-updates.run.ts. */
import { defineTrial } from "../experiment.ts";

/** Losses of a pre-trained model whose updates are cut to low ranks. */
export const truncatedUpdates = defineTrial<typeof import("./truncated-updates.run.ts")>({
  kind: "truncated-updates",
  module: new URL("./truncated-updates.run.ts", import.meta.url),
  estimatedSeconds: ({ ranks }) => 1 + 0.3 * ranks.length,
});
