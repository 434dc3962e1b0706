/**
 * Shares of work, state and parameters by exact formulas; perplexities of the literature; and a sweep over the widths that
 * can be trained here.
 */
import { galoreTable2, ratiosToFull, reloraTable2 } from "../lib/data/literature.ts";
import { defineExperiment } from "../lib/experiment.ts";
import { trainingShare } from "../lib/nn/costs.ts";
import { zip } from "../lib/tables.ts";
import { optional } from "../lib/trial.ts";
import { coreTraining } from "../lib/trials/core.ts";
import { headline } from "../lib/trials/headline.ts";
import { FIXED_RANK, modelOfWidth, type SizeKey, sizeArms, sizeRuns, stepTime } from "./size-runs.ts";
import { costRows, gapRows, ratioRows, seedRows, sizeRows, timeRows } from "./sweep.ts";

/** Width over depth, about that of GPT-2 S (768 over 12). */
const WIDTH_PER_LAYER = 64;

const common = {
  rank: FIXED_RANK,
  /** Depths that give 12 L d^2 = 1e6 to 1e10 body weights at d = 64 L; the last is the model of the claim. */
  depths: [3, 4, 5, 6, 8, 10, 13, 16, 20, 27, 34, 43, 59],
  /** The deck's "Assuming 10% of full size". */
  assumedShare: 0.1,
  timing: { repetitions: 30, warmup: 30 },
  /** Rounds whose median is one sample of the time's interval. */
  roundsPerSample: 5,
};

/** The linear layers of one block: query, key, value and output, then up and down. */
const blockOf = (d: number, rank: number) => [
  ...Array.from({ length: 4 }, () => ({ inputs: d, outputs: d, rank })),
  { inputs: d, outputs: 4 * d, rank },
  { inputs: 4 * d, outputs: d, rank },
];

/** LoRA on every linear layer of the body, as shares of full training. */
function sharesOf(depth: number, rank: number) {
  const d = WIDTH_PER_LAYER * depth;
  const block = blockOf(d, rank);
  const weights = block.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
  const adapters = block.reduce((sum, { inputs, outputs }) => sum + rank * (inputs + outputs), 0);
  return {
    depth,
    width: d,
    size: depth * weights,
    // Every share is the same in each block and whatever the batch.
    work: block.reduce(
      (sum, layer) => sum + (trainingShare("lora", 1, layer) * layer.inputs * layer.outputs) / weights,
      0,
    ),
    // Weight, gradient and two moments in full; the frozen weight and four numbers a parameter of A and B with LoRA.
    state: (weights + 4 * adapters) / (4 * weights),
    parameters: adapters / weights,
  };
}

/** Published ratios by the name that the figure gives their method. */
const publishedRows = (arm: string, rows: ReturnType<typeof ratiosToFull>) =>
  rows.map(({ size, millions, ratio }) => ({ arm, size, parameters: millions * 1e6, ratio }));

/** The default's sweep ends at the headline's model, whose runs it shares. The body is frozen at some widths only. */
const sweeps = {
  quick: { widths: [16, 32], frozenWidths: [32], steps: 30, seeds: headline.quick.seeds },
  default: {
    widths: [16, 32, 64],
    frozenWidths: [64],
    steps: headline.default.steps,
    seeds: headline.default.seeds,
  },
  paper: {
    widths: [16, 32, 64, 128],
    frozenWidths: [16, 32, 64, 128],
    steps: 2400,
    seeds: headline.paper.seeds,
  },
};

/** Arms whose steps are timed: the frozen body's trains nothing to compare. */
const timedArms = ["full", "fixed", "proportional"] as const;

/** One round of all arms of all widths after another, on the batches of the sweep. */
const timesOf = (widths: readonly number[], timing: typeof common.timing, seed: number) =>
  stepTime({
    batchSize: coreTraining.batchSize,
    validationWindows: coreTraining.validationWindows,
    seed,
    ...timing,
    widths: widths.map((width) => ({
      model: modelOfWidth(width),
      arms: timedArms.map((name) => ({ name, arm: sizeArms[name](width).trains })),
    })),
  });

export const experiment = defineExperiment({
  profiles: {
    quick: { ...common, ...sweeps.quick, timing: { repetitions: 3, warmup: 1 }, roundsPerSample: 3 },
    default: { ...common, ...sweeps.default },
    paper: { ...common, ...sweeps.paper },
  },
  trials: ({ widths, frozenWidths, seeds, steps, timing }) => ({
    sweep: widths.map((width) => {
      const runs = (name: SizeKey) => sizeRuns(width, name, { steps, seeds });
      return {
        full: runs("full"),
        fixed: runs("fixed"),
        proportional: runs("proportional"),
        frozen: frozenWidths.includes(width) ? runs("frozen") : [],
      };
    }),
    times: optional(timesOf(widths, timing, seeds[0] ?? 100)),
  }),
  tables: ({ sweep, times }, config) => {
    const { rank, depths, assumedShare, widths, seeds } = config;
    const bySeed = zip(widths, sweep).flatMap(([width, runs]) => seedRows(width, runs, seeds));
    const models = depths.map((depth) => sharesOf(depth, rank));
    const sizes = sizeRows(widths, sweep[0]?.full[0]?.vocabSize ?? Number.NaN);
    return {
      sweep: gapRows(bySeed, widths),
      bySeed,
      sizes,
      costs: costRows(sizes, widths),
      times: timeRows(times?.times ?? []),
      timeRatios: ratioRows(times?.times ?? [], config.roundsPerSample),
      models,
      shares: models.flatMap(({ size, work, state, parameters }) => [
        { size, arm: "operations", share: work },
        { size, arm: "state", share: state },
        { size, arm: "deck", share: assumedShare },
        { size, arm: "trained", share: parameters },
      ]),
      published: [
        ...publishedRows("W + BA", ratiosToFull(galoreTable2, "LoRA")),
        ...publishedRows("BA (GaLore)", ratiosToFull(galoreTable2, "Low rank")),
        ...publishedRows("BA (ReLoRA)", ratiosToFull(reloraTable2, "LoRA from scratch")),
      ],
    };
  },
});
