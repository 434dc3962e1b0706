/**
 * Budgets other than equal steps at which LoRA is compared with full training: as many operations, and as many trained
 * numbers. A comparison at equal steps gives LoRA fewer of both.
 */
import { bodyLinears, type ModelConfig, shapeOf } from "../lib/nn/config.ts";
import { countParameters, modelFlops } from "../lib/nn/costs.ts";
import { type Arm, fullArm, loraArm } from "../lib/trials/arms.ts";
import { coreSteps, coreTraining, tunedLearningRate } from "../lib/trials/core.ts";
import type { Headline } from "../lib/trials/headline.ts";
import { pretrain } from "../lib/trials/pretrain.ts";
import { ratesOf } from "../lib/trials/tuned.ts";
import tunings from "./tuned.json" with { type: "json" };

const tunedRate = ratesOf(tunings);

type Sizes = Omit<ModelConfig, "vocabSize">;

/** The body's counts do not depend on the text. */
const withoutText = (model: Sizes): ModelConfig => ({ ...model, vocabSize: 0 });

/** Operations of the body in a training step, as a share of full training's. */
export function bodyShare(model: Sizes, arm: Arm): number {
  const ofStep = ({ trains }: Arm) => {
    const { forward, backward } = modelFlops(withoutText(model), trains, 1).body;
    return forward + backward;
  };
  return ofStep(arm) / ofStep(fullArm);
}

/** Steps in which an arm does as much work in the body as full training does in `steps`. */
export const stepsOfEqualWork = (model: Sizes, arm: Arm, steps: number): number =>
  Math.round(steps / bodyShare(model, arm));

/** A model of the same depth, heads and proportions, whose whole body has as many numbers as the arm trains, or nearly. */
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

/** The name of the narrow model's search in tuned.json. */
export const narrowTuning = "narrow/full";

/** Full training of the core model's narrow counterpart of LoRA at the deck's rank, for a search. */
export const narrowRun = (seed: number, learningRate: number) =>
  pretrain({
    ...coreTraining,
    model: narrowModel(coreTraining.model, loraArm(4)),
    arm: fullArm.trains,
    steps: coreSteps,
    evalEvery: coreSteps,
    seed,
    learningRate,
  });

/** LoRA for as much work as full training does in the headline runs, at its headline rate. */
export function equalWorkRuns(rank: number, { training, rateScale, steps, seeds }: Headline) {
  const arm = loraArm(rank);
  const longer = stepsOfEqualWork(training.model, arm, steps);
  const learningRate = rateScale * tunedLearningRate(arm);
  return seeds.map((seed) =>
    pretrain({ ...training, arm: arm.trains, steps: longer, evalEvery: longer, seed, learningRate }),
  );
}

/** Full training of a body as small as LoRA's adapters, as long as the headline runs. */
export function narrowRuns(rank: number, { training, rateScale, steps, seeds }: Headline) {
  const model = narrowModel(training.model, loraArm(rank));
  const learningRate = rateScale * tunedRate(narrowTuning);
  return seeds.map((seed) =>
    pretrain({ ...training, model, arm: fullArm.trains, steps, evalEvery: steps, seed, learningRate }),
  );
}
