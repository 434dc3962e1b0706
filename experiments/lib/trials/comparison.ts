/**
 * The comparison of alternatives to LoRA: which arms there are, and how long their runs. Slides that show them list them
 * from here, so that they are the same runs.
 */
import { type AlternativeArm, alternativeRun, alternativeSteps } from "./alternative-arms.ts";
import { coreTraining } from "./core.ts";
import { headline, seedsFrom100 } from "./headline.ts";

/** Ranks and numbers of the arms. Windows are of attention, in characters; the last is half the context. */
const arms = {
  windows: [4, 16],
  experts: 4,
  lora: [4, 16],
  lowRank: [16],
  galore: [32],
  relora: [4],
  warmStart: [4],
};

export type ComparedArms = typeof arms;

/** Model, arms, length and seeds of the runs in each profile. `rateScale` multiplies the tuned rates. */
export const comparison = {
  quick: {
    training: { ...coreTraining, validationWindows: 64 },
    rateScale: 1,
    arms: { ...arms, windows: [16], lora: [4] },
    steps: 8,
    seeds: seedsFrom100(1),
  },
  default: { training: coreTraining, rateScale: 1, arms, steps: alternativeSteps, seeds: seedsFrom100(3) },
  paper: {
    training: headline.paper.training,
    rateScale: headline.paper.rateScale,
    arms: { ...arms, windows: [4, 8, 16, 32], galore: [16, 32] },
    steps: 3000,
    seeds: seedsFrom100(5),
  },
};

export type Comparison = (typeof comparison)[keyof typeof comparison];

/** An arm's runs, one a seed. */
export function comparisonRuns(
  arm: AlternativeArm,
  { training, rateScale, steps, seeds }: Omit<Comparison, "arms">,
) {
  return seeds.map((seed) => alternativeRun(arm, { training, rateScale, steps, seed }));
}
