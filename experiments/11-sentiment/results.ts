import type { Look } from "../lib/charts/looks.ts";
import { defineResults, type FigureSpec, type Finding } from "../lib/experiment.ts";
import { armDifferences } from "../lib/stats/comparisons.ts";
import { mean, pairedDifferences } from "../lib/stats/describe.ts";
import { count, decimal, fromZeroPhrases, meanFinding, percent } from "../lib/stats/findings.ts";
import { column, rowWith } from "../lib/tables.ts";
import type { experiment } from "./experiment.ts";
import { accuracyPanel, crossPanel, wordsPanel } from "./panels.ts";
import { frozenVectors, fullVectors, loraVectors } from "./sentiment-runs.ts";

const [full, rankOne, frozen] = [fullVectors, loraVectors(1), frozenVectors];

/** A difference of accuracies, in percentage points. */
const difference = (values: readonly number[]): Finding => {
  const points = values.map((value) => 100 * value);
  return meanFinding(points, ".1f", { unit: "points", phrases: fromZeroPhrases });
};

/** Accuracies of the three settings, with what counting rated words reaches. */
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

export const results = defineResults<typeof experiment>({
  figures: ({ words, bySeed }, { ranks }) => ({
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
  findings: ({ accuracy, bySeed, pretrainedBySeed, crossDomainBySeed, words }) => {
    type Field = "lexicon" | "trainAccuracy" | "vader" | "vaderWords" | "afinn";
    const accuracyOf = (arm: Look, task: string): Finding =>
      percent(rowWith(accuracy, { arm: arm.name, task }).accuracy, 1);
    const ofRuns = (field: Field, arm: Look) => column(bySeed, field, { arm: arm.name });
    const gap = (field: "accuracy" | "sixClasses", arm: Look, over: Look) =>
      difference(armDifferences(bySeed, field, { arm: arm.name, over: over.name }));
    const pretrained = (arm: Look) => column(pretrainedBySeed, "accuracy", { arm: arm.name });
    const crossed = (arm: Look, field: "own" | "others") =>
      column(crossDomainBySeed, field, { arm: arm.name });
    const countOf = (word: string) => words.find((row) => row.word === word)?.count ?? 0;
    const first = rowWith(bySeed, { arm: full.name });
    const firstLora = rowWith(bySeed, { arm: rankOne.name });
    return {
      seeds: count(column(bySeed, "seed", { arm: full.name }).length),
      vocabulary: count(first.vocabulary),
      "train-sentences": count(first.trainSentences),
      "held-out-sentences": count(first.heldOutSentences),
      "trained-full": count(first.trainedParameters),
      "trained-lora": count(firstLora.trainedParameters),
      full: accuracyOf(full, "sentiment"),
      lora: accuracyOf(rankOne, "sentiment"),
      frozen: accuracyOf(frozen, "sentiment"),
      lexicon: meanFinding(ofRuns("lexicon", full), ".1%"),
      gap: gap("accuracy", full, rankOne),
      "train-full": percent(mean(ofRuns("trainAccuracy", full)), 1),
      "vader-full": meanFinding(ofRuns("vader", full), ".2f"),
      "vader-lora": meanFinding(ofRuns("vader", rankOne), ".2f"),
      "vader-frozen": decimal(mean(ofRuns("vader", frozen)), 2),
      "afinn-lora": decimal(mean(ofRuns("afinn", rankOne)), 2),
      "afinn-full": decimal(mean(ofRuns("afinn", full)), 2),
      "rated-words": decimal(mean(ofRuns("vaderWords", full)), 0),
      "six-full": accuracyOf(full, "sentiment and domain"),
      "six-lora": accuracyOf(rankOne, "sentiment and domain"),
      "six-gap": gap("sixClasses", full, rankOne),
      "six-gap-8": gap("sixClasses", full, loraVectors(8)),
      "pretrained-frozen": percent(mean(pretrained(frozen)), 1),
      "pretrained-gap": difference(pairedDifferences(pretrained(full), pretrained(rankOne))),
      "pretrained-gain": difference(
        pairedDifferences(pretrained(rankOne), column(bySeed, "accuracy", { arm: rankOne.name })),
      ),
      "pretrained-known": percent(mean(column(pretrainedBySeed, "known", { arm: full.name }))),
      "off-diagonal-full": percent(mean(crossed(full, "others")), 1),
      "off-diagonal-lora": percent(mean(crossed(rankOne, "others")), 1),
      "off-diagonal-gap": difference(pairedDifferences(crossed(full, "others"), crossed(rankOne, "others"))),
      "diagonal-gap": difference(pairedDifferences(crossed(full, "own"), crossed(rankOne, "own"))),
      "count-good": count(countOf("good")),
      "count-angry": count(countOf("angry")),
    };
  },
  estimates: ({ bySeed }) => ({
    accuracy: {
      samples: armDifferences(bySeed, "accuracy", { arm: full.name, over: rankOne.name }),
      format: ".1%",
    },
  }),
});
