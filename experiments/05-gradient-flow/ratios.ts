/** LoRA with another rate for B than for A: tables, figure and findings. */
import { intervalRows } from "../lib/charts/intervals.ts";
import { lora } from "../lib/charts/looks.ts";
import type { Figure, Finding } from "../lib/experiment.ts";
import { count, lossGap } from "../lib/stats/findings.ts";
import { meanAs } from "../lib/stats/intervals.ts";
import { column, zip } from "../lib/tables.ts";
import { type RatioSweep, ratioTuning, tunedRate } from "./ratio-runs.ts";

type Runs = readonly { readonly finalLoss: number }[];

/** Every run, and its loss over that of equal rates with the same seed. `byRatio` is in the order of the ratios. */
export function ratioRunRows(byRatio: readonly Runs[], { ratios, seeds }: RatioSweep) {
  const equal = byRatio[ratios.indexOf(1)] ?? [];
  return zip(ratios, byRatio).flatMap(([ratio, runs]) =>
    zip(seeds, runs, equal).map(([seed, { finalLoss }, { finalLoss: reference }]) => ({
      ratio,
      seed,
      rateOfA: tunedRate(ratioTuning(ratio)),
      rateOfB: ratio * tunedRate(ratioTuning(ratio)),
      finalLoss,
      difference: finalLoss - reference,
    })),
  );
}

type RunRows = ReturnType<typeof ratioRunRows>;

const differencesAt = (rows: RunRows, ratio: number) => column(rows, "difference", { ratio });

const otherRatios = ({ ratios }: RatioSweep) => ratios.filter((ratio) => ratio !== 1);

/** A ratio as the figure names it, e.g. "B at 1/4 of A" or "B at 4 × A". */
const nameOf = (ratio: number): string =>
  ratio < 1 ? `rate of B = rate of A / ${1 / ratio}` : `rate of B = ${ratio} × rate of A`;

/** Mean difference of each ratio from equal rates. */
export const ratioRows = (rows: RunRows, sweep: RatioSweep) =>
  otherRatios(sweep).map((ratio) => ({
    name: nameOf(ratio),
    ratio,
    ...meanAs("difference", differencesAt(rows, ratio)),
  }));

export function ratioFindings(rows: RunRows, sweep: RatioSweep): Readonly<Record<string, Finding>> {
  const ofOthers = otherRatios(sweep);
  const [lowest, highest] = [Math.min(...ofOthers), Math.max(...ofOthers)];
  return {
    "ratio-highest": count(highest),
    "ratio-inverse": count(1 / lowest),
    "gap-ratio-highest": lossGap(differencesAt(rows, highest)),
    "gap-ratio-lowest": lossGap(differencesAt(rows, lowest)),
  };
}

export function ratioFigure(rows: ReturnType<typeof ratioRows>): Figure {
  const order = column(rows, "name");
  return {
    spec: intervalRows({
      table: "ratios",
      category: { field: "name", order },
      value: { field: "difference", title: "loss over equal rates’ (nats a character)" },
      arms: order.map((name) => ({ ...lora(4), name })),
      references: [{ value: 0, label: "equal rates" }],
      step: 34,
    }),
    tables: ["ratios", "ratio-runs"],
  };
}
