/** The sweep over widths, arranged: losses of LoRA over full's, exact costs, and times. */
import type { ResultOf } from "../lib/experiment.ts";
import { countParameters, megabytes, stateElements, stepFlops } from "../lib/nn/costs.ts";
import { closedGaps } from "../lib/stats/comparisons.ts";
import { blockMedians, median, pairedRatios, quantile } from "../lib/stats/describe.ts";
import { meanAs } from "../lib/stats/intervals.ts";
import { column, rowsOver, rowWith, zip } from "../lib/tables.ts";
import { fullArm } from "../lib/trials/arms.ts";
import { coreTraining } from "../lib/trials/core.ts";
import { modelOfWidth, type SizeKey, sizeArms, type sizeRuns, type stepTime } from "./size-runs.ts";

/** Two ways in which LoRA can grow with the model. Names and looks are the same at every width. */
export const loraArms = {
  fixed: sizeArms.fixed(coreTraining.model.dModel),
  proportional: sizeArms.proportional(coreTraining.model.dModel),
};
const loraKeys = ["fixed", "proportional"] as const;
const loraNames = loraKeys.map((key) => loraArms[key].name);

/**
 * Each seed's losses at a width, with LoRA's over full's and the share of the gap that it closes; null where no body was
 * frozen.
 */
export function seedRows(
  width: number,
  runs: Readonly<Record<SizeKey, ResultOf<typeof sizeRuns>>>,
  seeds: readonly number[],
) {
  const [full, frozen] = [column(runs.full, "finalLoss"), column(runs.frozen, "finalLoss")];
  return loraKeys.flatMap((key) => {
    const lora = column(runs[key], "finalLoss");
    const closed = frozen.length === 0 ? [] : closedGaps({ frozen, lora, full });
    return zip(seeds, full, lora).map(([seed, ofFull, ofLora], index) => ({
      arm: loraArms[key].name,
      width,
      seed,
      full: ofFull,
      lora: ofLora,
      frozen: frozen[index] ?? null,
      gap: ofLora - ofFull,
      closedGap: closed[index] ?? null,
    }));
  });
}

/** LoRA's loss over full's at each width, mean over seeds; a single seed has no interval. */
export const gapRows = (rows: ReturnType<typeof seedRows>, widths: readonly number[]) =>
  rowsOver({ arm: loraNames, width: widths }, (at) => meanAs("gap", column(rows, "gap", at)));

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
        stateMegabytes: megabytes(stateElements(model, trains)),
      };
    });
  });

/** Both costs of LoRA over full's. */
export const costRows = (sizes: ReturnType<typeof sizeRows>, widths: readonly number[]) =>
  rowsOver({ arm: loraNames, width: widths }, (at) => {
    const [lora, full] = [rowWith(sizes, at), rowWith(sizes, { ...at, arm: fullArm.name })];
    return {
      operations: lora.megaFlopsPerStep / full.megaFlopsPerStep,
      state: lora.stateMegabytes / full.stateMegabytes,
    };
  });

/**
 * LoRA's time over full's in the same round: median and quartiles at each width, and samples for an interval, which are
 * medians of a few rounds at a time. Empty in a build without timing.
 */
export function timeTables(timed: ResultOf<typeof stepTime>["times"], roundsPerSample: number) {
  const widths = [...new Set(column(timed, "width"))];
  const compared = rowsOver({ key: loraKeys, width: widths }, ({ key, width }) => {
    const timesOf = (name: string) => rowWith(timed, { name, width }).milliseconds;
    const [full, lora] = [timesOf("full"), timesOf(key)];
    return { arm: loraArms[key].name, full, lora, ratios: pairedRatios(lora, full) };
  });
  return {
    times: compared.map(({ arm, width, full, lora, ratios }) => ({
      arm,
      width,
      ratio: median(ratios),
      lowerQuartile: quantile(ratios, 0.25),
      upperQuartile: quantile(ratios, 0.75),
      fullMilliseconds: median(full),
      loraMilliseconds: median(lora),
      rounds: ratios.length,
    })),
    timeRatios: compared.flatMap(({ arm, width, ratios }) =>
      blockMedians(ratios, roundsPerSample).map((ratio, index) => ({
        arm,
        width,
        sample: index + 1,
        ratio,
      })),
    ),
  };
}
