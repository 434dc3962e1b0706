/**
 * Compares LoRA with full training at budgets other than equal steps: equal FLOPs, and equally many trained weights.
 * At equal steps, LoRA gets less of both.
 */

import { type Arm, fullArm, loraArm, type TunedArm } from "../lab/arms.ts";
import { bodyLinears, type ModelConfig, shapeOf } from "../lab/nn/config.ts";
import { countParameters, modelFlops } from "../lab/nn/costs.ts";
import { settingsIn } from "../lab/settings.ts";
import type { RunSettings } from "../lab/setup.ts";
import { type OneRun, runConfig, scaledSettings, type TrainingPlan } from "../lab/trials/language-runs.ts";
import { pretrain } from "../lab/trials/pretrain.ts";
import { searchOf } from "../lab/tuning/searches.ts";
import tunings from "./chosen-settings.json" with { type: "json" };

type Sizes = Omit<ModelConfig, "vocabSize">;

/** The body's counts do not depend on the text. */
const withoutText = (model: Sizes): ModelConfig => ({ ...model, vocabSize: 0 });

/** The body's FLOPs per training step, as a share of full training's. */
export function bodyShare(model: Sizes, arm: Arm): number {
  const ofStep = ({ trains }: Arm) => {
    const { forward, backward } = modelFlops(withoutText(model), trains, 1).body;
    return forward + backward;
  };
  return ofStep(arm) / ofStep(fullArm);
}

/** Steps of full training whose body costs as many FLOPs as `steps` of the arm. */
export const stepsOfEqualWork = (model: Sizes, arm: Arm, steps: number): number =>
  Math.round(steps * bodyShare(model, arm));

/** A model with the same depth, heads and proportions, whose whole body has about as many weights as the arm trains. */
export function narrowModel(model: Sizes, { trains }: Arm): Sizes {
  const { trainedBody } = countParameters(withoutText(model), trains);
  const ofHeadWidth = (headWidth: number): Sizes => {
    const dModel = headWidth * model.nHeads;
    return { ...model, dModel, dFf: (dModel * model.dFf) / model.dModel };
  };
  const distance = (sizes: Sizes) => Math.abs(bodySize(sizes) - trainedBody);
  const candidates = Array.from({ length: model.dModel / model.nHeads }, (_, index) =>
    ofHeadWidth(index + 1),
  );
  return candidates.reduce((best, sizes) => (distance(sizes) < distance(best) ? sizes : best));
}

const bodySize = (sizes: Sizes): number =>
  sizes.nLayers *
  bodyLinears.reduce((sum, name) => {
    const [inputs, outputs] = shapeOf(name, withoutText(sizes));
    return sum + inputs * outputs;
  }, 0);

/** Full training of a body with about as many weights as LoRA's adapters at the deck's rank. */
const narrowArm: TunedArm = { ...fullArm, tuning: "narrow-full" };

const findSettings = settingsIn(tunings);

function narrowRun(
  arm: TunedArm,
  run: OneRun,
  plan: TrainingPlan,
  settings: RunSettings = scaledSettings(arm, run, plan, findSettings),
) {
  const model = narrowModel(plan.training.model, loraArm(4));
  return pretrain({ ...runConfig(run, plan, settings), model, arm: arm.trains });
}

/** The narrow model's runs, one per seed. */
export const narrowRuns = (seeds: readonly number[], plan: TrainingPlan) =>
  seeds.map((seed) => narrowRun(narrowArm, { length: "middle", seed }, plan));

/** The search for the narrow model's settings. */
export const narrowSearch = (plan: TrainingPlan) =>
  searchOf(narrowArm, { length: "middle" }, { rates: [0.002, 0.004, 0.008], plan }, narrowRun);
