import type { Look } from "../lib/charts/looks.ts";
import { defineResults, type FigureSpec, type Finding } from "../lib/experiment.ts";
import { mean, pairedDifferences } from "../lib/stats/describe.ts";
import { meanFinding } from "../lib/stats/findings.ts";
import { rowWith } from "../lib/tables.ts";
import type { experiment } from "./experiment.ts";
import { accuracyPanel, crossPanel, wordsPanel } from "./panels.ts";
import { frozenVectors, fullVectors, loraVectors } from "./sentiment-runs.ts";

const [full, rankOne, frozen] = [fullVectors, loraVectors(1), frozenVectors];

const phrases = { higher: "higher by", lower: "lower by", unresolved: "not resolved from zero:" };
/** A difference of accuracies, in percentage points. */
const difference = (values: readonly number[]): Finding => ({
  ...meanFinding(
    values.map((value) => 100 * value),
    ".1f",
  ),
  unit: "points",
  phrases,
});

/** The values of a field over the seeds of one arm. */
const valuesOf = <Field extends string>(
  rows: readonly (Readonly<Record<Field, number>> & { readonly arm: string })[],
  arm: Look,
  field: Field,
): number[] => rows.filter((row) => row.arm === arm.name).map((row) => row[field]);

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
      spec: accuracySpec(ranks, mean(valuesOf(bySeed, full, "lexicon"))),
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
    const accuracyOf = (arm: Look, task: string) => rowWith(accuracy, { arm: arm.name, task }).accuracy;
    const first = rowWith(bySeed, { arm: full.name });
    const firstLora = rowWith(bySeed, { arm: rankOne.name });
    const gap = (field: "accuracy" | "sixClasses", left: Look, right: Look) =>
      difference(pairedDifferences(valuesOf(bySeed, left, field), valuesOf(bySeed, right, field)));
    const pretrained = (arm: Look) => valuesOf(pretrainedBySeed, arm, "accuracy");
    const crossed = (arm: Look, field: "own" | "others") => valuesOf(crossDomainBySeed, arm, field);
    const countOf = (word: string) => words.find((row) => row.word === word)?.count ?? 0;
    return {
      seeds: { value: first.seed === undefined ? 0 : valuesOf(bySeed, full, "seed").length, format: "d" },
      vocabulary: { value: first.vocabulary, format: ",d" },
      "train-sentences": { value: first.trainSentences, format: ",d" },
      "held-out-sentences": { value: first.heldOutSentences, format: ",d" },
      "trained-full": { value: first.trainedParameters, format: ",d" },
      "trained-lora": { value: firstLora.trainedParameters, format: ",d" },
      full: { value: accuracyOf(full, "sentiment"), format: ".1%" },
      lora: { value: accuracyOf(rankOne, "sentiment"), format: ".1%" },
      frozen: { value: accuracyOf(frozen, "sentiment"), format: ".1%" },
      lexicon: meanFinding(valuesOf(bySeed, full, "lexicon"), ".1%"),
      gap: gap("accuracy", full, rankOne),
      "train-full": { value: mean(valuesOf(bySeed, full, "trainAccuracy")), format: ".1%" },
      "vader-full": meanFinding(valuesOf(bySeed, full, "vader"), ".2f"),
      "vader-lora": meanFinding(valuesOf(bySeed, rankOne, "vader"), ".2f"),
      "vader-frozen": { value: mean(valuesOf(bySeed, frozen, "vader")), format: ".2f" },
      "afinn-lora": { value: mean(valuesOf(bySeed, rankOne, "afinn")), format: ".2f" },
      "afinn-full": { value: mean(valuesOf(bySeed, full, "afinn")), format: ".2f" },
      "rated-words": { value: mean(valuesOf(bySeed, full, "vaderWords")), format: ".0f" },
      "six-full": { value: accuracyOf(full, "sentiment and domain"), format: ".1%" },
      "six-lora": { value: accuracyOf(rankOne, "sentiment and domain"), format: ".1%" },
      "six-gap": gap("sixClasses", full, rankOne),
      "six-gap-8": gap("sixClasses", full, loraVectors(8)),
      "pretrained-frozen": { value: mean(pretrained(frozen)), format: ".1%" },
      "pretrained-gap": difference(pairedDifferences(pretrained(full), pretrained(rankOne))),
      "pretrained-gain": difference(
        pairedDifferences(pretrained(rankOne), valuesOf(bySeed, rankOne, "accuracy")),
      ),
      "pretrained-known": { value: mean(valuesOf(pretrainedBySeed, full, "known")), format: ".0%" },
      "off-diagonal-full": { value: mean(crossed(full, "others")), format: ".1%" },
      "off-diagonal-lora": { value: mean(crossed(rankOne, "others")), format: ".1%" },
      "off-diagonal-gap": difference(pairedDifferences(crossed(full, "others"), crossed(rankOne, "others"))),
      "diagonal-gap": difference(pairedDifferences(crossed(full, "own"), crossed(rankOne, "own"))),
      "count-good": { value: countOf("good"), format: "d" },
      "count-angry": { value: countOf("angry"), format: "d" },
    };
  },
  estimates: ({ bySeed }) => ({
    accuracy: {
      samples: pairedDifferences(valuesOf(bySeed, full, "accuracy"), valuesOf(bySeed, rankOne, "accuracy")),
      format: ".1%",
    },
  }),
});
