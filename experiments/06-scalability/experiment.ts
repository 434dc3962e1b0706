/** Shares of work, state and parameters by exact formulas; perplexities of the literature. Nothing is trained. */
import { defineExperiment } from "../lib/experiment.ts";
import { trainingShare } from "../lib/linear-costs.ts";
import { galoreTable2, type PublishedPerplexity, reloraTable2 } from "../lib/literature.ts";

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

const LOW_RANK = ["LoRA", "Low rank", "LoRA from scratch"];

/** Perplexity of the low-rank rows over that of full training at the same size. */
function ratiosOf(table: readonly PublishedPerplexity[], paper: string) {
  return table
    .filter(({ method }) => LOW_RANK.includes(method))
    .map(({ method, size, millions, perplexity }) => {
      const full = table.find((row) => row.size === size && row.method === "Full rank")?.perplexity;
      if (full === undefined) throw new RangeError(`missing perplexity: ${paper} full rank ${size}`);
      return {
        paper,
        arm: method === "LoRA" ? "LoRA, frozen base" : "no base weight",
        size,
        parameters: millions * 1e6,
        ratio: perplexity / full,
      };
    });
}

export const experiment = defineExperiment({
  profiles: { quick: config, default: config, paper: config },
  trials: () => ({}),
  tables: (_results, { rank, depths, assumedShare }) => {
    const models = depths.map((depth) => sharesOf(depth, rank));
    return {
      models,
      shares: models.flatMap(({ size, work, state, parameters }) => [
        { size, quantity: "operations", share: work },
        { size, quantity: "training state", share: state },
        { size, quantity: "deck's assumption", share: assumedShare },
        { size, quantity: "trained parameters", share: parameters },
      ]),
      published: [...ratiosOf(galoreTable2, "GaLore, Table 2"), ...ratiosOf(reloraTable2, "ReLoRA, Table 2")],
    };
  },
});
