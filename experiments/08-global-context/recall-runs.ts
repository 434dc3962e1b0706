/** Lists this slide's trials: recall by arm, and losses on natural text with less context. */

import type { ChosenSettings } from "../kit/search.ts";
import { zip } from "../kit/tables.ts";
import { defineTrial } from "../kit/trial.ts";
import { frozenArm, fullArm, lora, loraArm, type TunedArm } from "../lab/arms.ts";
import { type Rates, requiredRates, settingsIn, tuningMargin } from "../lab/settings.ts";
import { modelOfWidth, warmupOf } from "../lab/setup.ts";
import { armText } from "../lab/trials/arm-text.ts";
import { openArm, openTraining } from "../lab/trials/open-settings.ts";
import { secondsPerStep } from "../lab/trials/pretrain.ts";
import choices from "./chosen-settings.json" with { type: "json" };
import type { RecallConfig } from "./recall.run.ts";

/** One arm, trained to recall from random weights with one seed. */
const recall = defineTrial<typeof import("./recall.run.ts")>({
  kind: "recall",
  module: new URL("./recall.run.ts", import.meta.url),
  estimatedSeconds: (config) => 1 + config.steps * secondsPerStep(config),
  describe: ({ arm, seed }) => ({
    arm: armText(arm),
    seed,
    minor: ["arm", "seed", "learningRate", "outerLearningRate", "warmupSteps", "measureEvery", "testBatches"],
    steps: "steps",
    curve: "trainLoss",
    finalLoss: "finalLoss",
    open: [...openArm(arm), ...openTraining],
  }),
});

/** Losses of a pre-trained model on natural text, by the number of characters that it sees. */
export const contextLength = defineTrial<typeof import("./context-length.run.ts")>({
  kind: "context-length",
  module: new URL("./context-length.run.ts", import.meta.url),
  data: ["addresses"],
  // A forward pass is a third of a training step.
  estimatedSeconds: ({ model, characters, finalWindows }) => {
    const seen = characters.reduce((sum, length) => sum + length, 0);
    const batchSize = (finalWindows * seen) / model.contextLength;
    return 1 + secondsPerStep({ model, batchSize }) / 3;
  },
  describe: () => ({ minor: ["finalWindows"] }),
});

/** Steps of the training on recall. */
export const recallSteps = 1200;

/** The core model, 16 fresh sequences per step, and a vocabulary as large as the context. */
export const recallSetup = {
  model: modelOfWidth(64),
  task: { symbols: 32, blockLengths: [8, 15] },
  batchSize: 16,
  testBatches: { final: 16, during: 4 },
} as const;

/** LoRA in one block only, counted from 1. */
const oneBlockArm = (rank: number, block: number): TunedArm => ({
  ...lora(rank),
  name: `LoRA r = ${rank}, block ${block}`,
  color: "orange",
  dash: "dashDot",
  shape: "diamond",
  trains: { kind: "lora", rank, alpha: rank, targetLayers: [block - 1] },
  tuning: `lora-r${rank}-block${block}`,
});

/** LoRA in the last block, at twice the rank of LoRA in both: equally many trained weights. */
export const recallArms = {
  full: fullArm,
  everywhere: loraArm(4),
  oneBlock: oneBlockArm(8, 2),
  highRank: loraArm(16),
  frozen: frozenArm,
} as const satisfies Readonly<Record<string, TunedArm>>;

/** The name of an arm's search. */
export const recallSearchName = ({ tuning }: TunedArm): string => `recall/${recallSteps}/${tuning}`;

/** An arm's losses in its search, at the chosen rates: one per seed of the search. */
export function searchedLosses(arm: TunedArm): readonly { readonly seed: number; readonly loss: number }[] {
  const searches: Readonly<Record<string, Pick<ChosenSettings<Rates>, "choice" | "tried" | "seeds">>> =
    choices;
  const { choice, tried, seeds } = searches[recallSearchName(arm)] ?? { tried: [], seeds: [] };
  const chosen = tried.find(
    ({ learningRate, outerLearningRate }) =>
      learningRate === choice?.learningRate && outerLearningRate === choice.outerLearningRate,
  );
  return zip(seeds, chosen?.losses ?? seeds.map(() => null)).flatMap(([seed, loss]) =>
    loss === null ? [] : [{ seed, loss }],
  );
}

/** What the compared arms might gain from other rates. */
export const recallTuningMargin = (arms: readonly TunedArm[]): number =>
  tuningMargin(arms.map(recallSearchName), choices);

const tunedRates = (arm: TunedArm): Rates => requiredRates(settingsIn(choices), recallSearchName(arm));

/** An arm's run, by default at the rates that were tuned for it. */
export function recallRun(
  arm: TunedArm,
  { steps, seed }: Pick<RecallConfig, "steps" | "seed">,
  rates: Rates = tunedRates(arm),
) {
  const measureEvery = Math.max(1, Math.round(steps / 24));
  return recall({
    ...recallSetup,
    ...rates,
    arm: arm.trains,
    warmupSteps: warmupOf(steps),
    steps,
    measureEvery,
    seed,
  });
}
