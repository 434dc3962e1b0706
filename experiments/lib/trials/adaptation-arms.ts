/** The setup of the adaptation experiment: how long its runs are, and its arms at their tuned rates. */
import type { Arm } from "../nn/config.ts";
import { tunedRate } from "../tuned.ts";
import type { AdaptationConfig } from "./adaptation.run.ts";
import { adaptation } from "./adaptation.ts";
import { fullArm, loraArm } from "./core.ts";
import type { pretrain } from "./pretrain.ts";

/** An arm by the name of its search in tuned.json, and what it trains. */
export interface AdaptedArm {
  readonly name: string;
  readonly arm: Arm;
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
export const adaptationSteps = 250;

/** Length and seed of a run, with what it shares with the pre-training before it. */
type Run = Pick<
  AdaptationConfig,
  "model" | "batchSize" | "warmupSteps" | "validationWindows" | "steps" | "seed"
>;

/** An arm's run on a pre-trained model, at its tuned rate unless another is given. */
export function adapted(
  { name, arm, trains }: AdaptedArm,
  base: ReturnType<typeof pretrain>,
  { model, batchSize, warmupSteps, validationWindows, steps, seed }: Run,
  learningRate = tunedRate(name),
) {
  const run = { model, batchSize, warmupSteps, validationWindows, steps, seed };
  return adaptation({ ...run, arm, trains, learningRate }, { base });
}
