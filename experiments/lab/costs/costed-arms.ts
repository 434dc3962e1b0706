/** Arms compared by what they cost and where they end, on the text of the longest training: their runs, and a row for each. */

import { meanAs } from "../../kit/stats/intervals.ts";
import {
  apolloArm,
  expertsArm,
  fullArm,
  galoreArm,
  loraArm,
  lowRankArm,
  reLoraArm,
  type Training,
  type TunedArm,
  warmStartArm,
} from "../arms.ts";
import { countParameters, megabytes } from "../nn/costs.ts";
import { coreWidth, modelOfWidth, narrowWidth, reportSeeds } from "../setup.ts";
import { alternativeRuns, experts } from "../trials/alternatives.ts";
import type { TrainingPlan } from "../trials/language-runs.ts";
import { allRecorded, recordedRuns } from "../trials/recorded-runs.ts";
import { workOf } from "./work.ts";

export interface CostedArm {
  /** With the width in its name where that is not the core model's. */
  readonly arm: TunedArm<Training>;
  /** Its name in a crowded figure. */
  readonly label: string;
  readonly width: number;
  readonly seeds: number;
}

const costed = (arm: TunedArm<Training>, label: string, seeds: number): CostedArm => ({
  arm,
  label,
  width: coreWidth,
  seeds,
});

/** A narrower model. */
const narrowed = (arm: TunedArm<Training>, label: string, width: number, seeds: number): CostedArm => ({
  arm: { ...arm, name: `${arm.name}, d = ${width}` },
  label,
  width,
  seeds,
});

const fullOfWidth = (width: number, seeds: number) => narrowed(fullArm, `d = ${width}`, width, seeds);

/** What the build trains. */
export const trainedArms = {
  full: costed(fullArm, "full", 4),
  narrow: narrowed(fullArm, "half width", narrowWidth, 4),
  experts: narrowed(expertsArm(experts), `${experts} experts`, narrowWidth, 4),
  lora4: costed(loraArm(4), "LoRA r = 4", 4),
  lora16: costed(loraArm(16), "r = 16", 3),
  lora64: costed(loraArm(coreWidth), `r = ${coreWidth}`, 4),
} as const;

/** What only the long profile trains. */
export const recordedArms = {
  widths: [40, 48, 56].map((width) => fullOfWidth(width, 3)),
  ranks: [1, 2, 8, 32].map((rank) => costed(loraArm(rank), `r = ${rank}`, 3)),
  galore16: costed(galoreArm(16), "GaLore 16", 4),
  galore32: costed(galoreArm(32), "GaLore 32", 4),
  apollo: costed(apolloArm, "APOLLO-Mini", 4),
  reLora: costed(reLoraArm(4), "ReLoRA 4", 4),
  warmStart: costed(warmStartArm(4), "warm start 4", 4),
  factors: costed(lowRankArm(16), "BA 16", 3),
} as const;

const runsOf = ({ width, seeds }: CostedArm, most: number) =>
  ({ length: "long", width, seeds: reportSeeds(Math.min(seeds, most)) }) as const;

/** The runs of each arm, with at most `most` seeds. */
export const costedRuns = (arms: readonly CostedArm[], most: number, plan: TrainingPlan) =>
  arms.map((costs) => alternativeRuns(costs.arm, runsOf(costs, most), plan));

/** The same as recorded runs. */
export const recordedCostedRuns = (arms: readonly CostedArm[], most: number, plan: TrainingPlan) =>
  arms.map((costs) => recordedRuns(costs.arm, runsOf(costs, most), plan));

interface CostedRun {
  readonly finalLoss: number;
  readonly vocabSize: number;
}

/** Where an arm ends and what it costs; `recorded` if its runs are. */
export function costedRow(
  { arm, label, width }: CostedArm,
  runs: readonly CostedRun[],
  { training, lengths }: TrainingPlan,
  recorded = false,
) {
  const model = { ...modelOfWidth(width), vocabSize: runs[0]?.vocabSize ?? Number.NaN };
  const { flopsPerStep, stateElements, weights } = workOf(
    arm.trains,
    model,
    training.batchSize,
    lengths.long,
  );
  const { outer } = countParameters(model, fullArm.trains);
  return {
    arm: arm.name,
    label,
    width,
    recorded,
    seeds: runs.length,
    ...meanAs(
      "loss",
      runs.map(({ finalLoss }) => finalLoss),
    ),
    /** Of the body: weights, gradients, moments and projections, at their most. */
    stateMegabytes: megabytes(stateElements),
    /** With embeddings, positions and head, which every arm trains. */
    wholeMegabytes: megabytes(stateElements + 4 * outer),
    megaFlopsPerStep: flopsPerStep / 1e6,
    weights,
  };
}

/** A row for each arm whose runs were all recorded. */
export const recordedRows = (
  arms: readonly CostedArm[],
  results: readonly (readonly (CostedRun | undefined)[])[],
  plan: TrainingPlan,
) =>
  arms.flatMap((costs, index) => {
    const runs = allRecorded(results[index] ?? [], costs.seeds);
    return runs === undefined ? [] : [costedRow(costs, runs, plan, true)];
  });
