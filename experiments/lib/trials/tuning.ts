/** Searches for the learning rates of arms that several slides show, each at the length at which it is compared. */

import { adaptedArms, onNovel } from "./adaptation.ts";
import { alternativeRun } from "./alternatives.ts";
import {
  expertsArm,
  fullArm,
  galoreArm,
  loraArm,
  lowRankArm,
  reLoraArm,
  type Training,
  type TunedArm,
  warmStartArm,
  windowArm,
} from "./arms.ts";
import { alternativeSteps, coreSteps, coreTraining, tuningName } from "./core.ts";
import { pretrain } from "./pretrain.ts";
import { finalLossOf, type Search, tuningSeeds } from "./tuned.ts";

/** Language models at the length of the headline. */
const core = ([arm, grid]: readonly [TunedArm, readonly number[]]): Search => ({
  name: tuningName(arm, coreSteps),
  arm: arm.trains,
  steps: coreSteps,
  seeds: tuningSeeds,
  grid,
  run: (learningRate, seed) =>
    finalLossOf(
      pretrain({
        ...coreTraining,
        arm: arm.trains,
        steps: coreSteps,
        seed,
        learningRate,
        evalEvery: coreSteps,
      }),
    ),
});

/** Adapters start from zero and take rates some three times higher (Biderman et al. 2024; Schulman et al. 2025). */
const coreLoraGrid = [0.005, 0.01, 0.02, 0.03];

/** Alternatives to LoRA, at the length at which they are compared. */
const alternatives = ([arm, grid]: readonly [TunedArm<Training>, readonly number[]]): Search => ({
  name: tuningName(arm, alternativeSteps),
  arm: arm.trains,
  steps: alternativeSteps,
  seeds: tuningSeeds,
  grid,
  run: (learningRate, seed) =>
    finalLossOf(alternativeRun(arm, { steps: alternativeSteps, seed }, learningRate)),
});

/** Full before warm starts, whose full part takes its rate. GaLore's scale of a quarter asks for higher rates. */
const alternativeGrids: readonly (readonly [TunedArm<Training>, readonly number[]])[] = [
  [fullArm, [0.002, 0.004, 0.008]],
  [windowArm(16), [0.002, 0.004, 0.008]],
  [expertsArm(4), [0.002, 0.004, 0.008]],
  [galoreArm(16), [0.02, 0.04, 0.08]],
  [warmStartArm(4), [0.005, 0.01, 0.02]],
  [reLoraArm(4), [0.005, 0.01, 0.02]],
  [loraArm(4), [0.005, 0.01, 0.02]],
  [lowRankArm(16), [0.005, 0.01, 0.02]],
  [loraArm(16), [0.005, 0.01, 0.02]],
  [galoreArm(32), [0.02, 0.04, 0.08]],
];

export const searches: readonly Search[] = [
  ...[
    [fullArm, [0.002, 0.003, 0.005, 0.008]] as const,
    ...[4, 16, 1].map((rank) => [loraArm(rank), coreLoraGrid] as const),
  ].map(core),
  ...Object.values(adaptedArms).map(onNovel),
  ...alternativeGrids.map(alternatives),
];
