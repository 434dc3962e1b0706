/** Lists trials of checkpointing.run.ts and checkpointing-time.run.ts. */
import { defineTrial } from "../lib/trial.ts";

/** Gradients and held activations with and without checkpoints. */
export const checkpointing = defineTrial<typeof import("./checkpointing.run.ts")>({
  kind: "checkpointing",
  module: new URL("./checkpointing.run.ts", import.meta.url),
  estimatedSeconds: ({ depths }) => 1 + 0.05 * depths.reduce((sum, depth) => sum + depth, 0),
});

/** Times with and without checkpoints; exclusive. */
export const checkpointingTime = defineTrial<typeof import("./checkpointing-time.run.ts")>({
  kind: "checkpointing-time",
  module: new URL("./checkpointing-time.run.ts", import.meta.url),
  exclusive: true,
  estimatedSeconds: ({ repetitions, warmup, model }) => 1 + 0.02 * model.nLayers * (repetitions + warmup),
});
