/** Results of the searches for learning rates: the loss against the rate. Only the searches' own runs are used. */
import { lines } from "../kit/charts/lines.ts";
import { logAxis } from "../kit/charts/parts.ts";
import type { Figure, Finding } from "../kit/experiment.ts";
import { firstAndLast } from "../kit/tables.ts";
import { type Arm, fullArm, loraArm, type TunedArm } from "../lab/arms.ts";
import { findShared, requiredSettings, triedSettings } from "../lab/settings.ts";
import { type TrainingPlan, tunedFor } from "../lab/trials/language-runs.ts";

/** The search whose choice an arm's runs of the middle length use. */
const searchOf = (arm: TunedArm, plan: TrainingPlan): string => tunedFor(arm, { length: "middle" }, plan).own;

/** An arm's losses with the first tuning seed at the middle length, with the better warm-up for each rate. */
function ratesOf(arm: TunedArm, plan: TrainingPlan) {
  const byRate = new Map<number, number>();
  for (const { learningRate, losses } of triedSettings(searchOf(arm, plan))) {
    const [loss] = losses;
    if (loss === undefined || loss === null) continue;
    byRate.set(learningRate, Math.min(loss, byRate.get(learningRate) ?? Number.POSITIVE_INFINITY));
  }
  return [...byRate].map(([rate, loss]) => ({ arm: arm.name, rate, loss }));
}

export const rateRows = (rank: number, plan: TrainingPlan) =>
  [fullArm, loraArm(rank)].flatMap((arm) => ratesOf(arm, plan));

export function rateFindings(rank: number, plan: TrainingPlan): Readonly<Record<string, Finding>> {
  const settings = (arm: TunedArm) => requiredSettings(findShared, searchOf(arm, plan));
  const [full, lora] = [settings(fullArm), settings(loraArm(rank))];
  return {
    "rate-full": { value: full.learningRate, format: ".2~g" },
    "rate-lora": { value: lora.learningRate, format: ".2~g" },
    "rate-ratio": { value: lora.learningRate / full.learningRate, format: ".1f" },
    "warmup-full": { value: full.warmupSteps, format: "d" },
    "warmup-lora": { value: lora.warmupSteps, format: "d" },
  };
}

export function ratesFigure(rows: ReturnType<typeof rateRows>, rank: number): Figure {
  const rates = [...new Set(rows.map(({ rate }) => rate))].sort((one, other) => one - other);
  const arms: readonly Arm[] = [fullArm, loraArm(rank)];
  return {
    spec: lines({
      table: "rates",
      rows,
      x: logAxis("rate", "learning rate of the body", { format: "~g", domain: firstAndLast(rates) }),
      y: { field: "loss", title: "tuning loss (nats a character)" },
      arms,
      points: true,
    }),
  };
}
