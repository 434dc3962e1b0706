/** A LoRA layer by its identities, and where pre-training with it ends. */
import { layoutDiagram } from "../lib/charts/diagram.ts";
import { defineExperiment, type ResultOf } from "../lib/experiment.ts";
import { closedGaps } from "../lib/stats/comparisons.ts";
import { pairedDifferences } from "../lib/stats/describe.ts";
import { meanAs } from "../lib/stats/intervals.ts";
import { column, zip } from "../lib/tables.ts";
import { defineTrial } from "../lib/trial.ts";
import { frozenArm, fullArm, loraArm } from "../lib/trials/arms.ts";
import { modelOf } from "../lib/trials/core.ts";
import { headline, headlineRuns } from "../lib/trials/headline.ts";
import { ngramFloors } from "../lib/trials/ngram.ts";
import type { pretrain } from "../lib/trials/pretrain.ts";
import { equalWorkRuns, narrowRuns } from "./budget-runs.ts";
import { budget, budgetRows, budgetRunRows, budgetSettingRows } from "./budgets.ts";

/** Identities of a LoRA layer, checked on a random one. */
export const layerIdentities = defineTrial<typeof import("./layer-identities.run.ts")>({
  kind: "layer-identities",
  module: new URL("./layer-identities.run.ts", import.meta.url),
  estimatedSeconds: ({ inputs, outputs }) => 0.1 + (inputs * outputs) / 5e6,
});

const common = {
  /** The deck's layer and input first; then a feed-forward layer of its model, and one of ours at a high rank. */
  layers: [
    { inputs: 768, outputs: 768, rank: 4, batchSize: 1 },
    { inputs: 768, outputs: 3072, rank: 4, batchSize: 32 },
    { inputs: 64, outputs: 256, rank: 16, batchSize: 32 },
  ],
  alpha: 8,
  /** Ranks of the runs, and the deck's own, which the claim is about. */
  ranks: [1, 4, 16],
  rank: 4,
  ngramOrders: [2, 3, 4],
};

const box = (id: string, label: string, x: number, y: number, kind: string) => ({
  id,
  label,
  x,
  y,
  kind,
  width: 84,
  height: 46,
});
const flow = { label: "", kind: "flow", directed: true, bend: 0 } as const;

/** The layer as the paper defines it: the frozen weight, and the trained path beside it. */
export const drawing = layoutDiagram({
  nodes: [
    box("x", "x", 46, 105, "computed"),
    box("W", "W\nfrozen", 196, 34, "frozen"),
    box("A", "A: random\nd × r", 132, 176, "trained"),
    box("B", "B: zero\nr × d", 244, 176, "trained"),
    box("output", "sum", 346, 105, "computed"),
  ],
  links: [
    { ...flow, from: "x", to: "W" },
    { ...flow, from: "W", to: "output" },
    { ...flow, from: "x", to: "A" },
    { ...flow, from: "A", to: "B" },
    { ...flow, from: "B", to: "output", label: "α / r", labelShift: [14, 12] },
  ],
});

type LayerConfig = (typeof common.layers)[number];
type Identities = ResultOf<typeof layerIdentities>;

function identityRow(
  { deck, updateAtStart, gradients, mergedDifference, largestOutput }: Identities,
  { inputs, outputs, rank, batchSize }: LayerConfig,
  seed: number,
) {
  return {
    layer: `${inputs} to ${outputs}, r = ${rank}`,
    seed,
    expectedShape: `${batchSize} × ${outputs}`,
    deckShape: deck.shape,
    deckOutput: deck.largestOutput,
    updateAtStart,
    gradientOfA: gradients.largestOfA,
    gradientOfB: gradients.largestOfB,
    mergedDifference,
    relativeDifference: mergedDifference / largestOutput,
  };
}

type Run = ResultOf<typeof pretrain>;

/** LoRA against full training and against rank 0 with the same seed. */
function pairedRows(
  rank: number,
  seeds: readonly number[],
  losses: Readonly<Record<"full" | "lora" | "frozen", readonly number[]>>,
) {
  return zip(seeds, pairedDifferences(losses.lora, losses.full), closedGaps(losses)).map(
    ([seed, difference, closedGap]) => ({ rank, seed, difference, closedGap }),
  );
}

const finalRow = (arm: string, runs: readonly Run[]) => ({
  arm,
  ...meanAs("loss", column(runs, "finalLoss")),
  seeds: runs.length,
});

export const experiment = defineExperiment({
  profiles: {
    quick: { ...common, ...headline.quick },
    default: { ...common, ...headline.default },
    paper: { ...common, ...headline.paper },
  },
  trials: ({ layers, alpha, ranks, rank, ngramOrders, ...runs }) => ({
    identities: layers.map((layer) => runs.seeds.map((seed) => layerIdentities({ ...layer, alpha, seed }))),
    full: headlineRuns(fullArm, runs),
    lora: ranks.map((rank) => headlineRuns(loraArm(rank), runs)),
    frozen: headlineRuns(frozenArm, runs),
    equalWork: equalWorkRuns(rank, runs),
    narrow: narrowRuns(rank, runs),
    ngrams: ngramFloors(ngramOrders, runs.training),
  }),
  tables: (results, { layers, ranks, rank, seeds, training, steps }) => {
    const full = column(results.full, "finalLoss");
    const frozen = column(results.frozen, "finalLoss");
    const ofRank = column(results.lora[ranks.indexOf(rank)] ?? [], "finalLoss");
    const compared = [
      { budget: budget.steps, lora: ofRank, full },
      { budget: budget.work, lora: column(results.equalWork, "finalLoss"), full },
      { budget: budget.size, lora: ofRank, full: column(results.narrow, "finalLoss") },
    ];
    const runRows = budgetRunRows(compared, seeds);
    return {
      "layer-nodes": drawing.nodes,
      "layer-links": drawing.links,
      identities: zip(layers, results.identities).flatMap(([layer, bySeed]) =>
        zip(seeds, bySeed).map(([seed, identities]) => identityRow(identities, layer, seed)),
      ),
      final: [
        finalRow(fullArm.name, results.full),
        ...zip(ranks, results.lora).map(([r, runs]) => finalRow(loraArm(r).name, runs)),
        finalRow(frozenArm.name, results.frozen),
      ],
      floors: results.ngrams.losses.map(({ order, loss }) => ({ order, loss })),
      paired: zip(ranks, results.lora).flatMap(([ofRun, runs]) =>
        pairedRows(ofRun, seeds, { full, lora: column(runs, "finalLoss"), frozen }),
      ),
      budgets: budgetRows(runRows),
      "budget-runs": runRows,
      "budget-settings": budgetSettingRows(modelOf(training, results.full), rank, steps),
    };
  },
});
