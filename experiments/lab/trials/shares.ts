/**
 * The share of what training the body in full achieves that LoRA achieves, in pre-training and in fine-tuning. Slides 13 and
 * 14 compare the two at different ranks, by one rule with one guard.
 */
import type { Estimate, Finding } from "../../kit/experiment.ts";
import { mean, pairedDifferences } from "../../kit/stats/describe.ts";
import { meanFinding } from "../../kit/stats/findings.ts";
import { meanInterval } from "../../kit/stats/intervals.ts";
import { column, zip } from "../../kit/tables.ts";
import { frozenArm, fullArm, type TunedArm } from "../arms.ts";
import type { BodyTraining } from "../nn/config.ts";
import { tuningMargin } from "../settings.ts";
import { adaptationSearchName } from "./adaptation.ts";
import { searchFor } from "./language-runs.ts";

export type Stage = "pre-training" | "fine-tuning";

/** What the two ways of training achieve in a stage, in nats per character, one number per seed. */
interface Achieved {
  readonly full: readonly number[];
  readonly lora: readonly number[];
}

interface PreTrained {
  readonly finalLoss: number;
}

/** In pre-training it is the fall of the test loss below that of the frozen body. */
export function achievedInPreTraining(
  runs: Readonly<Record<"frozen" | "full" | "lora", readonly PreTrained[]>>,
): Achieved {
  const losses = (arm: keyof typeof runs) => column(runs[arm], "finalLoss");
  return {
    full: pairedDifferences(losses("frozen"), losses("full")),
    lora: pairedDifferences(losses("frozen"), losses("lora")),
  };
}

interface FineTuned {
  readonly before: { readonly novel: number };
  readonly after: { readonly novel: number };
}

/** What fine-tuning learned: the fall of the loss on the novel. */
export const learnedOf = ({ before, after }: FineTuned): number => before.novel - after.novel;

/** In fine-tuning it is what was learned. Full training has the embeddings frozen too. */
export const achievedInFineTuning = (
  runs: Readonly<Record<keyof Achieved, readonly FineTuned[]>>,
): Achieved => ({ full: runs.full.map(learnedOf), lora: runs.lora.map(learnedOf) });

/** A seed in a stage: what was achieved, and LoRA's share. */
export interface ShareRow {
  readonly stage: Stage;
  readonly steps: number;
  readonly seed: number;
  readonly full: number;
  readonly lora: number;
  readonly share: number;
  /** True if one of its runs is recorded, and was not made by this build. */
  readonly recorded: boolean;
}

/** One row per seed of a stage after some steps. */
export const shareRows = (
  at: Pick<ShareRow, "stage" | "steps" | "recorded">,
  seeds: readonly number[],
  { full, lora }: Achieved,
): ShareRow[] =>
  zip(seeds, full, lora).map(([seed, ofFull, ofLora]) => ({
    stage: at.stage,
    steps: at.steps,
    seed,
    full: ofFull,
    lora: ofLora,
    share: ofLora / ofFull,
    recorded: at.recorded,
  }));

const sharesAt = (rows: readonly ShareRow[], stage: Stage, steps: number): readonly number[] =>
  rows.filter((row) => row.stage === stage && row.steps === steps).map(({ share }) => share);

/** Steps of both stages. */
interface Compared {
  readonly fineTuning: number;
  readonly preTraining: number;
}

/** LoRA's share in fine-tuning minus that in pre-training, per seed. */
export const shareDifferences = (rows: readonly ShareRow[], steps: Compared): number[] =>
  pairedDifferences(
    sharesAt(rows, "fine-tuning", steps.fineTuning),
    sharesAt(rows, "pre-training", steps.preTraining),
  );

/** The same after equally many steps of both; undefined if a stage has no rows there. */
export function differencesAtEqualSteps(rows: readonly ShareRow[], steps: number): number[] | undefined {
  const isKnown = (["fine-tuning", "pre-training"] as const).every(
    (stage) => sharesAt(rows, stage, steps).length > 0,
  );
  return isKnown ? shareDifferences(rows, { fineTuning: steps, preTraining: steps }) : undefined;
}

/** The arm and the steps of a comparison of stages. `middle` is the length at which both are compared for the guard. */
interface Comparison {
  readonly arm: TunedArm<BodyTraining>;
  readonly lengths: Readonly<Record<"adaptation" | "middle" | "long", number>>;
}

const comparedSteps = ({ adaptation, long }: Comparison["lengths"]): Compared => ({
  fineTuning: adaptation,
  preTraining: long,
});

/** LoRA's share falls with the length of training, so a shorter fine-tuning alone could have the larger one. */
const isRefuted = (atEqualSteps: readonly number[] | undefined): boolean =>
  atEqualSteps !== undefined && (meanInterval(atEqualSteps)?.high ?? 0) < 0;

/**
 * The estimate of the difference of shares. If the difference after equally many steps lies below zero, it is the mean alone,
 * whose outcome is inconclusive.
 */
export function stageEstimate(rows: readonly ShareRow[], { arm, lengths }: Comparison): Estimate {
  const samples = shareDifferences(rows, comparedSteps(lengths));
  const isDecided = !isRefuted(differencesAtEqualSteps(rows, lengths.middle));
  return {
    samples: isDecided ? samples : [mean(samples)],
    format: ".2f",
    tuning: tuningOfDifference(rows, { arm, lengths }),
  };
}

/** What the second-best settings of all compared arms would change in the two shares together. */
function tuningOfDifference(rows: readonly ShareRow[], { arm, lengths }: Comparison): number {
  const achieved = (stage: Stage, steps: number) =>
    mean(rows.filter((row) => row.stage === stage && row.steps === steps).map(({ full }) => full));
  const preTrained = [frozenArm, fullArm, arm].map((each) => searchFor(each, { length: "long" }));
  const fineTuned = [fullArm, arm].map((each) => adaptationSearchName(each));
  return (
    tuningMargin(preTrained) / Math.abs(achieved("pre-training", lengths.long)) +
    tuningMargin(fineTuned) / Math.abs(achieved("fine-tuning", lengths.adaptation))
  );
}

/** The difference after equally many steps, in words where it was not recorded. */
export function equalStepsFinding(rows: readonly ShareRow[], steps: number): Finding {
  const samples = differencesAtEqualSteps(rows, steps);
  if (samples === undefined) return { value: "not tested at equal steps" };
  return meanFinding(samples, ".2f", { unit: "at equal steps (recorded)" });
}

/** LoRA's share in a stage after some steps. */
export const shareFinding = (rows: readonly ShareRow[], stage: Stage, steps: number): Finding =>
  meanFinding(sharesAt(rows, stage, steps), ".0%");
