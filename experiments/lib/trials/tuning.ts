/** Searches for the learning rates of arms that several slides show, each at the length at which it is compared. */
import type { BodyTraining } from "../nn/config.ts";
import { finalLossOf, type Search, tuningSeeds } from "../tuned.ts";
import { adaptedArms, onNovel } from "./adaptation.ts";
import { type AlternativeArm, alternativeRun, alternativeTuning } from "./alternatives.ts";
import { alternativeSteps, coreSteps, coreTraining, fullArm, loraArm, tuningName } from "./core.ts";
import { pretrain } from "./pretrain.ts";

/** Language models at the length of the headline. */
const core = ([arm, grid]: readonly [BodyTraining, readonly number[]]): Search => ({
  name: tuningName(arm),
  arm,
  steps: coreSteps,
  seeds: tuningSeeds,
  grid,
  run: (learningRate, seed) =>
    finalLossOf(
      pretrain({ ...coreTraining, arm, steps: coreSteps, seed, learningRate, evalEvery: coreSteps }),
    ),
});

/** Adapters start from zero and take rates some three times higher (Biderman et al. 2024; Schulman et al. 2025). */
const coreLoraGrid = [0.005, 0.01, 0.02, 0.03];

/** Alternatives to LoRA, at the length at which they are compared. */
const alternatives = ([arm, grid]: readonly [AlternativeArm, readonly number[]]): Search => ({
  name: alternativeTuning(arm),
  arm,
  steps: alternativeSteps,
  seeds: tuningSeeds,
  grid,
  run: (learningRate, seed) =>
    finalLossOf(alternativeRun(arm, { steps: alternativeSteps, seed }, learningRate)),
});

/** Full before warm starts, whose full part takes its rate. GaLore's scale of a quarter asks for higher rates. */
const alternativeGrids: readonly (readonly [AlternativeArm, readonly number[]])[] = [
  [{ kind: "full" }, [0.002, 0.004, 0.008]],
  [{ kind: "window", positions: 16 }, [0.002, 0.004, 0.008]],
  [{ kind: "experts", experts: 4 }, [0.002, 0.004, 0.008]],
  [{ kind: "galore", rank: 16 }, [0.02, 0.04, 0.08]],
  ...(["warmStart", "relora", "lora"] as const).map(
    (kind) => [{ kind, rank: 4 }, [0.005, 0.01, 0.02]] as const,
  ),
  ...(["lowRank", "lora"] as const).map((kind) => [{ kind, rank: 16 }, [0.005, 0.01, 0.02]] as const),
  [{ kind: "galore", rank: 32 }, [0.02, 0.04, 0.08]],
];

export const searches: readonly Search[] = [
  ...[
    [fullArm, [0.002, 0.003, 0.005, 0.008]] as const,
    ...[4, 16, 1].map((rank) => [loraArm(rank), coreLoraGrid] as const),
  ].map(core),
  ...Object.values(adaptedArms).map(onNovel),
  ...alternativeGrids.map(alternatives),
];
