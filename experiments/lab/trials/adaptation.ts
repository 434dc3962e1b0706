/** Fine-tuning on another domain: its arms with tuned settings, its trials, and the names of its searches. */

import { defineTrial } from "../../kit/trial.ts";
import { fullArm, loraArm, onQueryValue, type TunedArm } from "../arms.ts";
import type { BodyTraining } from "../nn/config.ts";
import { type FindSettings, findShared, requiredSettings, type Settings, transferred } from "../settings.ts";
import { coreTraining, modelName } from "../setup.ts";
import type { AdaptationConfig } from "./adaptation.run.ts";
import { armText } from "./arm-text.ts";
import { type Length, languageRun, type TrainingPlan, trainingPlans } from "./language-runs.ts";
import { openArm, openTraining } from "./open-settings.ts";
import { secondsPerStep } from "./pretrain.ts";

/** One arm of fine-tuning, from a pre-trained model, on another domain. */
export const adaptation = defineTrial<typeof import("./adaptation.run.ts")>({
  kind: "adaptation",
  module: new URL("./adaptation.run.ts", import.meta.url),
  data: ["addresses", "novel"],
  // Two texts are read, and evaluated before and after.
  estimatedSeconds: (config) => 1 + config.steps * secondsPerStep(config),
  describe: ({ arm, seed }) => ({
    arm: armText(arm),
    seed,
    minor: ["arm", "seed", "learningRate", "warmupSteps", "evaluationWindows", "finalWindows"],
    steps: "steps",
    open: [...openArm(arm), ...openTraining],
  }),
});

/** An arm on the new domain. */
export interface AdaptedArm<Name extends string = string> extends TunedArm<BodyTraining, Name> {
  /** Whether embeddings and head are trained in addition to the body's `trains`. */
  readonly reach: AdaptationConfig["trains"];
}

/** A pre-training arm in the new domain, where it has its own search. */
const onNewDomain = <Name extends string>(arm: TunedArm<BodyTraining, Name>): AdaptedArm<Name> => ({
  ...arm,
  reach: "body",
});

/** Embeddings and head stay frozen in every arm except `everything`, as usual with LoRA. */
export const adaptedArms = {
  everything: {
    ...fullArm,
    reach: "everything",
    tuning: "everything",
    name: "full, embeddings too",
    color: "muted",
    shape: "diamond",
  },
  full: onNewDomain(fullArm),
  r16: onNewDomain(loraArm(16)),
  r4: onNewDomain(loraArm(4)),
  r1: onNewDomain(loraArm(1)),
  /** The LoRA paper's choice: adapters on query and value only. */
  queryValue: {
    ...onQueryValue,
    name: "r = 4 on q and v",
    trains: { kind: "lora", rank: 4, alpha: 4, targetModules: ["query", "value"] },
    reach: "body",
    tuning: "lora-r4-query-value",
  },
} as const satisfies Readonly<Record<string, AdaptedArm>>;

export type AdaptedKey = keyof typeof adaptedArms;

/** The name of an arm's search in chosen-settings.json. The core model's names leave out the model. */
export function adaptationTuning(
  { tuning }: AdaptedArm,
  length: Length,
  { training, lengths }: TrainingPlan,
): string {
  const model = modelName(training.model);
  const ofModel = model === modelName(coreTraining.model) ? "" : `/${model}`;
  return `moby-dick${ofModel}/${lengths[length]}/${tuning}`;
}

interface Run {
  readonly length: Length;
  readonly seed: number;
}

/** A seed's run of full pre-training that its arms continue: the one of the middle length. */
export const adaptationBase = (seed: number, plan: TrainingPlan) =>
  languageRun(fullArm, { length: "middle", seed }, plan);

/** An arm's run on the fully pre-trained model. */
export function adapted(
  { trains, reach }: AdaptedArm,
  { length, seed }: Run,
  plan: TrainingPlan,
  settings: Settings,
) {
  const run = { ...plan.training, steps: plan.lengths[length], seed, ...settings };
  return adaptation({ ...run, arm: trains, trains: reach }, { base: adaptationBase(seed, plan) });
}

/** The settings of an arm's runs: from its own search, or until that is made, the core model's, scaled. */
export function adaptedSettings(
  arm: AdaptedArm,
  length: Length,
  plan: TrainingPlan,
  find: FindSettings = findShared,
): Settings {
  const own = find(adaptationTuning(arm, length, plan));
  if (own !== undefined) return own;
  const core = requiredSettings(find, adaptationTuning(arm, length, trainingPlans.default));
  const [steps, fromSteps] = [plan.lengths[length], trainingPlans.default.lengths[length]];
  return transferred(core, { rateFactor: plan.rateScale, steps, fromSteps });
}

/** An arm's runs at its tuned settings, one per seed. `find` looks them up for searches of a slide. */
export function adaptedRuns(
  arm: AdaptedArm,
  { length, seeds }: Pick<Run, "length"> & { readonly seeds: readonly number[] },
  plan: TrainingPlan,
  find?: FindSettings,
) {
  const settings = adaptedSettings(arm, length, plan, find);
  return seeds.map((seed) => adapted(arm, { length, seed }, plan, settings));
}
