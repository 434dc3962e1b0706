/** Wall-clock time of the orders of computing a LoRA layer, compared with their exact FLOPs. */

import { defineExperiment } from "../kit/experiment.ts";
import { blockMedians, mean, median, pairedRatios, quantile } from "../kit/stats/describe.ts";
import { column, rowWith } from "../kit/tables.ts";
import { defineTrial } from "../kit/trial.ts";
import { breakEvenRankOfStep, type ComputationOrder, passFlops, trainingShare } from "../lab/nn/costs.ts";
import { reportSeeds } from "../lab/setup.ts";
import pytorch from "./pytorch-speed.json" with { type: "json" };

/** Times of a linear layer in several computation orders; runs alone. */
export const computationTime = defineTrial<typeof import("./computation-time.run.ts")>({
  kind: "computation-time",
  module: new URL("./computation-time.run.ts", import.meta.url),
  exclusive: true,
  estimatedSeconds: ({ dModel, cases, repetitions, warmup }) =>
    1 + (repetitions + warmup) * cases.reduce((sum, one) => sum + operationsOf(one, dModel) / USUAL_RATE, 0),
  describe: ({ seed }) => ({ seed, minor: ["seed"] }),
});

/** FLOPs per second that the engine reaches on one core, roughly. */
const USUAL_RATE = 2e10;

/** The names of the orders in figures. */
export const orderNames: Readonly<Record<ComputationOrder, string>> = {
  full: "x W (full)",
  lora: "x W + (x A) B",
  factored: "(x A) B",
  product: "x (A B) (deck)",
  merged: "x (W + A B)",
};
const ORDERS: readonly ComputationOrder[] = ["full", "lora", "factored", "product", "merged"];
/** The passes of training. */
const STEP = "forward + backward" as const;
const PASSES = ["forward", STEP] as const;
type Pass = (typeof PASSES)[number];

interface Case {
  readonly order: ComputationOrder;
  readonly pass: Pass;
  readonly rank: number;
  readonly tokens: number;
}

/** FLOPs of one pass in a square layer. */
function operationsOf({ order, pass, rank, tokens }: Case, dModel: number): number {
  const { forward, backward } = passFlops(order, tokens, { inputs: dModel, outputs: dModel, rank });
  return pass === "forward" ? forward : forward + backward;
}

const common = {
  /** The deck's layer. */
  dModel: 768,
  rank: 4,
  /** Tokens N per batch; the deck's code has one. */
  tokens: [1, 16, 64, 256],
  /** Tokens in the claims' comparisons: a training step at the largest batch, and the deck's forward pass. */
  claimedTokens: { step: 256, forward: 1 },
  /** Ranks at which a LoRA step is timed and compared with full training, at the largest batch. */
  sweepRanks: [1, 16, 64, 128, 192, 256],
  warmup: 2,
  seed: 200,
};
interface Config extends Readonly<typeof common> {
  readonly repetitions: number;
  /** Repetitions whose median is one sample of the sweep over ranks. */
  readonly repetitionsPerSample: number;
  /** One process per seed times the claims' two comparisons; its sample is the ratio of its medians. */
  readonly claimed: { readonly seeds: readonly number[]; readonly repetitions: number };
}

/** The comparisons of the claims. */
const claimedRatios = ({ rank, claimedTokens }: Config) => {
  const step = { pass: STEP, rank, tokens: claimedTokens.step };
  const forward = { pass: "forward" as const, rank, tokens: claimedTokens.forward };
  return {
    fullOverLora: { over: { order: "full", ...step }, under: { order: "lora", ...step } },
    deckOverFull: { over: { order: "product", ...forward }, under: { order: "full", ...forward } },
  } satisfies Record<string, { readonly over: Case; readonly under: Case }>;
};

function casesOf({ rank, tokens, sweepRanks }: Config): Case[] {
  return [
    ...tokens.flatMap((n) =>
      PASSES.flatMap((pass) => ORDERS.map((order) => ({ order, pass, rank, tokens: n }))),
    ),
    ...sweepRanks.map((r) => ({
      order: "lora" as const,
      pass: STEP,
      rank: r,
      tokens: Math.max(...tokens),
    })),
  ];
}

interface Timed extends Case {
  readonly milliseconds: readonly number[];
}

function millisecondsOf(times: readonly Timed[], { order, pass, rank, tokens }: Case): readonly number[] {
  return rowWith(times, { order, pass, rank, tokens }).milliseconds;
}

