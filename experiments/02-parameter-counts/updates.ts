/** The updates of full training in pre-training and in fine-tuning: their sizes relative to their start, and their ranks. */

import { intervalRows } from "../kit/charts/intervals.ts";
import type { ArmStyle } from "../kit/charts/parts.ts";
import type { Figure, Finding, ResultOf } from "../kit/experiment.ts";
import { mean, median, pairedDifferences, pairedRatios } from "../kit/stats/describe.ts";
import {
  count,
  decimal,
  meanFinding,
  notRecorded,
  percent,
  ratioFinding,
  withCommas,
} from "../kit/stats/findings.ts";
import { meanAs, meanRatio } from "../kit/stats/intervals.ts";
import { column, rowsWith, zip } from "../kit/tables.ts";
import { full } from "../lab/arms.ts";
import { rankHolding } from "../lab/linalg/spectrum.ts";
import type { updateSpectra } from "../lab/trials/pretrain.ts";

/** The updates of one training with one seed. */
export type Spectra = Pick<ResultOf<typeof updateSpectra>, "updates">;
type Update = Spectra["updates"][number];

/** A training whose updates are measured. */
export interface Training {
  readonly stage: "pre-training" | "fine-tuning";
  readonly steps: number;
  /** Its learning rate as a share of the rate that was tuned for it. */
  readonly rateShare: number;
  readonly recorded: boolean;
}

/** Its name in the figure, where rows at lower rates follow that at the tuned one. */
function nameOf({ stage, steps, rateShare, recorded }: Training): string {
  if (rateShare !== 1) return `at ${Number(rateShare.toFixed(2))} of its rate`;
  const length = withCommas(steps);
  return `${stage}, ${recorded ? `${length} (recorded)` : `${length} steps`}`;
}

const normOf = ({ singularValues }: Update): number =>
  Math.sqrt(singularValues.reduce((sum, value) => sum + value * value, 0));

/**
 * One row per seed of a training. Sizes are geometric means over the matrices of the body: of the norm of the start, of that
 * of the update, and of their ratio. The rank is the median of the least ranks that hold `energyShare` of an update's energy.
 */
export function updateRows(
  training: Training,
  seeds: readonly number[],
  spectra: readonly Spectra[],
  energyShare: number,
) {
  return zip(seeds, spectra).map(([seed, { updates }]) => ({
    arm: nameOf(training),
    stage: training.stage,
    steps: training.steps,
    rateShare: training.rateShare,
    recorded: training.recorded,
    seed,
    start: meanRatio(column(updates, "startNorm")),
    size: meanRatio(updates.map(normOf)),
    relative: meanRatio(updates.map((update) => normOf(update) / update.startNorm)),
    rank: median(updates.map(({ singularValues }) => rankHolding(singularValues, energyShare))),
  }));
}

export type UpdateRow = ReturnType<typeof updateRows>[number];

/** The mean relative size of each training, with its interval over seeds. */
export const meanRows = (rows: readonly UpdateRow[]) =>
  [...new Set(column(rows, "arm"))].map((arm) => {
    const ofArm = rowsWith(rows, { arm });
    return {
      arm,
      stage: ofArm[0]?.stage ?? "",
      recorded: ofArm.some(({ recorded }) => recorded),
      ...meanAs("relative", column(ofArm, "relative")),
    };
  });

interface Lengths {
  readonly short: number;
  readonly adaptation: number;
  readonly middle: number;
  readonly long: number;
}

type Field = "start" | "size" | "relative" | "rank";

/** A column of one training, per seed; empty if it has no rows. */
const samplesOf = (
  rows: readonly UpdateRow[],
  field: Field,
  training: Pick<Training, "stage" | "steps"> & { readonly rateShare?: number },
): readonly number[] => {
  const wanted = rowsWith(rows, { rateShare: 1, ...training });
  return wanted.map((row) => row[field]);
};

/** The longest pre-training over fine-tuning, one ratio per seed. `rateShare` is of fine-tuning. */
export const ratiosOf = (
  rows: readonly UpdateRow[],
  { adaptation, long }: Lengths,
  field: Field = "relative",
  rateShare = 1,
): number[] =>
  pairedRatios(
    samplesOf(rows, field, { stage: "pre-training", steps: long }),
    samplesOf(rows, field, { stage: "fine-tuning", steps: adaptation, rateShare }),
  );

