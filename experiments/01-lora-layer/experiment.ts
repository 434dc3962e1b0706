/** A LoRA layer by its identities, and how well pre-training with LoRA ends: at each length, and next to n-gram models. */
import { defineExperiment } from "../kit/experiment.ts";
import { zip } from "../kit/tables.ts";
import { defineTrial } from "../kit/trial.ts";
import { frozenArm, fullArm, loraArm, type TunedArm } from "../lab/arms.ts";
import { modelOf, reportSeeds } from "../lab/setup.ts";
import {
  languageRuns,
  ngramFloors,
  stepsOfLengths,
  type TrainingPlan,
  trainingPlans,
} from "../lab/trials/language-runs.ts";
import { allRecorded, recordedRuns } from "../lab/trials/recorded-runs.ts";
import { equalFlopsRows } from "./equal-flops.ts";
import { finalTables } from "./final-losses.ts";
import { gapTables } from "./gap-by-length.ts";
import { drawing, identityRow, layerIdentities } from "./identities.ts";
import { replicationRows } from "./replication.ts";

/** Test losses of n-gram models that count what a training reads. */
const readNgram = defineTrial<typeof import("./read-ngram.run.ts")>({
  kind: "read-ngram",
  module: new URL("./read-ngram.run.ts", import.meta.url),
  data: ["addresses"],
  estimatedSeconds: ({ steps, batchSize }) => 2 + (steps * batchSize) / 20_000,
  describe: ({ seed }) => ({ seed, minor: ["seed", "evaluationWindows", "finalWindows"] }),
});

const common = {
  /** First the deck's layer and input, then a feed-forward layer of its model, and one of ours at a high rank. */
  layers: [
    { inputs: 768, outputs: 768, rank: 4, batchSize: 1 },
    { inputs: 768, outputs: 3072, rank: 4, batchSize: 32 },
    { inputs: 64, outputs: 256, rank: 16, batchSize: 32 },
  ],
  /** What the rounding of single precision may change when a layer is merged, as a share of the largest output. */
  mergeTolerance: 1e-5,
  /** The rank of the deck, and that of published trials: a quarter of the width. */
  rank: 4,
  highRank: 16,
  ngramOrders: [2, 3, 4],
};

/** Seeds of the longest training, and of the other lengths and arms. */
interface Seeds {
  readonly seeds: readonly number[];
  readonly lengthSeeds: readonly number[];
}

/** An arm's runs of the short and the middle length, and of the longest. */
const runsOf = (arm: TunedArm, { seeds, lengthSeeds }: Seeds, plan: TrainingPlan) => [
  languageRuns(arm, { length: "short", seeds: lengthSeeds }, plan),
  languageRuns(arm, { length: "middle", seeds: lengthSeeds }, plan),
  languageRuns(arm, { length: "long", seeds }, plan),
];

const laboratory = {
  ...common,
  ...trainingPlans.default,
  seeds: reportSeeds(4),
  lengthSeeds: reportSeeds(3),
};

export const experiment = defineExperiment({
  profiles: {
    quick: { ...common, ...trainingPlans.quick, seeds: reportSeeds(1), lengthSeeds: reportSeeds(1) },
    default: laboratory,
    long: laboratory,
  },
  trials: ({ layers, rank, highRank, ngramOrders: orders, seeds, lengthSeeds, ...plan }) => {
    const { training, lengths } = plan;
    const high = loraArm(highRank);
    const [readSeed = 0] = seeds;
    return {
      identities: layers.map((layer) =>
        lengthSeeds.map((seed) => layerIdentities({ ...layer, alpha: layer.rank, seed })),
      ),
      full: runsOf(fullArm, { seeds, lengthSeeds }, plan),
      low: runsOf(loraArm(rank), { seeds, lengthSeeds }, plan),
      high: languageRuns(high, { length: "long", seeds: lengthSeeds }, plan),
      highShorter: [
        recordedRuns(high, { length: "short", seeds: lengthSeeds }, plan),
        recordedRuns(high, { length: "middle", seeds: lengthSeeds }, plan),
      ],
      fullRank: languageRuns(loraArm(training.model.dModel), { length: "long", seeds }, plan),
      frozen: languageRuns(frozenArm, { length: "long", seeds: lengthSeeds }, plan),
      ngrams: ngramFloors(orders, training),
      readNgrams: readNgram({ ...training, seed: readSeed, steps: lengths.long, orders }),
    };
  },
  tables: (results, config) => {
    const { layers, rank, highRank, seeds, lengthSeeds, training } = config;
    const { identities, full, low, high, highShorter, fullRank, frozen, ngrams, readNgrams } = results;
    const steps = stepsOfLengths(config);
    const [, , longestFull = []] = full;
    const [, , longestLow = []] = low;
    const model = modelOf(training, longestFull);
    const recorded = highShorter.map((runs) => allRecorded(runs, lengthSeeds.length) ?? []);
    return {
      "layer-nodes": drawing.nodes,
      "layer-links": drawing.links,
      identities: zip(layers, identities).flatMap(([layer, bySeed]) =>
        zip(lengthSeeds, bySeed).map(([seed, ofLayer]) => identityRow(ofLayer, layer, seed)),
      ),
      ...gapTables({ full, low, high: [...recorded, high] }, { seeds, steps, rank, highRank }),
      ...finalTables(
        {
          model,
          batchSize: training.batchSize,
          rank,
          highRank,
          seeds,
          runs: [longestFull, fullRank, high, longestLow, frozen],
        },
        { all: ngrams, read: readNgrams },
      ),
      "equal-flops": equalFlopsRows(full, longestLow, { model, rank, seeds: lengthSeeds, steps }),
      replication: replicationRows(),
    };
  },
});
