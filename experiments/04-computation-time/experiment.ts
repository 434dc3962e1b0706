/**
 * What LoRA's memory and FLOPs buy in pre-training, against models and methods that cost other amounts; and the time of
 * one layer, LoRA's and the deck's.
 */

import { defineExperiment, type ResultOf } from "../kit/experiment.ts";
import { blockMedians, median, pairedRatios } from "../kit/stats/describe.ts";
import { meanAs } from "../kit/stats/intervals.ts";
import { zip } from "../kit/tables.ts";
import { optional } from "../kit/trial.ts";
import {
  costedRow,
  costedRuns,
  recordedArms,
  recordedCostedRuns,
  recordedRows,
  trainedArms,
} from "../lab/costs/costed-arms.ts";
import { breakEvenRankOfStep, trainingShare } from "../lab/nn/costs.ts";
import { modelOfWidth, narrowWidth, reportSeeds } from "../lab/setup.ts";
import { trainingPlans } from "../lab/trials/language-runs.ts";
import {
  comparedPasses,
  computationTime,
  type LayerSettings,
  millisecondsOf,
  ratioOfFlops,
  ratioOfTimes,
  STEP,
  sweptCases,
} from "./layer-time.ts";
import pytorch from "./pytorch-speed.json" with { type: "json" };

/** LoRA at the deck's rank and the narrower model first: the main claim compares them. */
const { lora4, narrow, full, lora16, lora64 } = trainedArms;
const trained = [lora4, narrow, full, lora16, lora64];

const { widths, ranks, galore16, galore32, apollo, reLora, warmStart } = recordedArms;
const recorded = [...widths, ...ranks, galore16, galore32, apollo, reLora, warmStart];

const common = {
  /** The deck's. */
  rank: 4,
  narrow: modelOfWidth(narrowWidth),
  seeds: reportSeeds(4),
  layer: { dModel: 768, tokens: 256, deckTokens: 1, sweepRanks: [1, 4, 16, 64, 128, 256] },
  /** One process per seed times the two comparisons of the claims. */
  processes: { seeds: reportSeeds(5), repetitions: 40 },
  /** The process that times a step at each rank. */
  sweep: { repetitions: 20, repetitionsPerSample: 5 },
  warmup: 2,
};

const measured: typeof common & typeof trainingPlans.default = { ...common, ...trainingPlans.default };

type Timing = ResultOf<typeof computationTime>;

/** The two ratios in each process. */
function ratioRows(processes: readonly (Timing | undefined)[], settings: LayerSettings) {
  const { fullOverLora, deckOverFull } = comparedPasses(settings);
  return processes.flatMap((process, index) =>
    process === undefined
      ? []
      : [
          {
            process: index + 1,
            fullOverLora: ratioOfTimes(process.times, fullOverLora),
            deckOverFull: ratioOfTimes(process.times, deckOverFull),
          },
        ],
  );
}

/** The rows of the figure: each ratio by time, and by FLOPs. */
export const layerNames = {
  fullOverLora: { time: "full / LoRA, time", flops: "full / LoRA, FLOPs" },
  deckOverFull: { time: "deck’s / full, time", flops: "deck’s / full, FLOPs" },
} as const;

const comparisons = ["fullOverLora", "deckOverFull"] as const;

/** The mean of each ratio over processes, if there are any, and the ratio of FLOPs. */
const layerRows = (ratios: ReturnType<typeof ratioRows>, settings: LayerSettings) =>
  comparisons.flatMap((key) => {
    const { time, flops } = layerNames[key];
    const ofFlops = ratioOfFlops(comparedPasses(settings)[key], settings.layer.dModel);
    const byFlops = { arm: flops, ratio: ofFlops, low: ofFlops, high: ofFlops };
    if (ratios.length === 0) return [byFlops];
    const samples = ratios.map((row) => row[key]);
    return [{ arm: time, ...meanAs("ratio", samples) }, byFlops];
  });

