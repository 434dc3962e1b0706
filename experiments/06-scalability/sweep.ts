/** The sweep over widths, arranged: losses of LoRA over full's, exact costs, and times. */
import type { ResultOf } from "../lib/experiment.ts";
import { countParameters, stateElements, stepFlops } from "../lib/nn/costs.ts";
import { blockMedians, median, pairedDifferences, pairedRatios, quantile } from "../lib/stats/describe.ts";
import { meanRange } from "../lib/stats/intervals.ts";
import { rowWith, zip } from "../lib/tables.ts";
import { fullArm } from "../lib/trials/arms.ts";
import { coreTraining } from "../lib/trials/core.ts";
import type { pretrain } from "../lib/trials/pretrain.ts";
import { modelOfWidth, type SizeKey, sizeArms } from "./size-runs.ts";

type Run = ResultOf<typeof pretrain>;
type RunsOfWidth = Readonly<Record<SizeKey, readonly Run[]>>;

/** Two ways in which LoRA can grow with the model. Names and looks are the same at every width. */
export const loraArms = {
  fixed: sizeArms.fixed(coreTraining.model.dModel),
  proportional: sizeArms.proportional(coreTraining.model.dModel),
};
type LoraKey = keyof typeof loraArms;
const loraKeys = ["fixed", "proportional"] as const;

/** float32 */
const BYTES = 4;

const lossesOf = (runs: readonly Run[]) => runs.map(({ finalLoss }) => finalLoss);

/**
 * Each seed's losses at a width, with LoRA's over full's, and how far LoRA comes from the frozen body to full; null where
 * no body was frozen.
 */
export function seedRows(width: number, runs: RunsOfWidth, seeds: readonly number[]) {
  const [full, frozen] = [lossesOf(runs.full), lossesOf(runs.frozen)];
  return loraKeys.flatMap((name) => {
    const lora = lossesOf(runs[name]);
    const gaps = pairedDifferences(lora, full);
    const closed =
      frozen.length === 0
        ? []
        : pairedRatios(pairedDifferences(frozen, lora), pairedDifferences(frozen, full));
    return zip(seeds, gaps).map(([seed, gap], index) => ({
      arm: loraArms[name].name,
      width,
      seed,
      full: full[index] ?? Number.NaN,
      lora: lora[index] ?? Number.NaN,
      frozen: frozen[index] ?? null,
      gap,
      closedGap: closed[index] ?? null,
    }));
  });
}

type SeedRow = ReturnType<typeof seedRows>[number];

const widthsOf = (rows: readonly { readonly width: number }[]) => [
  ...new Set(rows.map(({ width }) => width)),
];

/** LoRA's loss over full's at each width, mean over seeds; a single seed has no interval. */
export function gapRows(rows: readonly SeedRow[]) {
  return Object.values(loraArms).flatMap(({ name: arm }) =>
    widthsOf(rows).map((width) => {
      const gaps = rows.filter((row) => row.arm === arm && row.width === width).map(({ gap }) => gap);
      const { mean: gap, ...ends } = meanRange(gaps);
      return { arm, width, gap, ...ends };
    }),
  );
}

/** Exact counts at each width: numbers trained of the body, operations of a step, bytes of the body's state. */
export function sizeRows(widths: readonly number[], vocabSize: number) {
  return widths.flatMap((width) => {
    const model = { ...modelOfWidth(width), vocabSize };
    return (["full", ...loraKeys] as const).map((name) => {
      const { name: arm, trains } = sizeArms[name](width);
      const { body, trainedBody } = countParameters(model, trains);
      return {
        arm,
        width,
        rank: trains.kind === "full" ? null : trains.rank,
        body,
        trained: trainedBody,
        megaFlopsPerStep: stepFlops(model, trains, coreTraining.batchSize) / 1e6,
        stateMegabytes: (BYTES * stateElements(model, trains)) / 1e6,
      };
    });
  });
}

/** Both costs of LoRA over full's. */
export function costRows(sizes: ReturnType<typeof sizeRows>) {
  return Object.values(loraArms).flatMap(({ name: arm }) =>
    widthsOf(sizes).map((width) => {
      const [lora, full] = [rowWith(sizes, { arm, width }), rowWith(sizes, { arm: fullArm.name, width })];
      return {
        arm,
        width,
        operations: lora.megaFlopsPerStep / full.megaFlopsPerStep,
        state: lora.stateMegabytes / full.stateMegabytes,
      };
    }),
  );
}

interface Timed {
  readonly width: number;
  readonly name: string;
  readonly milliseconds: readonly number[];
}

const timesOf = (times: readonly Timed[], name: LoraKey | "full", width: number) =>
  rowWith(times, { name, width }).milliseconds;

/** Time of LoRA's step over that of full's in the same round. */
const ratiosOf = (times: readonly Timed[], name: LoraKey, width: number) =>
  pairedRatios(timesOf(times, name, width), timesOf(times, "full", width));

/** The ratios' median and quartiles at each width; none where nothing was timed. */
export function timeRows(times: readonly Timed[]) {
  return loraKeys.flatMap((name) =>
    widthsOf(times).map((width) => {
      const ratios = ratiosOf(times, name, width);
      return {
        arm: loraArms[name].name,
        width,
        ratio: median(ratios),
        lowerQuartile: quantile(ratios, 0.25),
        upperQuartile: quantile(ratios, 0.75),
        fullMilliseconds: median(timesOf(times, "full", width)),
        loraMilliseconds: median(timesOf(times, name, width)),
        rounds: ratios.length,
      };
    }),
  );
}

/** The rounds' ratios as samples for an interval: medians of a few rounds at a time. */
export const ratioRows = (times: readonly Timed[], roundsPerSample: number) =>
  loraKeys.flatMap((name) =>
    widthsOf(times).flatMap((width) =>
      blockMedians(ratiosOf(times, name, width), roundsPerSample).map((ratio, index) => ({
        arm: loraArms[name].name,
        width,
        sample: index + 1,
        ratio,
      })),
    ),
  );
