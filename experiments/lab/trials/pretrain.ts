/** Lists pre-training trials and spectra of their updates, and estimates the time of their steps. */

import { defineTrial } from "../../kit/trial.ts";
import { armText } from "./arm-text.ts";
import { openArm, openTraining } from "./open-settings.ts";

interface Step {
  readonly model: {
    readonly dModel: number;
    readonly nLayers: number;
    readonly dFf: number;
    readonly contextLength: number;
  };
  readonly batchSize: number;
}

/** Of a step whatever its size; of each character, for each weight of the body and for each channel of each layer. */
const SECONDS = { step: 1e-3, weight: 1.7e-10, channel: 7e-8 };

/** Seconds of a training step of the transformer on one core of 2.6 GHz, within a fifth from d = 16 to 128. */
export function secondsPerStep({ model, batchSize }: Step): number {
  const { dModel, nLayers, dFf, contextLength } = model;
  const characters = batchSize * contextLength;
  const weights = nLayers * (4 * dModel * dModel + 2 * dModel * dFf);
  return SECONDS.step + characters * (SECONDS.weight * weights + SECONDS.channel * nLayers * dModel);
}

/** A probe of the gradients costs about as much as so many steps. */
const STEPS_PER_PROBE = 25;

/** Settings of a language model's training that its name leaves out. */
export const minorSettings = [
  "seed",
  "learningRate",
  "outerLearningRate",
  "warmupSteps",
  "evalEvery",
  "evaluationWindows",
  "finalWindows",
] as const;

/** One arm, pre-trained from random weights with one seed. */
export const pretrain = defineTrial<typeof import("./pretrain.run.ts")>({
  kind: "pretrain",
  module: new URL("./pretrain.run.ts", import.meta.url),
  data: ["addresses"],
  estimatedSeconds: (config) => {
    const { steps, gradientsEvery } = config;
    const probes = gradientsEvery === undefined ? 0 : steps / gradientsEvery;
    return (steps + STEPS_PER_PROBE * probes) * secondsPerStep(config);
  },
  describe: ({ arm, seed }) => ({
    arm: armText(arm),
    seed,
    minor: ["arm", ...minorSettings, "gradientsEvery", "noise"],
    steps: "steps",
    curve: "trainLoss",
    finalLoss: "finalLoss",
    open: [...openArm(arm), ...openTraining],
  }),
});

/** Singular values of what full training did to the body's weights, in pre-training or in fine-tuning. */
export const updateSpectra = defineTrial<typeof import("./update-spectra.run.ts")>({
  kind: "update-spectra",
  module: new URL("./update-spectra.run.ts", import.meta.url),
  estimatedSeconds: () => 1,
});
