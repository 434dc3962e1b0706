/** Fine-tuning on another domain: its arms at their tuned settings, its trials, and the search for an arm's settings. */
import { onQueryValue } from "../charts/looks.ts";
import { describedTrial } from "../described-trial.ts";
import type { BodyTraining } from "../nn/config.ts";
import type { AdaptationConfig } from "./adaptation.run.ts";
import { armText } from "./arm-text.ts";
import { fullArm, loraArm, type TunedArm } from "./arms.ts";
import { coreTraining, modelName } from "./core.ts";
import { type Length, languageRun, type Scale, scales, searchesFor } from "./language-runs.ts";
import { scaledRates, tuningScale } from "./language-searches.ts";
import { secondsPerStep } from "./pretrain.ts";
import {
  type FindSettings,
  findShared,
  measured,
  requiredSettings,
  type Search,
  type Settings,
  transferred,
  tuningSeeds,
  warmupsOf,
} from "./tuned.ts";

/** One arm, trained on from a pre-trained model on another domain. */
export const adaptation = describedTrial<typeof import("./adaptation.run.ts")>({
  kind: "adaptation",
  module: new URL("./adaptation.run.ts", import.meta.url),
  data: ["addresses", "novel"],
  // Two texts are read and measured, before and after.
  estimatedSeconds: (config) => 1 + config.steps * secondsPerStep(config),
  describe: ({ arm, seed }) => ({
    arm: armText(arm),
    seed,
    minor: ["arm", "seed", "learningRate", "warmupSteps", "lookWindows", "finalWindows"],
    steps: "steps",
  }),
});

/** An arm on the new domain. */
export interface AdaptedArm<Name extends string = string> extends TunedArm<BodyTraining, Name> {
  /** Whether embeddings and head are trained beside what `trains` names of the body. */
  readonly reach: AdaptationConfig["trains"];
}

/** An arm of pre-training as it goes on in the new domain, with a search of its own. */
const onNewDomain = <Name extends string>(arm: TunedArm<BodyTraining, Name>): AdaptedArm<Name> => ({
  ...arm,
  reach: "body",
});

/** Embeddings and head keep their values in every arm but `everything`, as is usual with LoRA. */
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
  /** The choice of the LoRA paper: adapters on query and value alone. */
  queryValue: {
    ...onQueryValue,
    name: "r = 4 on q and v",
    trains: { kind: "lora", rank: 4, alpha: 4, targetModules: ["query", "value"] },
    reach: "body",
    tuning: "lora-r4-query-value",
  },
} as const satisfies Readonly<Record<string, AdaptedArm>>;

export type AdaptedKey = keyof typeof adaptedArms;

/** The name of an arm's search in tuned.json, which leaves out the core model. */
function adaptationTuning({ tuning }: AdaptedArm, length: Length, { training, lengths }: Scale): string {
  const model = modelName(training.model);
  const ofModel = model === modelName(coreTraining.model) ? "" : `/${model}`;
  return `moby-dick${ofModel}/${lengths[length]}/${tuning}`;
}

interface Run {
  readonly length: Length;
  readonly seed: number;
}

/** The run of full pre-training from which a seed's arms go on: that of the middle length. */
export const adaptationBase = (seed: number, scale: Scale) =>
  languageRun(fullArm, { length: "middle", seed }, scale);

/** An arm's run on the model that was pre-trained in full. */
function adapted({ trains, reach }: AdaptedArm, { length, seed }: Run, scale: Scale, settings: Settings) {
  const run = { ...scale.training, steps: scale.lengths[length], seed, ...settings };
  return adaptation({ ...run, arm: trains, trains: reach }, { base: adaptationBase(seed, scale) });
}

/** The settings of an arm's runs: those of its own search, or while that has not been made, the core model's, scaled. */
export function adaptedSettings(
  arm: AdaptedArm,
  length: Length,
  scale: Scale,
  find: FindSettings = findShared,
): Settings {
  const own = find(adaptationTuning(arm, length, scale));
  if (own !== undefined) return own;
  const core = requiredSettings(find, adaptationTuning(arm, length, scales.default));
  const [steps, fromSteps] = [scale.lengths[length], scales.default.lengths[length]];
  return transferred(core, { rateFactor: scale.rateScale, steps, fromSteps });
}

/** An arm's runs at its tuned settings, one a seed. `find` looks them up where the search is a slide's own. */
export function adaptedRuns(
  arm: AdaptedArm,
  { length, seeds }: Pick<Run, "length"> & { readonly seeds: readonly number[] },
  scale: Scale,
  find?: FindSettings,
) {
  const settings = adaptedSettings(arm, length, scale, find);
  return seeds.map((seed) => adapted(arm, { length, seed }, scale, settings));
}

/** The search for an arm's settings: going on from a model trained in full, on the novel, to a low loss on the novel. */
export function adaptationSearch(arm: AdaptedArm, length: Length, scale: Scale): Search {
  const steps = scale.lengths[length];
  const base = searchesFor(fullArm, { length: "middle" }, scale);
  return {
    name: adaptationTuning(arm, length, scale),
    arm: arm.trains,
    steps,
    seeds: tuningSeeds,
    rates: scaledRates(arm.trains.kind === "full" ? [0.002, 0.004, 0.008] : [0.01, 0.02, 0.04], scale),
    warmups: warmupsOf(steps),
    needs: [base.own, base.shared],
    run: (settings, seed) =>
      measured(adapted(arm, { length, seed }, tuningScale(scale), settings), ({ after }) => after.novel),
  };
}
