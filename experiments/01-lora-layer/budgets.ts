/**
 * LoRA compared with full training at equal steps, equal FLOPs and equally many trained weights: tables, figure, findings.
 */
import { intervalRows } from "../kit/charts/intervals.ts";
import type { Figure, Finding } from "../kit/experiment.ts";
import { count, percent } from "../kit/stats/findings.ts";
import { meanAs } from "../kit/stats/intervals.ts";
import { column, firstAndLast, rowWith, zip } from "../kit/tables.ts";
import { type Arm, fullArm, loraArm } from "../lab/arms.ts";
import { lossGap } from "../lab/losses.ts";
import type { ModelConfig } from "../lab/nn/config.ts";
import { countParameters } from "../lab/nn/costs.ts";
import { bodyShare, narrowModel, stepsOfEqualWork } from "./budget-runs.ts";

/** Names of the budgets in tables and figure. */
export const budget = { steps: "steps", work: "FLOPs", size: "trained weights" } as const;

type Budget = (typeof budget)[keyof typeof budget];

/** Final losses of the runs of a budget, by seed. */
interface Compared {
  readonly budget: Budget;
  readonly lora: readonly number[];
  readonly full: readonly number[];
}

/** Both losses and their difference, for each budget and seed. */
export const budgetRunRows = (compared: readonly Compared[], seeds: readonly number[]) =>
  compared.flatMap(({ budget: name, ...losses }) =>
    zip(seeds, losses.lora, losses.full).map(([seed, lora, full]) => ({
      budget: name,
      seed,
      lora,
      full,
      difference: lora - full,
    })),
  );

type RunRows = ReturnType<typeof budgetRunRows>;

/** The paired difference of each budget, over seeds. */
export const budgetRows = (rows: RunRows) =>
  Object.values(budget).map((name) => ({
    budget: name,
    ...meanAs("difference", column(rows, "difference", { budget: name })),
  }));

/** Exact data of both sides of each comparison: steps, width, and trained weights. */
export function budgetSettingRows(
  model: ModelConfig,
  rank: number,
  { middle, long }: Record<"middle" | "long", number>,
) {
  const lora = loraArm(rank);
  const narrow = { ...narrowModel(model, lora), vocabSize: model.vocabSize };
  const row = (name: Budget, side: "LoRA" | "full", sizes: ModelConfig, arm: Arm, ofSteps: number) => {
    const { trainedBody, outer } = countParameters(sizes, arm.trains);
    const bodyWork = ofSteps * bodyShare(sizes, arm);
    return { budget: name, side, width: sizes.dModel, steps: ofSteps, trainedBody, outer, bodyWork };
  };
  return [
    row(budget.steps, "LoRA", model, lora, long),
    row(budget.steps, "full", model, fullArm, long),
    row(budget.work, "LoRA", model, lora, long),
    row(budget.work, "full", model, fullArm, stepsOfEqualWork(model, lora, long)),
    row(budget.size, "LoRA", model, lora, middle),
    row(budget.size, "full", narrow, fullArm, middle),
  ];
}

type Settings = ReturnType<typeof budgetSettingRows>;

export function budgetFindings(rows: RunRows, settings: Settings): Readonly<Record<string, Finding>> {
  const gap = (name: Budget): Finding => lossGap(column(rows, "difference", { budget: name }));
  const lora = rowWith(settings, { budget: budget.work, side: "LoRA" });
  const full = rowWith(settings, { budget: budget.work, side: "full" });
  const narrow = rowWith(settings, { budget: budget.size, side: "full" });
  const [equalSteps] = firstAndLast(settings);
  return {
    "gap-work": gap(budget.work),
    "gap-size": gap(budget.size),
    "work-share": percent(lora.bodyWork / lora.steps, 1),
    "work-steps": count(full.steps),
    "long-steps": count(equalSteps.steps),
    "body-weights": count(full.trainedBody),
    "adapter-weights": count(lora.trainedBody),
    "narrow-width": count(narrow.width),
    "narrow-weights": count(narrow.trainedBody),
    "narrow-outer": count(narrow.outer),
    "own-outer": count(full.outer),
  };
}

export const budgetFigure = (): Figure => ({
  spec: intervalRows({
    table: "budgets",
    category: { field: "budget", order: Object.values(budget) },
    value: { field: "difference", title: "LoRA’s test loss − full training’s (nats a character)" },
    references: [{ value: 0, label: "full" }],
    step: 34,
  }),
  tables: ["budgets", "budget-runs", "budget-settings"],
});
