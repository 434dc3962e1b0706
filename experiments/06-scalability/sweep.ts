/** The results of the sweep over widths: losses of LoRA over full training's, exact costs, and times. */
import { log } from "../kit/exact-math.ts";
import type { ResultOf } from "../kit/experiment.ts";
import { blockMedians, median, pairedRatios, quantile, slopesOfSeeds } from "../kit/stats/describe.ts";
import { meanAs } from "../kit/stats/intervals.ts";
import { column, rowsOver, rowWith, zip } from "../kit/tables.ts";
import { fullArm } from "../lab/arms.ts";
import { closedGaps } from "../lab/losses.ts";
import { countParameters, megabytes, stateElements, stepFlops } from "../lab/nn/costs.ts";
import { coreTraining, coreWidth, modelOfWidth } from "../lab/setup.ts";
import { type SizeKey, sizeArms, type sizeRuns, type stepTime } from "./size-runs.ts";

/** Two ways in which LoRA can grow with the model. Their names and styles are the same at every width. */
export const loraArms = {
  fixed: sizeArms.fixed(),
  proportional: sizeArms.proportional(coreWidth),
};
const loraKeys = ["fixed", "proportional"] as const;
/** The seeds of each way: the first ones of full training. */
type SeedsOf = Readonly<Record<(typeof loraKeys)[number], readonly number[]>>;
type Run = ResultOf<typeof sizeRuns>[number];
type SeedRow = ReturnType<typeof seedRows>[number];
const loraNames = loraKeys.map((key) => loraArms[key].name);

/** Losses of each seed at a width, and LoRA's over full training's. LoRA may have fewer seeds than full training. */
export function seedRows(width: number, runs: Readonly<Record<SizeKey, readonly Run[]>>, seeds: SeedsOf) {
  return loraKeys.flatMap((key) =>
    zip(seeds[key], runs[key]).map(([seed, { finalLoss }], index) => {
      const full = runs.full[index]?.finalLoss ?? Number.NaN;
      return { arm: loraArms[key].name, width, seed, full, lora: finalLoss, gap: finalLoss - full };
    }),
  );
}

/** LoRA's loss over full training's at each width, mean over seeds; a single seed has no interval. */
export const gapRows = (rows: readonly SeedRow[], widths: readonly number[]) =>
  rowsOver({ arm: loraNames, width: widths }, (at) => meanAs("gap", column(rows, "gap", at)));

/** The growth of LoRA's loss over full training's when the width doubles: one slope per seed. */
export const slopeRows = (rows: readonly SeedRow[], widths: readonly number[], seeds: SeedsOf) =>
  loraKeys.flatMap((key) => {
    const { name: arm } = loraArms[key];
    const doublings = widths.map((width) => log(width) / Math.LN2);
    const gaps = widths.map((width) => column(rows, "gap", { arm, width }));
    return zip(seeds[key], slopesOfSeeds(doublings, gaps)).map(([seed, slope]) => ({ arm, seed, slope }));
  });

/** The share of the gap between the frozen body and full training that the fixed rank closes at the core model's width. */
export function closedRows(rows: readonly SeedRow[], frozen: readonly Run[], seeds: readonly number[]) {
  const of = (seed: number) => rowWith(rows, { arm: loraArms.fixed.name, width: coreWidth, seed });
  const closed = closedGaps({
    frozen: column(frozen, "finalLoss"),
    lora: seeds.map((seed) => of(seed).lora),
    full: seeds.map((seed) => of(seed).full),
  });
  return zip(seeds, frozen, closed).map(([seed, { finalLoss }, closedGap]) => ({
    seed,
    frozen: finalLoss,
    closedGap,
  }));
}

/** Exact counts at each width: trained numbers of the body, FLOPs of a step, bytes of the body's training state. */
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

/** Both costs of LoRA over full training's. */
export const costRows = (sizes: ReturnType<typeof sizeRows>, widths: readonly number[]) =>
  rowsOver({ arm: loraNames, width: widths }, (at) => {
    const [lora, full] = [rowWith(sizes, at), rowWith(sizes, { ...at, arm: fullArm.name })];
    return {
      operations: lora.megaFlopsPerStep / full.megaFlopsPerStep,
      state: lora.stateMegabytes / full.stateMegabytes,
    };
  });

/**
 * LoRA's time over full training's in the same round: median and quartiles at each width. For the interval, each
 * sample is the median of a few rounds. Empty in a build without timing.
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
