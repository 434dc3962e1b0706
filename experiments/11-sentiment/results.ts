/** Figures, findings, and the samples of the claims. */
import type { ArmStyle } from "../kit/charts/parts.ts";
import { type ConfigOf, defineResults, type Finding, type TablesOf } from "../kit/experiment.ts";
import { armDifferences, mean } from "../kit/stats/describe.ts";
import { count, decimal, gapPhrases, meanFinding, percent } from "../kit/stats/findings.ts";
import { column, rowWith } from "../kit/tables.ts";
import { type experiment, tasks, wordArms } from "./experiment.ts";
import { accuracySpec, wordsSpec } from "./panels.ts";
import {
  frozenVectors,
  fullVectors,
  loraVectors,
  sentimentTuningMargin,
  splitSizes,
} from "./sentiment-runs.ts";

type Tables = TablesOf<typeof experiment>;
type Config = ConfigOf<typeof experiment>;
type Field = "twoClasses" | "sixClasses";

const [full, frozen] = [fullVectors, frozenVectors];

const claimed = ({ sixClasses, twoClasses }: Config) => ({
  six: loraVectors(sixClasses.rank),
  two: loraVectors(twoClasses.rank),
});

/** The accuracy of full training minus that of another arm in percentage points, per split. */
const losses = ({ bySeed }: Tables, field: Field, arm: ArmStyle): number[] =>
  armDifferences(bySeed, field, { arm: full.name, over: arm.name }).map((difference) => 100 * difference);

function accuracyFindings(tables: Tables, config: Config): Readonly<Record<string, Finding>> {
  const { bySeed } = tables;
  const splits = splitSizes(bySeed);
  const { six, two } = claimed(config);
  const of = (field: Field, arm: ArmStyle) => percent(mean(column(bySeed, field, { arm: arm.name })), 1);
  const loss = (field: Field, arm: ArmStyle): Finding =>
    meanFinding(losses(tables, field, arm), ".1f", { unit: "percentage points", splits });
  /** "LoRA ends {{finding}} full training". */
  const gap = (field: Field, rank: number): Finding => ({
    ...meanFinding(
      losses(tables, field, loraVectors(rank)).map((value) => -value),
      ".1f",
      { unit: "percentage points", splits },
    ),
    phrases: gapPhrases,
  });
  const [, , third = 0] = config.ranks;
  return {
    "six-loss": loss("sixClasses", six),
    "two-gap": gap("twoClasses", config.twoClasses.rank),
    "six-gap": gap("sixClasses", config.sixClasses.rank),
    "six-gap-third": gap("sixClasses", third),
    "two-full": of("twoClasses", full),
    "two-lora": of("twoClasses", two),
    "two-frozen": of("twoClasses", frozen),
    "six-full": of("sixClasses", full),
    "six-lora": of("sixClasses", six),
    "six-frozen": of("sixClasses", frozen),
    "train-full": percent(mean(column(bySeed, "trainAccuracy", { arm: full.name })), 1),
    lexicon: percent(mean(column(bySeed, "lexicon", { arm: full.name })), 1),
  };
}

/** The deck's words, and the agreement of learned polarities with people's ratings. */
function wordFindings({ bySeed, words }: Tables, config: Config): Readonly<Record<string, Finding>> {
  const agreement = (arm: ArmStyle) => decimal(mean(column(bySeed, "vader", { arm: arm.name })), 2);
  const countOf = (word: string) => count(words.find((row) => row.word === word)?.count ?? 0);
  return {
    "vader-full": agreement(full),
    "vader-lora": agreement(claimed(config).two),
    "vader-frozen": agreement(frozen),
    "rated-words": decimal(mean(column(bySeed, "vaderWords", { arm: full.name })), 0),
    "count-good": countOf("good"),
    "count-angry": countOf("angry"),
  };
}

export const results = defineResults<typeof experiment>({
  figures: ({ accuracy, words }, config) => ({
    accuracy: { spec: accuracySpec(accuracy, config.ranks), tables: ["accuracy", "bySeed"] },
    words: { spec: wordsSpec(words, config.words, wordArms) },
  }),
  findings: (tables, config) => {
    const first = rowWith(tables.bySeed, { arm: full.name });
    const { two } = claimed(config);
    return {
      splits: count(config.seeds.length),
      vocabulary: count(first.vocabulary),
      "train-sentences": count(first.trainSentences),
      "held-out-sentences": count(first.heldOutSentences),
      "trained-full": count(first.trainedParameters),
      "trained-lora": count(rowWith(tables.bySeed, { arm: two.name }).trainedParameters),
      ...accuracyFindings(tables, config),
      ...wordFindings(tables, config),
    };
  },
  estimates: (tables, config) => {
    const splits = splitSizes(tables.bySeed);
    const { six, two } = claimed(config);
    return {
      "six-classes": {
        samples: losses(tables, "sixClasses", six),
        splits,
        format: ".1f",
        tuning: 100 * sentimentTuningMargin(tasks["six classes"], [full, six]),
      },
      "two-classes": { samples: losses(tables, "twoClasses", two), splits, format: ".1f" },
    };
  },
});
