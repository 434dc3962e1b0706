import { test } from "uvu";
import * as assert from "uvu/assert";
import { experiment } from "../../../experiments/11-sentiment/experiment.ts";
import { results } from "../../../experiments/11-sentiment/results.ts";
import { domains } from "../../../experiments/11-sentiment/sentences.ts";
import type { ResultTree } from "../../../experiments/kit/experiment.ts";
import { summarise } from "../../../experiments/kit/stats/claims.ts";
import { rowWith } from "../../../experiments/kit/tables.ts";
import { close } from "../../helpers/close.ts";
import { readVectors } from "../../helpers/vectors.ts";

type Trees = ReturnType<typeof experiment.trials>;
type Run = ResultTree<Trees>["sentiment"][number][number];

const [vectors] = readVectors<{
  readonly corrected: readonly {
    readonly differences: readonly number[];
    readonly trainSize: number;
    readonly testSize: number;
    readonly interval95: readonly [low: number, high: number];
  }[];
}>("statistics").corrected;
assert.ok(vectors !== undefined);
const { differences, trainSize, testSize, interval95 } = vectors;
const seeds = differences.map((_, index) => 200 + index);
const config = { ...experiment.profiles.default, seeds, studySeeds: [200] };

const run = (accuracy: number): Run => ({
  vocabulary: 100,
  trainSentences: trainSize,
  heldOutSentences: testSize,
  trainedParameters: 10,
  train: { accuracy: 1, loss: 0 },
  heldOut: { accuracy, loss: 0 },
  byDomain: domains.map((domain) => ({ domain, accuracy })),
  lexiconAccuracy: 0.5,
  agreement: null,
});

/** Frozen, the ranks and full training, over the splits. */
const runs = (frozen: number, lora: (rank: number, split: number) => number, full: number) => [
  seeds.map(() => run(frozen)),
  ...config.ranks.map((rank) => seeds.map((_, split) => run(lora(rank, split)))),
  seeds.map(() => run(full)),
];

const tables = experiment.tables(
  {
    // Rank one loses what SciPy was given; with six classes each rank gains an eighth of full's gain for each direction.
    sentiment: runs(0.5, (_, split) => 0.8 - (differences[split] ?? 0), 0.8),
    sixClasses: runs(0.2, (rank) => 0.2 + 0.05 * rank, 0.6),
    pretrained: [0.5, 0.7, 0.8].map((accuracy) => [{ ...run(accuracy), known: 50 }]),
    crossDomain: [0.7, 0.8].map((accuracy) => domains.map(() => [run(accuracy)])),
    planes: [{ words: [] }, { words: [] }],
  },
  config,
);

test("both claims are judged by the corrected resampled t-test on the paired differences of the splits", () => {
  const estimates = results.estimates(tables, config);
  const two = estimates["two-classes"];
  assert.ok(two !== undefined);
  assert.equal(two.splits, { trainSize, testSize });
  const { interval95: interval } = summarise({ kind: "greater", than: 0.02 }, two);
  close(interval?.low ?? Number.NaN, interval95[0], 1e-8);
  close(interval?.high ?? Number.NaN, interval95[1], 1e-8);
  const six = estimates["six-classes"];
  assert.equal(six?.splits, two.splits);
  for (const sample of six?.samples ?? []) close(sample, 0.2, 1e-12);
});

test("the share of full training's gain is that over frozen vectors, by rank", () => {
  for (const rank of config.ranks) {
    close(rowWith(tables.shares, { arm: "six classes", rank }).share, rank / 8, 1e-12);
  }
});

test.run();
