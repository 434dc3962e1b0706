/** Fine-tuning on another domain: its arms at their tuned rates, its trials, and the search for an arm's rate. */
import { onQueryValue } from "../charts/looks.ts";
import type { BodyTraining } from "../nn/config.ts";
import { zip } from "../tables.ts";
import { defineTrial } from "../trial.ts";
import type { AdaptationConfig } from "./adaptation.run.ts";
import { type Arm, fullArm, loraArm, type TunedArm } from "./arms.ts";
import { coreRun, coreSteps, coreTraining } from "./core.ts";
import { type Headline, headlineRuns } from "./headline.ts";
import { pretrain, secondsPerStep } from "./pretrain.ts";
import { measured, type Search, tunedRate, tuningSeeds } from "./tuned.ts";

/** One arm, trained on from a pre-trained model on another domain. */
export const adaptation = defineTrial<typeof import("./adaptation.run.ts")>({
  kind: "adaptation",
  module: new URL("./adaptation.run.ts", import.meta.url),
  // Two texts are read and measured, before and after.
  estimatedSeconds: (config) => 1 + config.steps * secondsPerStep(config),
});

/** An arm on the new domain. */
export interface AdaptedArm<Name extends string = string> extends TunedArm<BodyTraining, Name> {
  /** Whether embeddings and head are trained beside what `trains` names of the body. */
  readonly reach: AdaptationConfig["trains"];
}

/** An arm of pre-training as it goes on in the new domain, with a search of its own. */
const onNewDomain = <Name extends string>(
  arm: Arm<BodyTraining, Name>,
  tuning: string,
): AdaptedArm<Name> => ({
  ...arm,
  reach: "body",
  tuning: `moby-dick/${tuning}`,
});

const loraOnNewDomain = (rank: number) => onNewDomain(loraArm(rank), `lora-r${rank}`);

/** Embeddings and head keep their values in every arm but `everything`, as is usual with LoRA. */
export const adaptedArms = {
  everything: {
    ...onNewDomain(fullArm, "everything"),
    reach: "everything",
    name: "full, embeddings too",
    color: "muted",
    shape: "diamond",
  },
  full: onNewDomain(fullArm, "full"),
  r16: loraOnNewDomain(16),
  r4: loraOnNewDomain(4),
  r1: loraOnNewDomain(1),
  /** The choice of the LoRA paper: adapters on query and value alone. */
  queryValue: {
    ...onQueryValue,
    name: "r = 4 on q and v",
    trains: { kind: "lora", rank: 4, alpha: 4, targetModules: ["query", "value"] },
    reach: "body",
    tuning: "moby-dick/lora-r4-query-value",
  },
} as const satisfies Readonly<Record<string, AdaptedArm>>;

export type AdaptedKey = keyof typeof adaptedArms;

/** Steps on the new domain, for which the rates are tuned. */
const adaptationSteps = 250;

/** Length of the runs in each profile, and sequences of each text on which learning and forgetting are measured. */
export const novelRuns = {
  quick: { adaptationSteps: 10, adaptationWindows: 64 },
  default: { adaptationSteps, adaptationWindows: 512 },
  paper: { adaptationSteps, adaptationWindows: 512 },
};

type NovelRuns = Headline & (typeof novelRuns)[keyof typeof novelRuns];

/** Length and seed of a run, with what it shares with the pre-training before it. */
type Run = Pick<
  AdaptationConfig,
  "model" | "batchSize" | "warmupSteps" | "validationWindows" | "steps" | "seed"
>;

/** An arm's run on a pre-trained model, at its tuned rate unless another is given. */
function adapted(
  { trains, reach, tuning }: AdaptedArm,
  base: ReturnType<typeof pretrain>,
  { model, batchSize, warmupSteps, validationWindows, steps, seed }: Run,
  learningRate = tunedRate(tuning),
) {
  const run = { model, batchSize, warmupSteps, validationWindows, steps, seed };
  return adaptation({ ...run, arm: trains, trains: reach, learningRate }, { base });
}

/**
 * An arm's runs on the headline's models that were trained in full, one a seed, each with its model. `rateOf` finds the
 * tuned rate by the name of its search; an arm of one slide alone brings that slide's.
 */
export function adaptedRuns(arm: AdaptedArm, config: NovelRuns, rateOf = tunedRate) {
  const { training, rateScale, seeds, adaptationSteps: steps, adaptationWindows: validationWindows } = config;
  return zip(seeds, headlineRuns(fullArm, config)).map(([seed, base]) => {
    const run = { ...training, validationWindows, steps, seed };
    return { base, adapted: adapted(arm, base, run, rateScale * rateOf(arm.tuning)) };
  });
}

/** The search for an arm's rate: going on from a model trained in full, on the novel, to a low loss on the novel. */
export const onNovel = (arm: AdaptedArm): Search => ({
  name: arm.tuning,
  arm: arm.trains,
  steps: adaptationSteps,
  seeds: tuningSeeds,
  grid: arm.trains.kind === "full" ? [0.002, 0.004, 0.008] : [0.01, 0.02, 0.04],
  run: (learningRate, seed) => {
    const base = pretrain(coreRun(fullArm, { steps: coreSteps, evalEvery: coreSteps, seed }));
    const run = { ...coreTraining, steps: adaptationSteps, seed };
    return measured(adapted(arm, base, run, learningRate), ({ after }) => after.novel);
  },
});
