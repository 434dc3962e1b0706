import type { ArmStyle } from "../kit/charts/parts.ts";
import {
  defineResults,
  type FigureSpec,
  type Finding,
  type SplitSizes,
  type TablesOf,
} from "../kit/experiment.ts";
import { armDifferences, mean, pairedDifferences } from "../kit/stats/describe.ts";
import { count, decimal, gapPhrases, meanFinding, percent } from "../kit/stats/findings.ts";
import { column, rowWith } from "../kit/tables.ts";
import type { experiment } from "./experiment.ts";
import { accuracyPanel, crossPanel, ranksSpec, sixClasses, twoClasses, wordsPanel } from "./panels.ts";
import { claimedRanks, frozenVectors, fullVectors, loraVectors, splitSizes } from "./sentiment-runs.ts";

const [full, frozen] = [fullVectors, frozenVectors];
const [rankOne, rankFour] = [loraVectors(claimedRanks.twoClasses), loraVectors(claimedRanks.sixClasses)];

type Tables = TablesOf<typeof experiment>;

/** A difference of accuracies over splits, in percentage points. */
const points = (values: readonly number[], splits: SplitSizes): Finding =>
  meanFinding(
    values.map((value) => 100 * value),
    ".1f",
    { unit: "points", splits },
  );

/** A difference of accuracies as a comparison: "LoRA ends {{finding "gap"}} full training". */
const comparison = (left: readonly number[], right: readonly number[], splits: SplitSizes): Finding => ({
  ...points(pairedDifferences(left, right), splits),
  phrases: gapPhrases,
});

/** The accuracy of full training minus that of LoRA, per split. */
const gaps = (rows: Tables["bySeed"], field: "accuracy" | "sixClasses", lora: ArmStyle) =>
  armDifferences(rows, field, { arm: full.name, over: lora.name });

/** Accuracies of the three settings, and of counting rated words. */
const accuracySpec = (ranks: readonly number[], lexicon: number): FigureSpec => ({
  vconcat: [
    accuracyPanel(
      "sentiment",
      "Sentiment, two classes",
      [full, ...ranks.map(loraVectors).reverse(), frozen],
      [{ value: lexicon, label: "lexicon" }],
      [0.4, 0.9],
    ),
    accuracyPanel(
      "sentiment, pre-trained",
      "Sentiment, from pre-trained vectors",
      [full, rankOne, frozen],
      [],
      [0.4, 0.9],
    ),
    accuracyPanel(
      "sentiment and domain",
      "Sentiment and domain, six classes",
      [full, ...ranks.map(loraVectors).reverse(), frozen],
      [],
      [0.1, 0.8],
    ),
  ],
  spacing: 14,
  resolve: { scale: { color: "independent", shape: "independent" } },
});

/** The six words, and the agreement of learned polarities with people's ratings. */
function wordFindings({ bySeed, words }: Pick<Tables, "bySeed" | "words">): Record<string, Finding> {
  type Field = "lexicon" | "trainAccuracy" | "vader" | "vaderWords" | "afinn";
  const splits = splitSizes(bySeed);
  const ofRuns = (field: Field, arm: ArmStyle) => column(bySeed, field, { arm: arm.name });
  const countOf = (word: string) => words.find((row) => row.word === word)?.count ?? 0;
  return {
    lexicon: meanFinding(ofRuns("lexicon", full), ".1%", { splits }),
    "train-full": percent(mean(ofRuns("trainAccuracy", full)), 1),
    "vader-full": meanFinding(ofRuns("vader", full), ".2f", { splits }),
    "vader-lora": meanFinding(ofRuns("vader", rankOne), ".2f", { splits }),
    "vader-frozen": decimal(mean(ofRuns("vader", frozen)), 2),
    "afinn-lora": decimal(mean(ofRuns("afinn", rankOne)), 2),
    "afinn-full": decimal(mean(ofRuns("afinn", full)), 2),
    "rated-words": decimal(mean(ofRuns("vaderWords", full)), 0),
    "count-good": count(countOf("good")),
    "count-angry": count(countOf("angry")),
  };
}

