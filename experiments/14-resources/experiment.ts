/** Compares the deck's references with the published record, and published tables with this report's runs. */

import { log } from "../kit/exact-math.ts";
import { defineExperiment } from "../kit/experiment.ts";
import {
  closedByRestarts,
  galoreTable2,
  type PublishedPerplexity,
  publishedTables,
  ratiosToFull,
  reloraTable2,
} from "../lab/data/literature.ts";
import { reportSeeds } from "../lab/setup.ts";
import { type TrainingPlan, trainingPlans } from "../lab/trials/language-runs.ts";
import { nameOfLength, shareMeans } from "../lab/trials/share-figure.ts";
import { referenceTables } from "./cited-works.ts";
import { publishedRatios } from "./published-tables.ts";
import {
  comparedRuns,
  gapsByShare,
  listTrials,
  type RunsConfig,
  rateRows,
  ratioMeans,
  runRows,
  stageRows,
} from "./runs.ts";

/** The cells of a table for a figure, whose lines are methods. */
const inFigure = (table: readonly PublishedPerplexity[]) =>
  table.map(({ method, size, millions, perplexity }) => ({ arm: method, size, millions, perplexity }));

const profileOf = (plan: TrainingPlan, seeds: number, few: number): RunsConfig => ({
  ...plan,
  rank: 4,
  highRank: 16,
  recordedRanks: [1, 2, 8, 32],
  galoreRanks: [16, 32],
  seeds: reportSeeds(seeds),
  fewSeeds: reportSeeds(few),
});

export const experiment = defineExperiment({
  profiles: {
    quick: profileOf(trainingPlans.quick, 1, 1),
    default: profileOf(trainingPlans.default, 4, 3),
    long: profileOf(trainingPlans.long, 4, 3),
  },
  trials: listTrials,
  tables: (results, config) => {
    const runs = runRows(results, config);
    const shares = stageRows(results, config);
    return {
      ...referenceTables(),
      shares: shares.map((row) => ({ length: nameOfLength(row), ...row })),
      stages: shareMeans(shares),
      runs,
      ratioRuns: comparedRuns(runs, config),
      ratios: ratioMeans(comparedRuns(runs, config)),
      published: publishedRatios(),
      gaps: gapsByShare(runs),
      publishedGaps: ratiosToFull(galoreTable2, "LoRA").map(({ size, rankShare, ratio }) => ({
        size,
        rankShare: rankShare ?? Number.NaN,
        gap: log(ratio),
      })),
      rates: rateRows(config),
      printed: publishedTables.map((row) => ({ ...row })),
      galoreTable: inFigure(galoreTable2),
      reloraTable: inFigure(reloraTable2),
      restarts: closedByRestarts(),
    };
  },
});
