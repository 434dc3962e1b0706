/** Wall-clock time of the orders of computing a LoRA layer, against their exact FLOPs. */
import { defineExperiment } from "../lib/experiment.ts";
import { breakEvenRankOfStep, type ComputationOrder, passFlops, trainingShare } from "../lib/nn/costs.ts";
import { blockMedians, median, pairedRatios, quantile } from "../lib/stats/describe.ts";
import { zip } from "../lib/tables.ts";
import { defineTrial } from "../lib/trial.ts";

/** Times of a linear layer in several computation orders; exclusive. */
export const computationTime = defineTrial<typeof import("./computation-time.run.ts")>({
  kind: "computation-time",
  module: new URL("./computation-time.run.ts", import.meta.url),
  exclusive: true,
  // About ten milliseconds a case, averaged over the token counts.
  estimatedSeconds: ({ cases, repetitions, warmup }) => 0.01 * cases.length * (repetitions + warmup),
});

/** The orders under the names that figures give them. */
export const orderNames: Readonly<Record<ComputationOrder, string>> = {
  full: "x W (full)",
  lora: "x W + (x A) B",
  factored: "(x A) B",
  product: "x (A B) (deck)",
  merged: "x (W + A B)",
};
const ORDERS: readonly ComputationOrder[] = ["full", "lora", "factored", "product", "merged"];
/** What training does with a layer. */
const STEP = "forward + backward" as const;
const PASSES = ["forward", STEP] as const;

const common = {
  /** The deck's layer. */
  dModel: 768,
  rank: 4,
  /** Tokens N of a batch; the deck's code has one. */
  tokens: [1, 16, 64, 256],
  /** Ranks at which a training step of LoRA is timed against full's, at the largest batch. */
  sweepRanks: [1, 16, 64, 128, 192, 256],
  warmup: 2,
  seed: 100,
};
type Config = typeof common & { readonly repetitions: number; readonly repetitionsPerSample: number };

function casesOf({ rank, tokens, sweepRanks }: Config) {
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

interface Timed {
  readonly order: ComputationOrder;
  readonly pass: (typeof PASSES)[number];
  readonly rank: number;
  readonly tokens: number;
  readonly milliseconds: readonly number[];
}

function millisecondsOf(times: readonly Timed[], wanted: Omit<Timed, "milliseconds">): readonly number[] {
  const found = times.find(
    (one) =>
      one.order === wanted.order &&
      one.pass === wanted.pass &&
      one.rank === wanted.rank &&
      one.tokens === wanted.tokens,
  );
  if (found === undefined) throw new RangeError(`missing time: ${JSON.stringify(wanted)}`);
  return found.milliseconds;
}

function timeRow({ order, pass, rank, tokens, milliseconds }: Timed, dModel: number) {
  const { forward, backward } = passFlops(order, tokens, { inputs: dModel, outputs: dModel, rank });
  const operations = pass === "forward" ? forward : forward + backward;
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

export const experiment = defineExperiment({
  profiles: {
    quick: { ...common, repetitions: 3, repetitionsPerSample: 3 },
    default: { ...common, repetitions: 30, repetitionsPerSample: 5 },
    paper: { ...common, repetitions: 100, repetitionsPerSample: 10 },
  },
  trials: (config: Config) => ({
    timing: computationTime({
      dModel: config.dModel,
      cases: casesOf(config),
      repetitions: config.repetitions,
      warmup: config.warmup,
      seed: config.seed,
    }),
  }),
  tables: ({ timing }, config) => {
    const { dModel, rank, tokens, sweepRanks, repetitionsPerSample } = config;
    const largest = Math.max(...tokens);
    const samples = (order: ComputationOrder, pass: Timed["pass"], n: number, r = rank) =>
      blockMedians(millisecondsOf(timing.times, { order, pass, rank: r, tokens: n }), repetitionsPerSample);
    const allRanks = [rank, ...sweepRanks].sort((first, second) => first - second);
    const fullStep = samples("full", STEP, largest);
    const fullOverLora = pairedRatios(fullStep, samples("lora", STEP, largest));
    const deckOverFull = pairedRatios(samples("product", "forward", 1), samples("full", "forward", 1));
    return {
      times: timing.times.filter((one) => one.rank === rank).map((one) => timeRow(one, dModel)),
      sweep: [
        ...allRanks.map((r) =>
          ratioRow("measured", r, pairedRatios(samples("lora", STEP, largest, r), fullStep)),
        ),
        ...allRanks.map((r) =>
          ratioRow("by operations", r, [
            trainingShare("lora", largest, { inputs: dModel, outputs: dModel, rank: r }),
          ]),
        ),
      ],
      ratios: zip(fullOverLora, deckOverFull).map(([ofStep, ofDeck], index) => ({
        sample: index + 1,
        fullOverLora: ofStep,
        deckOverFull: ofDeck,
      })),
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
