/**
 * Adapters of (almost) one size in different places: on every matrix, in one layer only, on query and value only, or
 * on the feed-forward layers only. Also full training.
 */
import { fullArm, lora, loraArm, onFeedForward, onQueryValue, type TunedArm } from "../lab/arms.ts";
import { type BodyTraining, type ModelConfig, shapeOf } from "../lab/nn/config.ts";
import { settingsIn } from "../lab/settings.ts";
import { coreTraining } from "../lab/setup.ts";
import type { AdaptedArm } from "../lab/trials/adaptation.ts";
import { languageRun, type Runs, scaledSettings, type TrainingPlan } from "../lab/trials/language-runs.ts";
import tunings from "./chosen-settings.json" with { type: "json" };

/** Finds settings of this slide's searches and of shared ones. */
export const findSettings = settingsIn(tunings);

/** Rank of the adapters that are everywhere: the deck's. */
export const RANK = 4;

type Sizes = Omit<ModelConfig, "vocabSize">;
type LoraTargets = Pick<Extract<BodyTraining, { kind: "lora" }>, "targetModules" | "targetLayers">;

/** Parameters of adapters of rank 1 on some matrices of one layer. */
const parametersOfRankOne = (model: Sizes, modules: LoraTargets["targetModules"] = []): number =>
  modules.reduce((sum, name) => {
    const [inputs, outputs] = shapeOf(name, { ...model, vocabSize: 0 });
    return sum + inputs + outputs;
  }, 0);

/** LoRA on some matrices, at the rank whose adapters are nearest in size to those everywhere; alpha = rank. */
function loraOn(model: Sizes, targets: LoraTargets): BodyTraining {
  const all = parametersOfRankOne(model, ["query", "key", "value", "output", "up", "down"]);
  const some = targets.targetModules === undefined ? all : parametersOfRankOne(model, targets.targetModules);
  const layers = targets.targetLayers?.length ?? model.nLayers;
  const rank = Math.round((RANK * all * model.nLayers) / (some * layers));
  return { kind: "lora", rank, alpha: rank, ...targets };
}

/** The arms by the place of their adapters, for a model's sizes. */
export const coverageArms = (model: Sizes = coreTraining.model) =>
  ({
    full: fullArm,
    everywhere: { ...loraArm(RANK), name: "everywhere" },
    oneLayer: {
      ...lora(1),
      name: "first layer",
      trains: loraOn(model, { targetLayers: [0] }),
      tuning: "first-layer",
    },
    queryValue: {
      ...onQueryValue,
      trains: loraOn(model, { targetModules: ["query", "value"] }),
      tuning: "query-value",
    },
    feedForward: {
      ...onFeedForward,
      trains: loraOn(model, { targetModules: ["up", "down"] }),
      tuning: "feed-forward",
    },
  }) as const satisfies Readonly<Record<string, TunedArm>>;

/** An arm's runs at its tuned settings, one per seed. */
export const coverageRuns = (arm: TunedArm, { seeds, length }: Omit<Runs, "width">, plan: TrainingPlan) =>
  seeds.map((seed) => {
    const run = { length, seed };
    return languageRun(arm, run, plan, scaledSettings(arm, run, plan, findSettings));
  });

/** Query and value only, in a pre-trained model, again at the size of LoRA everywhere. */
export const matchedQueryValue = {
  ...coverageArms().queryValue,
  reach: "body",
  tuning: "matched-query-value",
} as const satisfies AdaptedArm;
