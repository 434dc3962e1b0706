/** Lists trials of step-time.run.ts. */
import { defineTrial } from "../experiment.ts";

/** Times of training steps at several widths; exclusive. */
export const stepTime = defineTrial<typeof import("./step-time.run.ts")>({
  kind: "step-time",
  module: new URL("./step-time.run.ts", import.meta.url),
  exclusive: true,
  // About 0.2 ms a step for each unit of width, and the text is read for each width.
  estimatedSeconds: ({ repetitions, warmup, widths }) =>
    1 +
    widths.reduce(
      (sum, { model, arms }) => sum + 0.3 + 0.0002 * model.dModel * arms.length * (repetitions + warmup),
      0,
    ),
});
