/** Lists trials of pre-training and of the spectra of its updates, and estimates the time of a step. */

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

/** Constant cost per step, then cost per character for each body weight and for each channel of each layer. */
const SECONDS = { step: 1e-3, weight: 1.7e-10, channel: 7e-8 };

/** Seconds per training step of the transformer on one core of 2.6 GHz, within a fifth for d = 16 to 128. */
export function secondsPerStep({ model, batchSize }: Step): number {
  const { dModel, nLayers, dFf, contextLength } = model;
  const characters = batchSize * contextLength;
  const weights = nLayers * (4 * dModel * dModel + 2 * dModel * dFf);
  return SECONDS.step + characters * (SECONDS.weight * weights + SECONDS.channel * nLayers * dModel);
}

/** A gradient probe costs about as much as this many steps. */
const STEPS_PER_PROBE = 25;

/** Settings of a language model's training that are not part of a trial's name. */
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

/** Singular values of the changes that full training made to the body's weights, in pre-training or fine-tuning. */
export const updateSpectra = defineTrial<typeof import("./update-spectra.run.ts")>({
  kind: "update-spectra",
  module: new URL("./update-spectra.run.ts", import.meta.url),
  estimatedSeconds: () => 1,
});
