/** Classifies sentences of reviews from word vectors that are frozen, adapted at low rank, or trained in full. */
import { defineExperiment, type ResultOf, type SplitSizes } from "../kit/experiment.ts";
import { mean } from "../kit/stats/describe.ts";
import { meanAs } from "../kit/stats/intervals.ts";
import { column, firstAndLast, runRows, zip } from "../kit/tables.ts";
import { closedGaps } from "../lab/losses.ts";
import { reportSeeds } from "../lab/setup.ts";
import type { Task } from "./classifier-training.ts";
import { type Domain, domains, tuningOfDomain } from "./sentences.ts";
import {
  type ClassifierArm,
  claimedRanks,
  frozenVectors,
  fullVectors,
  loraVectors,
  sentiment,
  sentimentPlane,
  sentimentPretrained,
  sentimentSettings,
  sentimentTraining,
  splitSizes,
  wordVectors,
} from "./sentiment-runs.ts";

const common = {
  training: sentimentTraining,
  tuningSentences: domains.length * tuningOfDomain,
  /** The deck's six words. */
  words: ["good", "bad", "happy", "sad", "excited", "angry"],
  backgroundCount: 10,
  ranks: [1, 2, 4, 8],
  claimedRanks,
  vectors: {
    addresses: 233,
    dimension: sentimentTraining.dimension,
    window: 4,
    contexts: 1000,
    minimumCount: 10,
    seed: 200,
  },
};

/** All arms, from the floor up. */
const armsOf = (ranks: readonly number[]): readonly ClassifierArm[] => [
  frozenVectors,
  ...ranks.map(loraVectors),
  fullVectors,
];
/** The two arms of the first claim. */
const pair = [loraVectors(claimedRanks.twoClasses), fullVectors];

type Config = typeof common & {
  /** Of the runs for claims and ranks: each seed splits the sentences once. */
  readonly seeds: readonly number[];
  /** Of the other runs. */
  readonly studySeeds: readonly number[];
};

/** The part of a run's result that is read. */
type Outcome = Readonly<{ heldOut: { accuracy: number } | null }>;

const accuracyOf = ({ heldOut }: Outcome): number => heldOut?.accuracy ?? 0;

/** A mean accuracy over splits, with its interval. */
const summary = (accuracies: readonly number[], splits: SplitSizes) => ({
  ...meanAs("accuracy", accuracies, splits),
  n: accuracies.length,
});

const summaries = (
  task: string,
  arms: readonly ClassifierArm[],
  byArm: readonly (readonly Outcome[])[],
  splits: SplitSizes,
) =>
  zip(arms, byArm).map(([{ name: arm }, runs]) => ({ task, arm, ...summary(runs.map(accuracyOf), splits) }));

/**
 * The share of full training's gain over frozen vectors that each rank reaches, in one task; the arms are `armsOf(ranks)`.
 */
function sharesByRank(
  task: string,
  ranks: readonly number[],
  byArm: readonly (readonly Outcome[])[],
  splits: SplitSizes,
) {
  const accuracies = byArm.map((runs) => runs.map(accuracyOf));
  const [frozen, full] = firstAndLast(accuracies);
  return zip(ranks, accuracies.slice(1, -1)).map(([rank, lora]) => {
    const shares = closedGaps({ frozen, lora, full });
    return { arm: task, rank, ...meanAs("share", shares, splits), n: shares.length };
  });
}

/** An arm's results for one split, in both tasks. */
const seedRow = (
  arm: string,
  seed: number,
  run: ResultOf<typeof sentiment>,
  ofSix: ResultOf<typeof sentiment>,
) => ({
  arm,
  seed,
  accuracy: accuracyOf(run),
  trainAccuracy: run.train?.accuracy ?? 0,
  sixClasses: accuracyOf(ofSix),
  vader: run.agreement?.vader.spearman ?? 0,
  vaderWords: run.agreement?.vader.words ?? 0,
  afinn: run.agreement?.afinn.spearman ?? 0,
  lexicon: run.lexiconAccuracy ?? 0,
  vocabulary: run.vocabulary,
  trainSentences: run.trainSentences,
  heldOutSentences: run.heldOutSentences,
  trainedParameters: run.trainedParameters,
});

type ByDomain = Readonly<{ byDomain: readonly Readonly<{ accuracy: number | null }>[] }>;