/** The rank of the updates in the longest pre-training minus that in fine-tuning, per seed. */
export const rankDifferences = (rows: readonly UpdateRow[], { adaptation, long }: Lengths): number[] =>
  pairedDifferences(
    samplesOf(rows, "rank", { stage: "pre-training", steps: long }),
    samplesOf(rows, "rank", { stage: "fine-tuning", steps: adaptation }),
  );

/** The ratio after equally many steps of both, whose fine-tuning is recorded. */
function equalStepsFinding(rows: readonly UpdateRow[], steps: number): Finding {
  const fine = samplesOf(rows, "relative", { stage: "fine-tuning", steps });
  if (fine.length === 0) return notRecorded;
  const pre = samplesOf(rows, "relative", { stage: "pre-training", steps }).slice(0, fine.length);
  return { ...ratioFinding(pairedRatios(pre, fine), ".1f"), unit: "(recorded)" };
}

/** The ratio of the shortest pre-training, which is about as long as fine-tuning. */
function shortRatio(rows: readonly UpdateRow[], { short, adaptation }: Lengths): Finding {
  const pre = samplesOf(rows, "relative", { stage: "pre-training", steps: short });
  const fine = samplesOf(rows, "relative", { stage: "fine-tuning", steps: adaptation });
  return decimal(meanRatio(pairedRatios(pre, fine.slice(0, pre.length))), 1);
}

export function updateFindings(
  rows: readonly UpdateRow[],
  { lengths, rateShares }: { readonly lengths: Lengths; readonly rateShares: readonly number[] },
): Readonly<Record<string, Finding>> {
  const { adaptation, long } = lengths;
  const moved = (stage: Training["stage"], steps: number) =>
    percent(mean(samplesOf(rows, "relative", { stage, steps })));
  const rank = (stage: Training["stage"], steps: number) =>
    meanFinding(samplesOf(rows, "rank", { stage, steps }), ".1f");
  const byRate = rateShares.map((rate) => meanRatio(ratiosOf(rows, lengths, "relative", rate)));
  return {
    seeds: count(samplesOf(rows, "size", { stage: "pre-training", steps: long }).length),
    pre: moved("pre-training", long),
    fine: moved("fine-tuning", adaptation),
    ratio: decimal(meanRatio(ratiosOf(rows, lengths)), 1),
    "ratio-lowest": decimal(Math.min(...byRate), 1),
    "ratio-highest": decimal(Math.max(...byRate), 1),
    "ratio-absolute": decimal(meanRatio(ratiosOf(rows, lengths, "size")), 1),
    // Fine-tuning starts from the longest pre-training.
    "start-ratio": decimal(1 / meanRatio(ratiosOf(rows, lengths, "start")), 1),
    "ratio-short": shortRatio(rows, lengths),
    "ratio-equal": equalStepsFinding(rows, lengths.middle),
    "rank-pre": rank("pre-training", long),
    "rank-fine": rank("fine-tuning", adaptation),
    "rank-difference": meanFinding(rankDifferences(rows, lengths), ".1f"),
  };
}

/** Each training in the style of its stage. */
const styles: Readonly<Record<string, Omit<ArmStyle, "name">>> = {
  "pre-training": full,
  "fine-tuning": { color: "orange", dash: "dashed", shape: "diamond" },
};

/** The relative size of the update of each training, with its seeds as dots. */
export function updatesFigure(rows: ReturnType<typeof meanRows>): Figure {
  const arms = rows.map(({ arm, stage }) => ({ ...(styles[stage] ?? full), name: arm }));
  return {
    spec: intervalRows({
      table: "updates",
      arms,
      value: {
        field: "relative",
        title: "size of the update / size of its start",
        zero: true,
        format: ".0%",
      },
      seeds: "updatesBySeed",
      ...(rows.some(({ recorded }) => recorded) && { hollow: "recorded" }),
      step: 32,
    }),
    tables: ["updates", "updatesBySeed"],
  };
}