/** Starting from vectors learned without labels, and moving from one kind of review to another. */
function transferFindings({
  bySeed,
  pretrainedBySeed,
  crossDomainBySeed,
}: Pick<Tables, "bySeed" | "pretrainedBySeed" | "crossDomainBySeed">): Record<string, Finding> {
  const splits = splitSizes(bySeed);
  const pretrained = (arm: ArmStyle) => column(pretrainedBySeed, "accuracy", { arm: arm.name });
  const crossed = (arm: ArmStyle, field: "own" | "others") =>
    column(crossDomainBySeed, field, { arm: arm.name });
  const over = (left: readonly number[], right: readonly number[]) => comparison(left, right, splits);
  const sameSeeds = pretrained(rankOne).length;
  const random = column(bySeed, "accuracy", { arm: rankOne.name }).slice(0, sameSeeds);
  return {
    "pretrained-frozen": percent(mean(pretrained(frozen)), 1),
    "pretrained-gap": over(pretrained(rankOne), pretrained(full)),
    "pretrained-gain": over(pretrained(rankOne), random),
    "pretrained-known": percent(mean(column(pretrainedBySeed, "known", { arm: full.name }))),
    "off-diagonal-full": percent(mean(crossed(full, "others")), 1),
    "off-diagonal-lora": percent(mean(crossed(rankOne, "others")), 1),
    "off-diagonal-gap": over(crossed(rankOne, "others"), crossed(full, "others")),
    "diagonal-gap": over(crossed(rankOne, "own"), crossed(full, "own")),
  };
}

export const results = defineResults<typeof experiment>({
  figures: ({ words, bySeed, shares }, { ranks }) => ({
    ranks: {
      spec: ranksSpec(shares, ranks, "above"),
      tables: ["shares", "bySeed"],
      screen: ranksSpec(shares, ranks, "foot"),
    },
    accuracy: {
      spec: accuracySpec(ranks, mean(column(bySeed, "lexicon", { arm: full.name }))),
      tables: ["accuracy", "bySeed", "pretrainedBySeed"],
    },
    words: {
      spec: {
        vconcat: [wordsPanel(words, full, "Full training"), wordsPanel(words, rankOne, "LoRA of rank one")],
        spacing: 18,
      },
    },
    "cross-domain": {
      spec: {
        hconcat: [crossPanel(full, "Full", true), crossPanel(rankOne, "LoRA r = 1", false)],
        spacing: 18,
      },
      tables: ["crossDomain", "crossDomainBySeed"],
    },
  }),
  findings: (tables) => {
    const { bySeed, accuracy, shares } = tables;
    const splits = splitSizes(bySeed);
    const accuracyOf = (arm: ArmStyle, task: string): Finding =>
      percent(rowWith(accuracy, { arm: arm.name, task }).accuracy, 1);
    const shareOf = (task: ArmStyle, rank: number): Finding =>
      percent(rowWith(shares, { arm: task.name, rank }).share);
    const gap = (field: "accuracy" | "sixClasses", lora: ArmStyle) =>
      comparison(
        column(bySeed, field, { arm: lora.name }),
        column(bySeed, field, { arm: full.name }),
        splits,
      );
    const first = rowWith(bySeed, { arm: full.name });
    return {
      seeds: count(column(bySeed, "seed", { arm: full.name }).length),
      vocabulary: count(first.vocabulary),
      "train-sentences": count(first.trainSentences),
      "held-out-sentences": count(first.heldOutSentences),
      "trained-full": count(first.trainedParameters),
      "trained-lora": count(rowWith(bySeed, { arm: rankOne.name }).trainedParameters),
      full: accuracyOf(full, "sentiment"),
      lora: accuracyOf(rankOne, "sentiment"),
      frozen: accuracyOf(frozen, "sentiment"),
      gap: gap("accuracy", rankOne),
      "two-loss": points(gaps(bySeed, "accuracy", rankOne), splits),
      "six-loss": points(gaps(bySeed, "sixClasses", rankFour), splits),
      "six-full": accuracyOf(full, "sentiment and domain"),
      "six-lora": accuracyOf(rankOne, "sentiment and domain"),
      "six-gap": gap("sixClasses", rankOne),
      "six-gap-4": gap("sixClasses", rankFour),
      "six-gap-8": gap("sixClasses", loraVectors(8)),
      "two-share-1": shareOf(twoClasses, 1),
      "six-share-1": shareOf(sixClasses, 1),
      "six-share-4": shareOf(sixClasses, 4),
      "six-share-8": shareOf(sixClasses, 8),
      ...wordFindings(tables),
      ...transferFindings(tables),
    };
  },
  estimates: ({ bySeed }) => {
    const splits = splitSizes(bySeed);
    return {
      "two-classes": { samples: gaps(bySeed, "accuracy", rankOne), splits, format: ".1%" },
      "six-classes": { samples: gaps(bySeed, "sixClasses", rankFour), splits, format: ".1%" },
    };
  },
});