/** Mean accuracy on the kind of reviews that a seed's runs were trained on, and on the others; one run per domain. */
function ownAndOthers(runs: readonly (ByDomain | undefined)[]) {
  const cells = runs.flatMap((run, trainedOn) =>
    (run?.byDomain ?? []).map(({ accuracy }, testedOn) => ({
      isOwn: testedOn === trainedOn,
      accuracy: accuracy ?? 0,
    })),
  );
  const meanWhere = (isOwn: boolean) => mean(column(cells, "accuracy", { isOwn }));
  return { own: meanWhere(true), others: meanWhere(false) };
}

export const experiment = defineExperiment({
  profiles: {
    quick: {
      ...common,
      training: { ...sentimentTraining, steps: 30 },
      seeds: reportSeeds(1),
      studySeeds: reportSeeds(1),
      vectors: { ...common.vectors, addresses: 10, contexts: 100 },
    },
    default: { ...common, seeds: reportSeeds(20), studySeeds: reportSeeds(5) },
    paper: { ...common, seeds: reportSeeds(100), studySeeds: reportSeeds(20) },
  },
  trials: ({ training, words, backgroundCount, ranks, vectors, seeds, studySeeds }: Config) => {
    const learned = wordVectors(vectors);
    const run = (task: Task, arm: ClassifierArm, seed: number, trainOn: readonly Domain[] = domains) => ({
      ...training,
      ...sentimentSettings(task, arm),
      evaluatedOn: "test" as const,
      arm: arm.trains,
      task,
      trainOn,
      seed,
    });
    const byArm = (task: Task) =>
      armsOf(ranks).map((arm) => seeds.map((seed) => sentiment(run(task, arm, seed))));
    return {
      sentiment: byArm("sentiment"),
      sixClasses: byArm("sentiment and domain"),
      pretrained: armsOf([1]).map((arm) =>
        studySeeds.map((seed) => sentimentPretrained(run("sentiment", arm, seed), { wordVectors: learned })),
      ),
      crossDomain: pair.map((arm) =>
        domains.map((domain) => studySeeds.map((seed) => sentiment(run("sentiment", arm, seed, [domain])))),
      ),
      planes: pair.map((arm) =>
        sentimentPlane({
          ...run("sentiment", arm, seeds[0] ?? 0),
          heldOutShare: 0,
          words,
          backgroundCount,
        }),
      ),
    };
  },
  tables: (results, { ranks, seeds, studySeeds }) => {
    const bySeed = zip(armsOf(ranks), results.sentiment, results.sixClasses).flatMap(
      ([{ name: arm }, two, six]) =>
        zip(seeds, two, six).map(([seed, ...runs]) => seedRow(arm, seed, ...runs)),
    );
    const splits = splitSizes(bySeed);
    return {
      accuracy: [
        ...summaries("sentiment", armsOf(ranks), results.sentiment, splits),
        ...summaries("sentiment and domain", armsOf(ranks), results.sixClasses, splits),
        ...summaries("sentiment, pre-trained", armsOf([1]), results.pretrained, splits),
      ],
      shares: [
        ...sharesByRank("two classes", ranks, results.sentiment, splits),
        ...sharesByRank("six classes", ranks, results.sixClasses, splits),
      ],
      bySeed,
      pretrainedBySeed: zip(armsOf([1]), results.pretrained).flatMap(([{ name: arm }, runs]) =>
        runRows(arm, studySeeds, runs, (run) => ({
          accuracy: accuracyOf(run),
          known: run.known / run.vocabulary,
        })),
      ),
      crossDomain: zip(pair, results.crossDomain).flatMap(([{ name: arm }, byDomain]) =>
        zip(domains, byDomain).flatMap(([trainedOn, runs]) =>
          domains.map((testedOn, place) => ({
            arm,
            trainedOn,
            testedOn,
            ...summary(
              runs.map((run) => run.byDomain[place]?.accuracy ?? 0),
              splits,
            ),
          })),
        ),
      ),
      crossDomainBySeed: zip(pair, results.crossDomain).flatMap(([{ name: arm }, byDomain]) =>
        studySeeds.map((seed, place) => ({
          arm,
          seed,
          ...ownAndOthers(byDomain.map((runs) => runs[place])),
        })),
      ),
      words: zip(pair, results.planes).flatMap(([{ name: arm }, { words }]) =>
        words.map((word) => ({ arm, ...word })),
      ),
    };
  },
});
