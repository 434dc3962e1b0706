/** Lists trials of pretrain.run.ts. */
import { defineTrial } from "../experiment.ts";

/** Seconds of a training step at 98,304 body weights and 512 characters, for the order of the trials and the ETA. */
const SECONDS_PER_STEP = 0.02;

/** A look at the gradients costs about as much as so many steps. */
const STEPS_PER_LOOK = 10;

/** One arm, pre-trained from random weights with one seed. */
export const pretrain = defineTrial<typeof import("./pretrain.run.ts")>({
  kind: "pretrain",
  module: new URL("./pretrain.run.ts", import.meta.url),
  estimatedSeconds: ({
    steps,
    gradientsEvery,
    batchSize,
    model: { dModel, dFf, nLayers, contextLength },
  }) => {
    const bodyWeights = nLayers * (4 * dModel * dModel + 2 * dModel * dFf);
    const looks = gradientsEvery === undefined ? 0 : steps / gradientsEvery;
    return (
      SECONDS_PER_STEP *
      (steps + STEPS_PER_LOOK * looks) *
      (bodyWeights / 98_304) *
      ((batchSize * contextLength) / 512)
    );
  },
});
