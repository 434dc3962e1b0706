/** A LoRA layer by its identities, and how well pre-training with it ends. */
import { layoutDiagram } from "../kit/charts/diagram.ts";
import { defineExperiment, type ResultOf } from "../kit/experiment.ts";
import { meanAs } from "../kit/stats/intervals.ts";
import { column, zip } from "../kit/tables.ts";
import { defineTrial } from "../kit/trial.ts";
import { frozenArm, fullArm, loraArm } from "../lab/arms.ts";
import { lossAfter } from "../lab/losses.ts";
import { modelOf, reportSeeds } from "../lab/setup.ts";
import {
  ladderRuns,
  ladderSteps,
  languageRuns,
  ngramFloors,
  trainingPlans,
} from "../lab/trials/language-runs.ts";
import type { pretrain } from "../lab/trials/pretrain.ts";
import { narrowRuns, stepsOfEqualWork } from "./budget-runs.ts";
import { budget, budgetRows, budgetRunRows, budgetSettingRows } from "./budgets.ts";
import { gapTables } from "./gap-by-length.ts";
import { replicationRows } from "./replication.ts";

/** Identities of a LoRA layer, checked on a random layer. */
export const layerIdentities = defineTrial<typeof import("./layer-identities.run.ts")>({
  kind: "layer-identities",
  module: new URL("./layer-identities.run.ts", import.meta.url),
  estimatedSeconds: ({ inputs, outputs }) => 0.1 + (inputs * outputs) / 5e6,
  describe: ({ seed }) => ({ seed, minor: ["seed"] }),
});

const common = {
  /** First the deck's layer and input, then a feed-forward layer of its model, and one of ours at a high rank. */
  layers: [
    { inputs: 768, outputs: 768, rank: 4, batchSize: 1 },
    { inputs: 768, outputs: 3072, rank: 4, batchSize: 32 },
    { inputs: 64, outputs: 256, rank: 16, batchSize: 32 },
  ],
  alpha: 8,
  /** The deck's rank, the rank of the literature's trials (a quarter of the width), and the lowest. */
  rank: 4,
  highRank: 16,
  lowRank: 1,
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

/** The layer as the paper defines it: a frozen weight, and a parallel path that is trained. */
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

const finalRow = (arm: string, runs: readonly Run[]) => ({
  arm,
  ...meanAs("loss", column(runs, "finalLoss")),
  seeds: runs.length,
});

/** Runs of one length, by seed. */
type OfLength = readonly Run[];

/**
 * Final losses of both sides at each budget: equal steps and FLOPs at the longest training, trained weights at the
 * middle length.
 */
function comparedRuns(
  { full, lora, narrow }: Readonly<Record<"full" | "lora", readonly OfLength[]>> & { narrow: OfLength },
  steps: readonly number[],
  equalWork: number,
) {
  const lossesOf = (runs: OfLength = []) => column(runs, "finalLoss");
  const [lastFull, lastLora] = [full.at(-1), lora.at(-1)];
  const fullAtEqualWork = (lastFull ?? []).map((_, seed) =>
    lossAfter(
      zip(steps, full).map(([ofSteps, runs]) => ({
        steps: ofSteps,
        loss: runs[seed]?.finalLoss ?? Number.NaN,
      })),
      equalWork,
    ),
  );
  return [
    { budget: budget.steps, lora: lossesOf(lastLora), full: lossesOf(lastFull) },
    { budget: budget.work, lora: lossesOf(lastLora), full: fullAtEqualWork },
    { budget: budget.size, lora: lossesOf(lora[1]), full: lossesOf(narrow) },
  ];
}

export const experiment = defineExperiment({
  profiles: {
    quick: { ...common, ...trainingPlans.quick, seeds: reportSeeds(1) },
    default: { ...common, ...trainingPlans.default, seeds: reportSeeds(3) },
    paper: { ...common, ...trainingPlans.paper, seeds: reportSeeds(5) },
  },
  trials: ({ layers, alpha, rank, highRank, lowRank, ngramOrders, seeds, ...plan }) => ({
    identities: layers.map((layer) => seeds.map((seed) => layerIdentities({ ...layer, alpha, seed }))),
    full: ladderRuns(fullArm, seeds, plan),
    lora: ladderRuns(loraArm(rank), seeds, plan),
    high: ladderRuns(loraArm(highRank), seeds, plan),
    low: languageRuns(loraArm(lowRank), { length: "middle", seeds }, plan),
    frozen: languageRuns(frozenArm, { length: "middle", seeds }, plan),
    narrow: narrowRuns(seeds, plan),
    ngrams: ngramFloors(ngramOrders, plan.training),
  }),
  tables: ({ identities, full, lora, high, low, frozen, narrow, ngrams }, config) => {
    const { layers, rank, highRank, lowRank, seeds, training, lengths } = config;
    const steps = ladderSteps(config);
    const middle = steps.indexOf(lengths.middle);
    const ofMiddle = (runs: readonly OfLength[]): OfLength => runs[middle] ?? [];
    const equalWork = stepsOfEqualWork(training.model, loraArm(rank), lengths.long);
    const runRows = budgetRunRows(comparedRuns({ full, lora, narrow }, steps, equalWork), seeds);
    return {
      replication: replicationRows(config),
      "layer-nodes": drawing.nodes,
      "layer-links": drawing.links,
      identities: zip(layers, identities).flatMap(([layer, bySeed]) =>
        zip(seeds, bySeed).map(([seed, ofLayer]) => identityRow(ofLayer, layer, seed)),
      ),
      ...gapTables({ full, low: lora, high }, { ...config, steps }),
      final: [
        finalRow(fullArm.name, ofMiddle(full)),
        finalRow(loraArm(highRank).name, ofMiddle(high)),
        finalRow(loraArm(rank).name, ofMiddle(lora)),
        finalRow(loraArm(lowRank).name, low),
        finalRow(frozenArm.name, frozen),
      ],
      "final-runs": zip(seeds, ofMiddle(full), ofMiddle(lora), frozen).map(
        ([seed, ofFull, ofLora, ofFrozen]) => ({
          seed,
          full: ofFull.finalLoss,
          lora: ofLora.finalLoss,
          frozen: ofFrozen.finalLoss,
        }),
      ),
      floors: ngrams.losses.map(({ order, loss }) => ({ order, loss })),
      budgets: budgetRows(runRows),
      "budget-runs": runRows,
      "budget-settings": budgetSettingRows(modelOf(training, ofMiddle(full)), rank, lengths),
    };
  },
});
