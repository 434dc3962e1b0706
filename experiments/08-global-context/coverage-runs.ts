/**
 * Adapters of (almost) one size in different places: on every matrix, in one layer alone, on query and value alone, or
 * on the feed-forward layers alone. Beside them full training.
 */
import { type BodyTraining, type ModelConfig, shapeOf } from "../lib/nn/config.ts";
import type { AdaptedArm } from "../lib/trials/adaptation.ts";
import { alternativeTuning } from "../lib/trials/alternatives.ts";
import { alternativeSteps, coreTraining, fullArm, loraArm } from "../lib/trials/core.ts";
import { pretrain } from "../lib/trials/pretrain.ts";
import { ratesOf } from "../lib/tuned.ts";
import tunings from "./tuned.json" with { type: "json" };

/** Rates of this slide's searches and of the shared ones. */
export const tunedRate = ratesOf(tunings);

export type Coverage = "full" | "everywhere" | "oneLayer" | "queryValue" | "feedForward";

/**
 * Of the runs with adapters on some kinds of matrices; as slide 12's, so that full training and LoRA everywhere are the
 * same runs. Adapters in one layer are compared with the headline's runs, at their length.
 */
export const coverageSteps = alternativeSteps;

/** Rank of the adapters everywhere: the deck's. */
const RANK = 4;

type Sizes = Omit<ModelConfig, "vocabSize">;
type LoraTargets = Pick<Extract<BodyTraining, { kind: "lora" }>, "targetModules" | "targetLayers">;

/** Numbers in the adapters of one layer for each rank, on some of its matrices. */
const numbersPerRank = (model: Sizes, modules: LoraTargets["targetModules"] = []): number =>
  modules.reduce((sum, name) => {
    const [inputs, outputs] = shapeOf(name, { ...model, vocabSize: 0 });
    return sum + inputs + outputs;
  }, 0);

/** LoRA on some matrices, at the rank whose adapters are nearest in size to those everywhere; alpha = rank. */
function loraOn(model: Sizes, targets: LoraTargets): BodyTraining {
  const all = numbersPerRank(model, ["query", "key", "value", "output", "up", "down"]);
  const some = targets.targetModules === undefined ? all : numbersPerRank(model, targets.targetModules);
  const layers = targets.targetLayers?.length ?? model.nLayers;
  const rank = Math.round((RANK * all * model.nLayers) / (some * layers));
  return { ...loraArm(rank), ...targets } as BodyTraining;
}

/** The arm of a coverage in a model of the given sizes. */
export function coverageArm(coverage: Coverage, model: Sizes): BodyTraining {
  switch (coverage) {
    case "full":
      return fullArm;
    case "everywhere":
      return loraArm(RANK);
    case "oneLayer":
      return loraOn(model, { targetLayers: [0] });
    case "queryValue":
      return loraOn(model, { targetModules: ["query", "value"] });
    case "feedForward":
      return loraOn(model, { targetModules: ["up", "down"] });
  }
}

/** The name of an arm's search in tuned.json. */
export function coverageTuning(coverage: Coverage): string {
  if (coverage === "full") return alternativeTuning({ kind: "full" });
  if (coverage === "everywhere") return alternativeTuning({ kind: "lora", rank: RANK });
  return `coverage/${coverage}`;
}

interface Run {
  readonly training?: typeof coreTraining;
  readonly steps: number;
  readonly seed: number;
  /** Multiplies the tuned rate. */
  readonly rateScale?: number;
}

/** A run at the tuned rate, unless another is given. */
export function coverageRun(
  coverage: Coverage,
  { training = coreTraining, steps, seed, rateScale = 1 }: Run,
  learningRate = rateScale * tunedRate(coverageTuning(coverage)),
) {
  const arm = coverageArm(coverage, training.model);
  return pretrain({ ...training, arm, steps, seed, learningRate, evalEvery: steps });
}

/** Query and value alone again, with as many numbers as the deck's rank has everywhere. */
export const matchedQueryValue: AdaptedArm = {
  name: "moby-dick/matched-query-value",
  arm: coverageArm("queryValue", coreTraining.model),
  trains: "body",
};
