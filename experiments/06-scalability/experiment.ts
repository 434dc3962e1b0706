/** Shares of work, state and parameters by exact formulas; perplexities of the literature. Nothing is trained. */
import { defineExperiment } from "../lib/experiment.ts";
import { trainingShare } from "../lib/linear-costs.ts";
import { galoreTable2, type PublishedPerplexity, reloraTable2 } from "../lib/literature.ts";
import { rowWith } from "../lib/rows.ts";

/** Width over depth, about that of GPT-2 S (768 over 12). */
const WIDTH_PER_LAYER = 64;

const config = {
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

export const experiment = defineExperiment({
  profiles: { quick: config, default: config, paper: config },
  trials: () => ({}),
  tables: (_results, { rank, depths, assumedShare }) => {
    const models = depths.map((depth) => sharesOf(depth, rank));
    return {
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
