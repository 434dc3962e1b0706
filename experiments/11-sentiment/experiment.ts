/** Sentences of reviews classified from word vectors that are frozen, adapted at low rank, or trained in full. */
import { defineExperiment } from "../lib/experiment.ts";
import { mean } from "../lib/stats/describe.ts";
import { meanAs } from "../lib/stats/intervals.ts";
import { column, runRows, zip } from "../lib/tables.ts";
import { seedsFrom100 } from "../lib/trials/core.ts";
import type { Task } from "./classifier-training.ts";
import { type Domain, domains } from "./sentences.ts";
import {
  type ClassifierArm,
  frozenVectors,
  fullVectors,
  loraVectors,
  sentiment,
  sentimentPlane,
  sentimentPretrained,
  sentimentRate,
  sentimentTraining,
  wordVectors,
} from "./sentiment-runs.ts";

const common = {
  training: sentimentTraining,
  /** The deck's six words. */
  words: ["good", "bad", "happy", "sad", "excited", "angry"],
  backgroundCount: 10,
  ranks: [1, 2, 8],
  vectors: {
    addresses: 233,
    dimension: sentimentTraining.dimension,
    window: 4,
    contexts: 1000,
    minimumCount: 10,
    seed: 100,
  },
};

/** All arms, from the floor up. */
const armsOf = (ranks: readonly number[]): readonly ClassifierArm[] => [
  frozenVectors,
  ...ranks.map(loraVectors),
  fullVectors,
];
/** The two that the claim compares. */
const pair = [loraVectors(1), fullVectors];

/** Mean accuracy with its interval. */
const summary = (accuracies: readonly number[]) => ({
  ...meanAs("accuracy", accuracies),
  n: accuracies.length,
});

type Config = typeof common & { readonly seeds: readonly number[] };
type Outcome = Readonly<{ heldOut: { accuracy: number } | null }>;

const accuracyOf = ({ heldOut }: Outcome): number => heldOut?.accuracy ?? 0;

const summaries = (task: string, arms: readonly ClassifierArm[], byArm: readonly (readonly Outcome[])[]) =>
  zip(arms, byArm).map(([{ name: arm }, runs]) => ({ task, arm, ...summary(runs.map(accuracyOf)) }));

type ByDomain = Readonly<{ byDomain: readonly Readonly<{ accuracy: number | null }>[] }>;

/** Mean accuracy on the reviews that one seed's runs were trained on, and on the others; a run for each domain. */
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
      seeds: seedsFrom100(1),
      vectors: { ...common.vectors, addresses: 10, contexts: 100 },
    },
    default: { ...common, seeds: seedsFrom100(20) },
    paper: { ...common, seeds: seedsFrom100(100) },
  },
  trials: ({ training, words, backgroundCount, ranks, vectors, seeds }: Config) => {
    const learned = wordVectors(vectors);
    const runs = (task: Task, arm: ClassifierArm, trainOn: readonly Domain[] = domains) =>
      seeds.map((seed) => ({
        ...training,
        arm: arm.trains,
        task,
        trainOn,
        learningRate: sentimentRate(task, arm),
        seed,
      }));
    return {
      sentiment: armsOf(ranks).map((arm) => runs("sentiment", arm).map((run) => sentiment(run))),
      sixClasses: armsOf(ranks).map((arm) => runs("sentiment and domain", arm).map((run) => sentiment(run))),
      pretrained: armsOf([1]).map((arm) =>
        runs("sentiment", arm).map((run) => sentimentPretrained(run, { wordVectors: learned })),
      ),
      crossDomain: pair.map((arm) =>
        domains.map((domain) => runs("sentiment", arm, [domain]).map((run) => sentiment(run))),
      ),
      planes: pair.map((arm) =>
        sentimentPlane({
          ...training,
          arm: arm.trains,
          task: "sentiment",
          heldOutShare: 0,
          learningRate: sentimentRate("sentiment", arm),
          seed: seeds[0] ?? 0,
          words,
          backgroundCount,
        }),
      ),
    };
  },
  tables: (results, { ranks, seeds }) => ({
    accuracy: [
      ...summaries("sentiment", armsOf(ranks), results.sentiment),
      ...summaries("sentiment and domain", armsOf(ranks), results.sixClasses),
      ...summaries("sentiment, pre-trained", armsOf([1]), results.pretrained),
    ],
    bySeed: zip(armsOf(ranks), results.sentiment, results.sixClasses).flatMap(([{ name: arm }, two, six]) =>
      zip(seeds, two, six).map(([seed, run, ofSix]) => ({
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
      })),
    ),
    pretrainedBySeed: zip(armsOf([1]), results.pretrained).flatMap(([{ name: arm }, runs]) =>
      runRows(arm, seeds, runs, (run) => ({
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
          ...summary(runs.map((run) => run.byDomain[place]?.accuracy ?? 0)),
        })),
      ),
    ),
    crossDomainBySeed: zip(pair, results.crossDomain).flatMap(([{ name: arm }, byDomain]) =>
      seeds.map((seed, place) => ({ arm, seed, ...ownAndOthers(byDomain.map((runs) => runs[place])) })),
    ),
    words: zip(pair, results.planes).flatMap(([{ name: arm }, { words }]) =>
      words.map((word) => ({ arm, ...word })),
    ),
  }),
});
