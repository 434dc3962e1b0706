/** Classifies sentences of reviews from word vectors that are frozen, adapted at low rank, or trained in full. */
import { defineExperiment, type ResultOf } from "../kit/experiment.ts";
import { meanAs } from "../kit/stats/intervals.ts";
import { column, zip } from "../kit/tables.ts";
import { reportSeeds } from "../lab/setup.ts";
import type { Task } from "./classifier-training.ts";
import { domains, tuningOfDomain } from "./sentences.ts";
import {
  type ClassifierArm,
  frozenVectors,
  fullVectors,
  loraVectors,
  sentiment,
  sentimentRun,
  sentimentTraining,
  splitSizes,
  wordPolarity,
} from "./sentiment-runs.ts";

const common = {
  training: sentimentTraining,
  tuningSentences: domains.length * tuningOfDomain,
  /** The deck's six words. */
  words: ["good", "bad", "happy", "sad", "excited", "angry"],
  ranks: [1, 2, 4, 8],
  /** Of the claims. */
  sixClasses: { rank: 2, directions: 5 },
  twoClasses: { rank: 1, directions: 1 },
  /** Each splits the sentences once. */
  seeds: reportSeeds(20),
};

/** All arms, from the floor up. */
const armsOf = (ranks: readonly number[]): readonly ClassifierArm[] => [
  frozenVectors,
  ...ranks.map(loraVectors),
  fullVectors,
];

/** The arms whose words are shown. */
export const wordArms = [fullVectors, loraVectors(common.twoClasses.rank)] as const;

/** Both tasks, by the names of their lines. */
export const tasks = {
  "two classes": "sentiment",
  "six classes": "sentiment and domain",
} as const satisfies Readonly<Record<string, Task>>;

const accuracyOf = ({ heldOut }: { readonly heldOut: { readonly accuracy: number } | null }): number =>
  heldOut?.accuracy ?? 0;

type Run = ResultOf<typeof sentiment>;

/** An arm's results for one split, in both tasks. */
const seedRow = (arm: string, seed: number, two: Run, six: Run) => ({
  arm,
  seed,
  twoClasses: accuracyOf(two),
  sixClasses: accuracyOf(six),
  trainAccuracy: two.train?.accuracy ?? 0,
  vader: two.agreement?.vader.spearman ?? 0,
  vaderWords: two.agreement?.vader.words ?? 0,
  lexicon: two.lexiconAccuracy ?? 0,
  vocabulary: two.vocabulary,
  trainSentences: two.trainSentences,
  heldOutSentences: two.heldOutSentences,
  trainedParameters: two.trainedParameters,
});

type SeedRow = ReturnType<typeof seedRow>;

/** The mean accuracy of each arm in a task. `place` is its place on the axis of ranks. */
const accuracyRows = (
  arm: keyof typeof tasks,
  field: "twoClasses" | "sixClasses",
  rows: readonly SeedRow[],
  arms: readonly ClassifierArm[],
) =>
  arms.map(({ name }, place) => ({
    arm,
    vectors: name,
    place,
    ...meanAs("accuracy", column(rows, field, { arm: name }), splitSizes(rows)),
  }));

export const experiment = defineExperiment({
  profiles: {
    quick: { ...common, training: { ...sentimentTraining, steps: 30 }, seeds: reportSeeds(1) },
    default: common,
    long: common,
  },
  trials: ({ training, words, ranks, seeds }) => {
    const run = (task: Task, arm: ClassifierArm, seed: number) =>
      sentimentRun(arm, { ...training, evaluatedOn: "test", task, seed });
    const byArm = (task: Task) =>
      armsOf(ranks).map((arm) => seeds.map((seed) => sentiment(run(task, arm, seed))));
    return {
      twoClasses: byArm(tasks["two classes"]),
      sixClasses: byArm(tasks["six classes"]),
      words: wordArms.map((arm) =>
        wordPolarity({ ...run("sentiment", arm, seeds[0] ?? 0), heldOutShare: 0, words }),
      ),
    };
  },
  tables: (results, { ranks, seeds }) => {
    const arms = armsOf(ranks);
    const bySeed = zip(arms, results.twoClasses, results.sixClasses).flatMap(([{ name }, two, six]) =>
      zip(seeds, two, six).map(([seed, ...runs]) => seedRow(name, seed, ...runs)),
    );
    return {
      bySeed,
      accuracy: [
        ...accuracyRows("two classes", "twoClasses", bySeed, arms),
        ...accuracyRows("six classes", "sixClasses", bySeed, arms),
      ],
      words: zip(wordArms, results.words).flatMap(([{ name: arm }, { words }]) =>
        words.map((word) => ({ arm, label: `${word.word} (${word.count})`, ...word })),
      ),
    };
  },
});