function timeRow({ milliseconds, ...one }: Timed, dModel: number) {
  const { order, pass, rank, tokens } = one;
  const operations = operationsOf(one, dModel);
  const middle = median(milliseconds);
  return {
    arm: orderNames[order],
    pass,
    rank,
    tokens,
    milliseconds: middle,
    lowerQuartile: quantile(milliseconds, 0.25),
    upperQuartile: quantile(milliseconds, 0.75),
    operations,
    gigaflops: operations / middle / 1e6,
  };
}

function ratioRow(arm: string, rank: number, ratios: readonly number[]) {
  return {
    arm,
    rank,
    ratio: median(ratios),
    lowerQuartile: quantile(ratios, 0.25),
    upperQuartile: quantile(ratios, 0.75),
  };
}

/** Name of the layer that this build times; the table's other rows are whole steps. */
export const ONE_LAYER = "one layer, here";

/** Name of the measurements from outside this build. Their file has method, machine and versions. */
export const OUTSIDE = "PyTorch, PEFT";

/** Models with this report's depth and context, so that only widths differ. */
const outsideSteps = pytorch.rows.filter(
  ({ nLayers, contextLength }) => nLayers === 2 && contextLength === 32,
);

export const experiment = defineExperiment({
  profiles: {
    quick: {
      ...common,
      repetitions: 3,
      repetitionsPerSample: 3,
      claimed: { seeds: reportSeeds(1), repetitions: 3 },
    },
    default: {
      ...common,
      repetitions: 20,
      repetitionsPerSample: 5,
      claimed: { seeds: reportSeeds(5), repetitions: 40 },
    },
    paper: {
      ...common,
      repetitions: 100,
      repetitionsPerSample: 10,
      claimed: { seeds: reportSeeds(5), repetitions: 40 },
    },
  },
  trials: (config: Config) => ({
    timing: computationTime({
      dModel: config.dModel,
      cases: casesOf(config),
      repetitions: config.repetitions,
      warmup: config.warmup,
      seed: config.seed,
    }),
    claimed: config.claimed.seeds.map((seed) =>
      computationTime({
        dModel: config.dModel,
        cases: Object.values(claimedRatios(config)).flatMap(({ over, under }) => [over, under]),
        repetitions: config.claimed.repetitions,
        warmup: config.warmup,
        seed,
      }),
    ),
  }),
  tables: ({ timing, claimed }, config) => {
    const { dModel, rank, tokens, sweepRanks, repetitionsPerSample } = config;
    const largest = Math.max(...tokens);
    const samples = (order: ComputationOrder, pass: Pass, n: number, r = rank) =>
      blockMedians(millisecondsOf(timing.times, { order, pass, rank: r, tokens: n }), repetitionsPerSample);
    const allRanks = [rank, ...sweepRanks].sort((first, second) => first - second);
    const fullStep = samples("full", STEP, largest);
    const claims = claimedRatios(config);
    const ratioIn = (
      { times }: (typeof claimed)[number],
      { over, under }: (typeof claims)[keyof typeof claims],
    ) => median(millisecondsOf(times, over)) / median(millisecondsOf(times, under));
    const ratios = claimed.map((process, index) => ({
      process: index + 1,
      fullOverLora: ratioIn(process, claims.fullOverLora),
      deckOverFull: ratioIn(process, claims.deckOverFull),
    }));
    return {
      times: timing.times.filter((one) => one.rank === rank).map((one) => timeRow(one, dModel)),
      sweep: [
        ...allRanks.map((r) =>
          ratioRow("measured", r, pairedRatios(samples("lora", STEP, largest, r), fullStep)),
        ),
        ...allRanks.map((r) =>
          ratioRow("by FLOPs", r, [
            trainingShare("lora", largest, { inputs: dModel, outputs: dModel, rank: r }),
          ]),
        ),
      ],
      ratios,
      steps: [
        ...outsideSteps.map(({ dModel: width, milliseconds: { full, lora4 } }) => ({
          arm: OUTSIDE,
          width,
          ratio: lora4.median / full.median,
        })),
        { arm: ONE_LAYER, width: dModel, ratio: 1 / mean(column(ratios, "fullOverLora")) },
      ],
      machine: [
        {
          engine: timing.engine,
          ownKernels: timing.hasOwnKernels,
          breakEvenRank: breakEvenRankOfStep(dModel, dModel),
          largestBatch: largest,
        },
      ],
    };
  },
});
