/** Lists trials of adaptation.run.ts, and of what is measured on the weights that it stores. */
import type { BodyTraining } from "../nn/config.ts";
import { zip } from "../tables.ts";
import { defineTrial } from "../trial.ts";
import { measured, type Search, tunedRate, tuningSeeds } from "../tuned.ts";
import type { AdaptationConfig } from "./adaptation.run.ts";
import { coreRun, coreSteps, coreTraining, fullArm, loraArm } from "./core.ts";
import { type Headline, headlineRuns } from "./headline.ts";
import { pretrain, secondsPerStep } from "./pretrain.ts";

/** One arm, trained on from a pre-trained model on another domain. */
export const adaptation = defineTrial<typeof import("./adaptation.run.ts")>({
  kind: "adaptation",
  module: new URL("./adaptation.run.ts", import.meta.url),
  // Two texts are read and measured, before and after.
  estimatedSeconds: (config) => 1 + config.steps * secondsPerStep(config),
});

/** An arm by the name of its search in tuned.json, and what it trains. */
export interface AdaptedArm {
  readonly name: string;
  readonly arm: BodyTraining;
  readonly trains: AdaptationConfig["trains"];
}

const loraOn = (rank: number): AdaptedArm => ({
  name: `moby-dick/lora-r${rank}`,
  arm: loraArm(rank),
  trains: "body",
});

/** Embeddings and head keep their values in every arm but `everything`, as is usual with LoRA. */
export const adaptedArms = {
  everything: { name: "moby-dick/everything", arm: fullArm, trains: "everything" },
  full: { name: "moby-dick/full", arm: fullArm, trains: "body" },
  r16: loraOn(16),
  r4: loraOn(4),
  r1: loraOn(1),
  /** The choice of the LoRA paper: adapters on query and value alone. */
  queryValue: {
    name: "moby-dick/lora-r4-query-value",
    arm: { kind: "lora", rank: 4, alpha: 4, targetModules: ["query", "value"] },
    trains: "body",
  },
} as const satisfies Readonly<Record<string, AdaptedArm>>;

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
  { name, arm, trains }: AdaptedArm,
  base: ReturnType<typeof pretrain>,
  { model, batchSize, warmupSteps, validationWindows, steps, seed }: Run,
  learningRate = tunedRate(name),
) {
  const run = { model, batchSize, warmupSteps, validationWindows, steps, seed };
  return adaptation({ ...run, arm, trains, learningRate }, { base });
}

/**
 * An arm's runs on the headline's models that were trained in full, one a seed, each with its model. `rateOf` finds the
 * tuned rate by the arm's name; an arm of one slide alone brings that slide's.
 */
export function adaptedRuns(arm: AdaptedArm, config: NovelRuns, rateOf = tunedRate) {
  const { training, rateScale, seeds, adaptationSteps: steps, adaptationWindows: validationWindows } = config;
  return zip(seeds, headlineRuns(fullArm, config)).map(([seed, base]) => {
    const run = { ...training, validationWindows, steps, seed };
    return { base, adapted: adapted(arm, base, run, rateScale * rateOf(arm.name)) };
  });
}

/** The search for an arm's rate: going on from a model trained in full, on the novel, to a low loss on the novel. */
export const onNovel = (arm: AdaptedArm): Search => ({
  name: arm.name,
  arm: arm.arm,
  steps: adaptationSteps,
  seeds: tuningSeeds,
  grid: arm.arm.kind === "full" ? [0.002, 0.004, 0.008] : [0.01, 0.02, 0.04],
  run: (learningRate, seed) => {
    const base = pretrain(coreRun(fullArm, { steps: coreSteps, evalEvery: coreSteps, seed }));
    const run = { ...coreTraining, steps: adaptationSteps, seed };
    return measured(adapted(arm, base, run, learningRate), ({ after }) => after.novel);
  },
});
