/** Lists this slide's trials: the function fit with its arms, the linear teacher, and losses by the rarity of contexts. */

import { defineTrial } from "../kit/trial.ts";
import type { TunedArm } from "../lab/arms.ts";
import { full, headOnly, lora } from "../lab/arms.ts";
import { type Settings, settingsOf } from "../lab/settings.ts";
import { warmupOf } from "../lab/setup.ts";
import { armText } from "../lab/trials/arm-text.ts";
import { openTraining } from "../lab/trials/open-settings.ts";
import choices from "./chosen-settings.json" with { type: "json" };
import type { FunctionFitConfig } from "./function-fit.run.ts";

/** Wide enough that full training has more parameters than it needs; the deck's grid of 100 points. */
export const fitSetup = { hidden: 64, points: 100 };

/** Steps at which arms are compared and tuned. */
export const fitSteps = 1000;

/** Ranks of the adapters, here and in the language model. */
export const fitRanks = [1, 4, 16];

/** What is trained. The rank is 0 unless it is an adapter. */
export type FitArm = TunedArm<Pick<FunctionFitConfig, "method" | "rank">>;

export const fullFit: FitArm = {
  ...full,
  trains: { method: "full", rank: 0 },
  tuning: "function-fit/full",
};

export const headFit: FitArm = {
  ...headOnly,
  trains: { method: "headOnly", rank: 0 },
  tuning: "function-fit/headOnly",
};

export const loraFit = (rank: number): FitArm => ({
  ...lora(rank),
  trains: { method: "lora", rank },
  tuning: `function-fit/lora-r${rank}`,
});

/** A run's config. */
export const fitRun = (
  { trains, tuning }: FitArm,
  run: Pick<FunctionFitConfig, "steps" | "seed">,
  { learningRate }: Settings = settingsOf(choices)(tuning),
): FunctionFitConfig => ({
  ...fitSetup,
  ...trains,
  ...run,
  learningRate,
  warmupSteps: warmupOf(run.steps),
});

/** The deck's function fitted by a small network. */
export const functionFit = defineTrial<typeof import("./function-fit.run.ts")>({
  kind: "function-fit",
  module: new URL("./function-fit.run.ts", import.meta.url),
  // Half a millisecond per step for thirty small operations, plus the products of the hidden matrix.
  estimatedSeconds: ({ method, hidden, steps }) =>
    steps * (4e-4 + (method === "full" ? 1e-7 : 3e-8) * hidden * hidden),
  describe: ({ method, rank, seed }) => ({
    arm: armText({ kind: method, ...(method === "lora" && { rank }) }),
    seed,
    minor: ["method", "rank", "seed", "learningRate", "warmupSteps"],
    steps: "steps",
    open: openTraining,
  }),
});

/** LoRA of several ranks compared with Eckart and Young's bound on a linear teacher. */
export const linearTeacher = defineTrial<typeof import("./linear-teacher.run.ts")>({
  kind: "linear-teacher",
  module: new URL("./linear-teacher.run.ts", import.meta.url),
  estimatedSeconds: ({ ranks, steps, size }) => steps * (1.5e-4 + 1e-8 * ranks.length * size * size),
  describe: ({ seed }) => ({ seed, minor: ["seed", "learningRate"], steps: "steps", open: openTraining }),
});

/** Test losses of a pre-trained model by the rarity of the characters' contexts. */
export const contextRarity = defineTrial<typeof import("./context-rarity.run.ts")>({
  kind: "context-rarity",
  module: new URL("./context-rarity.run.ts", import.meta.url),
  data: ["addresses"],
  // The text is read and counted, and the model evaluates the test windows once.
  estimatedSeconds: ({ finalWindows }) => 1 + 5e-4 * finalWindows,
  describe: () => ({ minor: ["finalWindows"] }),
});