/** LoRA's step over a full one at each rank, by time where it was measured and by FLOPs. */
function sweepRows(timing: Timing | undefined, { layer, sweep, rank }: typeof common) {
  const { dModel, tokens, sweepRanks } = layer;
  const sizes = { inputs: dModel, outputs: dModel };
  const byFlops = sweepRanks.map((swept) => ({
    arm: "by FLOPs",
    rank: swept,
    ratio: trainingShare("lora", tokens, { ...sizes, rank: swept }),
  }));
  if (timing === undefined) return byFlops;
  const samples = (order: "full" | "lora", ofRank: number) =>
    blockMedians(
      millisecondsOf(timing.times, { order, pass: STEP, rank: ofRank, tokens }),
      sweep.repetitionsPerSample,
    );
  const fullStep = samples("full", rank);
  const byTime = sweepRanks.map((swept) => ({
    arm: "by time",
    rank: swept,
    ratio: median(pairedRatios(samples("lora", swept), fullStep)),
  }));
  return [...byTime, ...byFlops];
}

/** Name of the measurements from outside this build. Their file has method, machine and versions. */
export const OUTSIDE = "PyTorch, PEFT";

/** Models with this report's depth and context, so that only widths differ. */
const outsideSteps = pytorch.rows.flatMap(({ nLayers, contextLength, dModel: width, milliseconds }) =>
  nLayers === 2 && contextLength === 32
    ? [{ arm: OUTSIDE, width, ratio: milliseconds.lora4.median / milliseconds.full.median }]
    : [],
);

export const experiment = defineExperiment({
  profiles: {
    quick: {
      ...measured,
      ...trainingPlans.quick,
      seeds: reportSeeds(1),
      processes: { seeds: reportSeeds(1), repetitions: 3 },
      sweep: { repetitions: 3, repetitionsPerSample: 3 },
    },
    default: measured,
    long: measured,
  },
  trials: (config) => {
    const { layer, warmup, seeds, processes, sweep } = config;
    const timed = { dModel: layer.dModel, warmup };
    const compared = Object.values(comparedPasses(config)).flatMap(({ over, under }) => [over, under]);
    return {
      trained: costedRuns(trained, seeds.length, config),
      recorded: recordedCostedRuns(recorded, seeds.length, config),
      processes: processes.seeds.map((seed) =>
        optional(computationTime({ ...timed, cases: compared, repetitions: processes.repetitions, seed })),
      ),
      sweep: optional(
        computationTime({
          ...timed,
          cases: sweptCases(config),
          repetitions: sweep.repetitions,
          seed: seeds[0] ?? 0,
        }),
      ),
    };
  },
  tables: (results, config) => {
    const [ofLora = [], ofNarrow = []] = results.trained;
    const ratios = ratioRows(results.processes, config);
    const [timing] = [...results.processes, results.sweep].filter((known) => known !== undefined);
    return {
      arms: [
        ...zip(trained, results.trained).map(([costs, runs]) => costedRow(costs, runs, config)),
        ...recordedRows(recorded, results.recorded, config),
      ],
      runs: zip(config.seeds, ofLora, ofNarrow).map(([seed, lora, narrower]) => ({
        seed,
        lora: lora.finalLoss,
        narrow: narrower.finalLoss,
      })),
      ratios,
      layers: layerRows(ratios, config),
      layerSeeds: ratios.flatMap((row) =>
        comparisons.map((key) => ({ arm: layerNames[key].time, process: row.process, ratio: row[key] })),
      ),
      sweep: sweepRows(results.sweep, config),
      steps: outsideSteps,
      machine: [
        {
          engine: timing?.engine ?? null,
          ownKernels: timing?.hasOwnKernels ?? null,
          breakEvenRank: breakEvenRankOfStep(config.layer.dModel, config.layer.dModel),
        },
      ],
    };
  },
});
