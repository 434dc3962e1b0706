/** Fine-tuning on another domain: its arms with tuned settings, its trials, and the names of its searches. */

import { defineTrial, recorded } from "../../kit/trial.ts";
import { fullArm, loraArm, type TunedArm } from "../arms.ts";
import type { BodyTraining } from "../nn/config.ts";
import { findShared, requiredSettings, type Settings } from "../settings.ts";
import { lengths, warmupOf } from "../setup.ts";
import { armText } from "./arm-text.ts";
import { languageRun, type TrainingPlan } from "./language-runs.ts";
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

/** An arm on the new domain, where it has its own search. Embeddings and head stay frozen, as usual with LoRA. */
export type AdaptedArm<Name extends string = string> = TunedArm<BodyTraining, Name>;

export const adaptedArms = {
  full: fullArm,
  r16: loraArm(16),
  r4: loraArm(4),
} as const satisfies Readonly<Record<string, AdaptedArm>>;

export type AdaptedKey = keyof typeof adaptedArms;

/** How long fine-tuning is: as a rule `adaptation`; the long profile also makes it as long as a middle pre-training. */
export type AdaptedLength = "adaptation" | "middle";

/** The name of an arm's search in chosen-settings.json. */
export const adaptationSearchName = ({ tuning }: AdaptedArm, length: AdaptedLength = "adaptation"): string =>
  `moby-dick/${lengths[length]}/${tuning}`;

/** The rate that learned most on the tuning chapters. */
export const adaptedSettings = (arm: AdaptedArm, length?: AdaptedLength): Settings => ({
  learningRate: requiredSettings(findShared, adaptationSearchName(arm, length)).learningRate,
});

/** A seed's run of full pre-training that its arms continue: the longest. */
export const adaptationBase = (seed: number, plan: TrainingPlan) =>
  languageRun(fullArm, { length: "long", seed }, plan);

interface AdaptedRun {
  readonly seed: number;
  readonly length?: AdaptedLength;
}

/** An arm's run on the fully pre-trained model. */
export function adapted(
  { trains }: AdaptedArm,
  { seed, length = "adaptation" }: AdaptedRun,
  plan: TrainingPlan,
  settings: Settings,
) {
  const steps = plan.lengths[length];
  const run = { ...plan.training, steps, seed, ...settings, warmupSteps: warmupOf(steps) };
  return adaptation({ ...run, arm: trains }, { base: adaptationBase(seed, plan) });
}

/** An arm's runs, one per seed, at the rate that was tuned for it or at a part of that. */
export function adaptedRuns(arm: AdaptedArm, seeds: readonly number[], plan: TrainingPlan, rateFactor = 1) {
  const learningRate = rateFactor * adaptedSettings(arm).learningRate;
  return seeds.map((seed) => adapted(arm, { seed }, plan, { learningRate }));
}

/** The same for the middle length, as recorded runs; none before a rate was chosen for them. */
export function recordedAdaptedRuns(arm: AdaptedArm, seeds: readonly number[], plan: TrainingPlan) {
  if (findShared(adaptationSearchName(arm, "middle")) === undefined) return [];
  const settings = adaptedSettings(arm, "middle");
  return seeds.map((seed) => recorded(adapted(arm, { seed, length: "middle" }, plan, settings)));
}
