import { test } from "uvu";
import * as assert from "uvu/assert";
import { experiment } from "../../../experiments/11-sentiment/experiment.ts";
import { results } from "../../../experiments/11-sentiment/results.ts";
import { domains } from "../../../experiments/11-sentiment/sentences.ts";
import type { ResultTree } from "../../../experiments/kit/experiment.ts";
import { summarise } from "../../../experiments/kit/stats/claims.ts";
import { column, rowWith } from "../../../experiments/kit/tables.ts";
import { close, closeAll } from "../../helpers/close.ts";
import { readVectors } from "../../helpers/vectors.ts";

type Trees = ReturnType<typeof experiment.trials>;
type Run = ResultTree<Trees>["twoClasses"][number][number];

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
const seeds = differences.map((_, index) => 300 + index);
const config = { ...experiment.profiles.default, seeds };

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

const good = { word: "good", count: 179, rating: 1.9, polarity: 2 };
const angry = { word: "angry", count: 2, rating: -2.3, polarity: -0.5 };

const tables = experiment.tables(
  {
    // With two classes rank one loses nothing, with six rank two what SciPy was given.
    twoClasses: runs(0.5, () => 0.8, 0.8),
    sixClasses: runs(0.2, (rank, split) => 0.6 - (rank === 2 ? (differences[split] ?? 0) : 0.01 * rank), 0.6),
    words: [{ words: [good, angry] }, { words: [good, { ...angry, polarity: -1 }] }],
  },
  config,
);

test("both claims are judged by the corrected resampled t-test on the paired differences of the splits", () => {
  const { "six-classes": six, "two-classes": two } = results.estimates(tables, config);
  if (six === undefined) throw new Error("no estimate");
  assert.equal(six.splits, { trainSize, testSize });
  const { interval, n } = summarise({ kind: "greater", than: 2 }, six);
  // In percentage points.
  close(interval?.low ?? Number.NaN, 100 * interval95[0], 1e-6);
  close(interval?.high ?? Number.NaN, 100 * interval95[1], 1e-6);
  assert.is(n, seeds.length);
  assert.equal(two?.splits, six.splits);
  closeAll(
    two?.samples,
    seeds.map(() => 0),
  );
});

test("a task has a line from frozen vectors through the ranks to full training", () => {
  const six = tables.accuracy.filter(({ arm }) => arm === "six classes");
  assert.equal(column(six, "place"), [0, 1, 2, 3, 4, 5]);
  assert.equal(column(six, "vectors"), [
    "frozen",
    "LoRA r = 1",
    "LoRA r = 2",
    "LoRA r = 4",
    "LoRA r = 8",
    "full",
  ]);
  closeAll(
    six.filter(({ place }) => place !== 2).map(({ accuracy }) => accuracy),
    [0.2, 0.59, 0.56, 0.52, 0.6],
  );
});

test("texts give the loss of LoRA as points, and its end as below full training", () => {
  const findings = results.findings(tables, config);
  close(Number(findings["six-loss"]?.value), -Number(findings["six-gap"]?.value), 1e-12);
  close(Number(findings["six-gap-third"]?.value), -4, 1e-9);
  assert.is(findings["six-loss"]?.unit, "percentage points");
  assert.equal([findings["count-good"]?.value, findings["count-angry"]?.value], [179, 2]);
});

test("words are named with their counts, in the deck's order, with a row for each arm", () => {
  assert.equal(
    tables.words.map(({ arm, label, polarity }) => [arm, label, polarity]),
    [
      ["full", "good (179)", 2],
      ["full", "angry (2)", -0.5],
      ["LoRA r = 1", "good (179)", 2],
      ["LoRA r = 1", "angry (2)", -1],
    ],
  );
  assert.match(
    JSON.stringify(results.figures(tables, config).words?.spec),
    '"sort":["good (179)","angry (2)"]',
  );
  assert.is(rowWith(tables.words, { word: "good" }).rating, 1.9);
});

test.run();
