/** Lists trials of pretrain.run.ts. */
import { defineTrial } from "../experiment.ts";
import { secondsPerStep } from "./step-seconds.ts";

/** A look at the gradients costs about as much as so many steps. */
const STEPS_PER_LOOK = 25;

/** One arm, pre-trained from random weights with one seed. */
export const pretrain = defineTrial<typeof import("./pretrain.run.ts")>({
  kind: "pretrain",
  module: new URL("./pretrain.run.ts", import.meta.url),
  estimatedSeconds: (config) => {
    const { steps, gradientsEvery } = config;
    const looks = gradientsEvery === undefined ? 0 : steps / gradientsEvery;
    return (steps + STEPS_PER_LOOK * looks) * secondsPerStep(config);
  },
});
