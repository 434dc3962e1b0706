/**
 * Adapters of (almost) one size in different places: on every matrix, in one layer alone, on query and value alone, or
 * on the feed-forward layers alone. Beside them full training.
 */
import { lora, onFeedForward, onQueryValue } from "../lib/charts/looks.ts";
import { type BodyTraining, type ModelConfig, shapeOf } from "../lib/nn/config.ts";
import type { AdaptedArm } from "../lib/trials/adaptation.ts";
import { fullArm, loraArm, type TunedArm } from "../lib/trials/arms.ts";
import { alternativeSteps, coreTraining, tuningName } from "../lib/trials/core.ts";
import { pretrain } from "../lib/trials/pretrain.ts";
import { ratesOf } from "../lib/trials/tuned.ts";
import tunings from "./tuned.json" with { type: "json" };

/** Rates of this slide's searches and of the shared ones. */
export const tunedRate = ratesOf(tunings);

/**
 * Steps of the runs with adapters on some kinds of matrices: those of the comparison of alternatives, whose runs of full
 * training and of LoRA everywhere are compared with them. Adapters in one layer are compared at the headline's length.
 */
export const coverageSteps = alternativeSteps;

/** Rank of the adapters everywhere: the deck's. */
export const RANK = 4;

type Sizes = Omit<ModelConfig, "vocabSize">;
type LoraTargets = Pick<Extract<BodyTraining, { kind: "lora" }>, "targetModules" | "targetLayers">;

/** Parameters of adapters of rank 1 on some matrices of one layer. */
const parametersOfRankOne = (model: Sizes, modules: LoraTargets["targetModules"] = []): number =>
  modules.reduce((sum, name) => {
    const [inputs, outputs] = shapeOf(name, { ...model, vocabSize: 0 });
    return sum + inputs + outputs;
  }, 0);

/** What LoRA on some matrices trains, at the rank whose adapters are nearest in size to those everywhere; alpha = rank. */
function loraOn(model: Sizes, targets: LoraTargets): BodyTraining {
  const all = parametersOfRankOne(model, ["query", "key", "value", "output", "up", "down"]);
  const some = targets.targetModules === undefined ? all : parametersOfRankOne(model, targets.targetModules);
  const layers = targets.targetLayers?.length ?? model.nLayers;
  const rank = Math.round((RANK * all * model.nLayers) / (some * layers));
  return { kind: "lora", rank, alpha: rank, ...targets };
}

/** A shared arm at the length of the alternatives, where lib/trials/tuning.ts searches its rate. */
const asCompared = <Name extends string>(arm: TunedArm<BodyTraining, Name>) => ({
  ...arm,
  tuning: tuningName(arm, coverageSteps),
});

/** The arms by where their adapters lie, for a model of the given sizes. */
export const coverageArms = (model: Sizes = coreTraining.model) =>
  ({
    full: asCompared(fullArm),
    everywhere: { ...asCompared(loraArm(RANK)), name: "everywhere" },
    oneLayer: {
      ...lora(1),
      name: "first layer",
      trains: loraOn(model, { targetLayers: [0] }),
      tuning: "coverage/oneLayer",
    },
    queryValue: {
      ...onQueryValue,
      trains: loraOn(model, { targetModules: ["query", "value"] }),
      tuning: "coverage/queryValue",
    },
    feedForward: {
      ...onFeedForward,
      trains: loraOn(model, { targetModules: ["up", "down"] }),
      tuning: "coverage/feedForward",
    },
  }) as const satisfies Readonly<Record<string, TunedArm>>;

interface Run {
  readonly training?: typeof coreTraining;
  readonly steps: number;
  readonly seed: number;
  /** Multiplies the tuned rate. */
  readonly rateScale?: number;
}

/** A run at the tuned rate, unless another is given. */
export function coverageRun(
  { trains, tuning }: TunedArm,
  { training = coreTraining, steps, seed, rateScale = 1 }: Run,
  learningRate = rateScale * tunedRate(tuning),
) {
  return pretrain({ ...training, arm: trains, steps, seed, learningRate, evalEvery: steps });
}

/** Query and value alone in the model that is pre-trained already, again at the size of LoRA everywhere. */
export const matchedQueryValue = {
  ...coverageArms().queryValue,
  reach: "body",
  tuning: "moby-dick/matched-query-value",
} as const satisfies AdaptedArm;
