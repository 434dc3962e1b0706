/**
 * The core model at several widths (same depth, context and text; heads of one size; feed-forward four times as
 * wide), and the times of its steps.
 */

import { defineTrial } from "../kit/trial.ts";
import { frozenArm, fullArm, lora, loraArm, type TunedArm } from "../lab/arms.ts";
import { settingsIn } from "../lab/settings.ts";
import { coreWidth, tunedWidthOf } from "../lab/setup.ts";
import { languageRun, languageRuns, scaledSettings, type TrainingPlan } from "../lab/trials/language-runs.ts";
import tunings from "./chosen-settings.json" with { type: "json" };

const findSettings = settingsIn(tunings);

/** The fixed rank: the deck's. */
export const FIXED_RANK = 4;
/** Width over rank in the arm whose rank grows. At the core model's width both arms are the same. */
const WIDTH_PER_RANK = coreWidth / FIXED_RANK;

/** What is compared at each width. */
export type SizeKey = "full" | "fixed" | "proportional";

/** The arms at a width. LoRA has one rank at all widths, or one that grows with the width. */
export const sizeArms = {
  full: () => fullArm,
  fixed: () => loraArm(FIXED_RANK),
  proportional: (dModel: number) => ({
    ...loraArm(dModel / WIDTH_PER_RANK),
    ...lora(1),
    name: `LoRA r = d / ${WIDTH_PER_RANK}` as const,
    coreTuning: loraArm(tunedWidthOf(dModel) / WIDTH_PER_RANK).tuning,
  }),
} as const satisfies Readonly<Record<SizeKey, (dModel: number) => TunedArm>>;

/** An arm's runs at a width, one per seed. At the width of the plan's own model, other slides have the same runs. */
export function sizeRuns(dModel: number, name: SizeKey, seeds: readonly number[], plan: TrainingPlan) {
  const arm: TunedArm = sizeArms[name](dModel);
  const width = dModel === plan.training.model.dModel ? {} : { width: dModel };
  return seeds.map((seed) => {
    const run = { length: "middle", seed, ...width } as const;
    return languageRun(arm, run, plan, scaledSettings(arm, run, plan, findSettings));
  });
}

/** The floor of the core model: its frozen body. */
export const frozenRuns = (seeds: readonly number[], plan: TrainingPlan) =>
  languageRuns(frozenArm, { length: "middle", seeds }, plan);

/** Times of training steps at several widths; runs alone. */
export const stepTime = defineTrial<typeof import("./step-time.run.ts")>({
  kind: "step-time",
  module: new URL("./step-time.run.ts", import.meta.url),
  exclusive: true,
  // About 0.2 ms per step for each unit of width; the text is read once per width.
  estimatedSeconds: ({ repetitions, warmup, widths }) =>
    1 +
    widths.reduce(
      (sum, { model, arms }) => sum + 0.3 + 0.0002 * model.dModel * arms.length * (repetitions + warmup),
      0,
    ),
  describe: ({ seed }) => ({ seed, minor: ["seed"] }),
});
