/** The sweep over widths, arranged: losses of LoRA over full's, exact costs, and times. */
import type { ResultOf } from "../lib/experiment.ts";
import { countParameters, stateElements, stepFlops } from "../lib/nn/costs.ts";
import { closedGaps } from "../lib/stats/comparisons.ts";
import { blockMedians, median, pairedRatios, quantile } from "../lib/stats/describe.ts";
import { meanAs } from "../lib/stats/intervals.ts";
import { column, rowWith, zip } from "../lib/tables.ts";
import { fullArm } from "../lib/trials/arms.ts";
import { coreTraining } from "../lib/trials/core.ts";
import type { pretrain } from "../lib/trials/pretrain.ts";
import { modelOfWidth, type SizeKey, sizeArms } from "./size-runs.ts";

/** Two ways in which LoRA can grow with the model. Names and looks are the same at every width. */
export const loraArms = {
  fixed: sizeArms.fixed(coreTraining.model.dModel),
  proportional: sizeArms.proportional(coreTraining.model.dModel),
};
type LoraKey = keyof typeof loraArms;
const loraKeys = ["fixed", "proportional"] as const;

/** Rows of LoRA in both ways, at every width. */
const loraAtEach = <Row>(widths: readonly number[], rowOf: (name: LoraKey, width: number) => Row): Row[] =>
  loraKeys.flatMap((name) => widths.map((width) => rowOf(name, width)));

/** float32 */
const BYTES = 4;

/**
 * Each seed's losses at a width, with LoRA's over full's and the share of the gap that it closes; null where no body was
 * frozen.
 */
export function seedRows(
  width: number,
  runs: Readonly<Record<SizeKey, readonly ResultOf<typeof pretrain>[]>>,
  seeds: readonly number[],
) {
  const [full, frozen] = [column(runs.full, "finalLoss"), column(runs.frozen, "finalLoss")];
  const none = seeds.map(() => null);
  const isFrozenRun = frozen.length > 0;
  return loraKeys.flatMap((name) => {
    const lora = column(runs[name], "finalLoss");
    const floors = isFrozenRun ? frozen : none;
    const closed = isFrozenRun ? closedGaps({ frozen, lora, full }) : none;
    return zip(seeds, full, lora, floors, closed).map(([seed, ofFull, ofLora, floor, closedGap]) => ({
      arm: loraArms[name].name,
      width,
      seed,
      full: ofFull,
      lora: ofLora,
      frozen: floor,
      gap: ofLora - ofFull,
      closedGap,
    }));
  });
}

/** LoRA's loss over full's at each width, mean over seeds; a single seed has no interval. */
export const gapRows = (rows: ReturnType<typeof seedRows>, widths: readonly number[]) =>
  loraAtEach(widths, (name, width) => {
    const { name: arm } = loraArms[name];
    return { arm, width, ...meanAs("gap", column(rows, "gap", { arm, width })) };
  });

/** Exact counts at each width: numbers trained of the body, operations of a step, bytes of the body's state. */
export const sizeRows = (widths: readonly number[], vocabSize: number) =>
  widths.flatMap((width) => {
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

/** Both costs of LoRA over full's. */
export const costRows = (sizes: ReturnType<typeof sizeRows>, widths: readonly number[]) =>
  loraAtEach(widths, (name, width) => {
    const { name: arm } = loraArms[name];
    const [lora, full] = [rowWith(sizes, { arm, width }), rowWith(sizes, { arm: fullArm.name, width })];
    return {
      arm,
      width,
      operations: lora.megaFlopsPerStep / full.megaFlopsPerStep,
      state: lora.stateMegabytes / full.stateMegabytes,
    };
  });

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

/** The widths at which steps were timed; none in a build without timing. */
const widthsOf = (times: readonly Timed[]) => [...new Set(column(times, "width"))];

/** The ratios' median and quartiles at each width. */
export const timeRows = (times: readonly Timed[]) =>
  loraAtEach(widthsOf(times), (name, width) => {
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
  });

/** The rounds' ratios as samples for an interval: medians of a few rounds at a time. */
export const ratioRows = (times: readonly Timed[], roundsPerSample: number) =>
  loraAtEach(widthsOf(times), (name, width) =>
    blockMedians(ratiosOf(times, name, width), roundsPerSample).map((ratio, index) => ({
      arm: loraArms[name].name,
      width,
      sample: index + 1,
      ratio,
    })),
  ).flat();
