/**
 * Shares of work, state and parameters by exact formulas; perplexities of the literature; and a sweep over the widths that
 * can be trained here.
 */
import { defineExperiment, type ResultTree } from "../lib/experiment.ts";
import { trainingShare } from "../lib/linear-costs.ts";
import { galoreTable2, type PublishedPerplexity, reloraTable2 } from "../lib/literature.ts";
import { countParameters } from "../lib/nn/count.ts";
import { rowWith, zip } from "../lib/rows.ts";
import { mean, pairedDifferences, pairedRatios } from "../lib/stats/describe.ts";
import { meanInterval } from "../lib/stats/intervals.ts";
import { frozenArm, fullArm, loraArm } from "../lib/trials/core.ts";
import { headline } from "../lib/trials/headline.ts";
import type { pretrain } from "../lib/trials/pretrain.ts";
import { modelOfWidth, sizeRuns } from "../lib/trials/size-arms.ts";

/** Width over depth, about that of GPT-2 S (768 over 12). */
const WIDTH_PER_LAYER = 64;

const common = {
  rank: 4,
  /** Depths that give 12 L d^2 = 1e6 to 1e10 body weights at d = 64 L; the last is the model of the claim. */
  depths: [3, 4, 5, 6, 8, 10, 13, 16, 20, 27, 34, 43, 59],
  /** The deck's "Assuming 10% of full size". */
  assumedShare: 0.1,
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

/** Perplexity of one method over that of full training at the same size, by the name that figures give it. */
function ratiosOf(table: readonly PublishedPerplexity[], method: string, arm: string) {
  return table
    .filter((row) => row.method === method)
    .map(({ size, millions, perplexity }) => ({
      arm,
      size,
      parameters: millions * 1e6,
      ratio: perplexity / rowWith(table, { size, method: "Full rank" }).perplexity,
    }));
}

type Run = ResultTree<ReturnType<typeof pretrain>>;
type RunsOfWidth = Readonly<Record<"full" | "lora" | "frozen", readonly Run[]>>;

/** The default's sweep ends at the headline's model, whose runs it shares. */
const sweeps = {
  quick: { widths: [16, 32], steps: 30, evalEvery: 30, seeds: headline.quick.seeds },
  default: {
    widths: [16, 32, 64],
    steps: headline.default.steps,
    evalEvery: headline.default.evalEvery,
    seeds: headline.default.seeds,
  },
  paper: { widths: [16, 32, 64, 128], steps: 2400, evalEvery: 2400, seeds: headline.paper.seeds },
};

const lossesOf = (runs: readonly Run[]) => runs.map(({ finalLoss }) => finalLoss);

/** Each seed's losses at a width, with LoRA's over full's, and how far LoRA comes from the frozen body to full. */
function seedRows(width: number, { full, lora, frozen }: RunsOfWidth, seeds: readonly number[]) {
  const [ofFull, ofLora, ofFrozen] = [lossesOf(full), lossesOf(lora), lossesOf(frozen)];
  const gaps = pairedDifferences(ofLora, ofFull);
  const closed = pairedRatios(pairedDifferences(ofFrozen, ofLora), pairedDifferences(ofFrozen, ofFull));
  return zip(seeds, zip(gaps, closed)).map(([seed, [gap, closedGap]], index) => ({
    width,
    seed,
    full: ofFull[index] ?? Number.NaN,
    lora: ofLora[index] ?? Number.NaN,
    frozen: ofFrozen[index] ?? Number.NaN,
    gap,
    closedGap,
  }));
}

type SeedRow = ReturnType<typeof seedRows>[number];

/** LoRA's loss over full's at each width, mean over seeds; a single seed has no interval. */
function sweepRows(rows: readonly SeedRow[], widths: readonly number[], arm: string) {
  return widths.map((width) => {
    const gaps = rows.filter((row) => row.width === width).map(({ gap }) => gap);
    const [gap, interval] = [mean(gaps), meanInterval(gaps)];
    return { arm, width, gap, low: interval?.low ?? gap, high: interval?.high ?? gap };
  });
}

export const experiment = defineExperiment({
  profiles: {
    quick: { ...common, ...sweeps.quick },
    default: { ...common, ...sweeps.default },
    paper: { ...common, ...sweeps.paper },
  },
  trials: ({ widths, seeds, steps, evalEvery, rank }) => ({
    sweep: widths.map((width) => {
      const runs = (arm: typeof fullArm) => sizeRuns(width, arm, { steps, evalEvery, seeds });
      return { full: runs(fullArm), lora: runs(loraArm(rank)), frozen: runs(frozenArm) };
    }),
  }),
  tables: ({ sweep }, { rank, depths, assumedShare, widths, seeds }) => {
    const bySeed = zip(widths, sweep).flatMap(([width, runs]) => seedRows(width, runs, seeds));
    const models = depths.map((depth) => sharesOf(depth, rank));
    return {
      sweep: sweepRows(bySeed, widths, `LoRA r = ${rank}`),
      bySeed,
      sizes: zip(widths, sweep).map(([width, { full }]) => {
        const model = { ...modelOfWidth(width), vocabSize: full[0]?.vocabSize ?? Number.NaN };
        const { body, trainedBody } = countParameters(model, loraArm(rank));
        return { width, body, adapters: trainedBody };
      }),
      models,
      shares: models.flatMap(({ size, work, state, parameters }) => [
        { size, arm: "operations", share: work },
        { size, arm: "state", share: state },
        { size, arm: "deck", share: assumedShare },
        { size, arm: "trained", share: parameters },
      ]),
      published: [
        ...ratiosOf(galoreTable2, "LoRA", "W + BA"),
        ...ratiosOf(galoreTable2, "Low rank", "BA (GaLore)"),
        ...ratiosOf(reloraTable2, "LoRA from scratch", "BA (ReLoRA)"),
      ],
    };
  },
});
