import type { ArmStyle } from "../kit/charts/parts.ts";
import { defineResults, type FigureSpec, type Finding, type TablesOf } from "../kit/experiment.ts";
import { armDifferences } from "../kit/stats/describe.ts";
import { count, gapPhrases, meanFinding, percent } from "../kit/stats/findings.ts";
import { column, rowWith } from "../kit/tables.ts";
import { frozen } from "../lab/arms.ts";
import { closedGaps } from "../lab/losses.ts";
import type { experiment } from "./experiment.ts";
import { adaptPanel, gainPanel, matrixPanel, rankLines } from "./panels.ts";
import { adaptedSettings, claimedRank, fullEncoder, loraEncoder } from "./translation-runs.ts";

const claimed = loraEncoder(claimedRank);
/** Arms without training: the random start in the first half, the encoder of four languages in the second. */
const start = { ...frozen, name: "before training" };
const before = { ...frozen, name: "before adapting" };

type Tables = TablesOf<typeof experiment>;
type Field = "all" | "withChinese" | "withoutChinese" | "articles";

/** The precision of one arm minus that of another, per seed. */
const differences = (rows: Tables["bySeed"], field: Field, arm: ArmStyle, over: ArmStyle) =>
  armDifferences(rows, field, { arm: arm.name, over: over.name });

/** The share of full training's gain on pairs with Chinese that LoRA of the claims' rank reaches, per seed. */
function gainedShares(rows: Tables["adaptedBySeed"]): number[] {
  const of = ({ name }: ArmStyle) => column(rows, "withChinese", { arm: name });
  return closedGaps({ frozen: of(before), lora: of(claimed), full: of(fullEncoder) });
}

/** What each way of adapting learns and keeps. */
const adaptedSpec = (ranks: readonly number[]): FigureSpec => ({
  vconcat: [
    adaptPanel("pairs with Chinese", "Pairs with Chinese: learned", [
      fullEncoder,
      ...ranks.map(loraEncoder).reverse(),
      before,
    ]),
    adaptPanel("pairs without Chinese", "Pairs without Chinese: kept", [
      fullEncoder,
      ...ranks.map(loraEncoder).reverse(),
      before,
    ]),
  ],
  spacing: 16,
});

export const results = defineResults<typeof experiment>({
  figures: ({ gain }, { ranks }) => {
    const bound = Math.ceil(Math.max(...gain.map(({ points }) => Math.abs(points))));
    return {
      matrices: {
        spec: {
          hconcat: [
            matrixPanel(fullEncoder.name, "Full", true),
            matrixPanel(claimed.name, "LoRA r = 2", false),
          ],
          spacing: 18,
        },
      },
      gain: {
        spec: {
          hconcat: [
            gainPanel(fullEncoder.name, "Full", true, bound),
            gainPanel(claimed.name, "LoRA r = 2", false, bound),
          ],
          spacing: 18,
        },
      },
      ranks: {
        spec: {
          vconcat: [
            rankLines("precision", "all pairs", "All pairs", ranks, [fullEncoder, start]),
            rankLines("precision", "pairs with Chinese", "Pairs with Chinese", ranks, [fullEncoder, start]),
          ],
          spacing: 16,
        },
        tables: ["precision", "bySeed"],
        screen: {
          vconcat: [rankLines("precision", "all pairs", "All pairs", ranks, [fullEncoder, start])],
        },
      },
      adapted: { spec: adaptedSpec(ranks), tables: ["adapted", "adaptedBySeed"] },
    };
  },
  findings: ({ bySeed, adaptedBySeed, precision, adapted, data }, { ranks, seeds, studySeeds }) => {
    const of = (arm: ArmStyle, pairs: string): Finding =>
      percent(rowWith(precision, { arm: arm.name, pairs }).precision, 1);
    const ofAdapted = (arm: ArmStyle, pairs: string): Finding =>
      percent(rowWith(adapted, { arm: arm.name, pairs }).precision, 1);
    // In percentage points.
    const gap = (field: Field, arm: ArmStyle, over: ArmStyle, rows = bySeed) =>
      meanFinding(
        differences(rows, field, arm, over).map((difference) => 100 * difference),
        ".1f",
        { unit: "points", phrases: gapPhrases },
      );
    const parametersOf = (arm: ArmStyle): Finding =>
      count(rowWith(bySeed, { arm: arm.name }).trainedParameters);
    const { families, train, tuning, test } = rowWith(data, {});
    const highest = Math.max(...ranks);
    const rates = ranks.map((rank) => adaptedSettings(loraEncoder(rank)).learningRate);
    return {
      seeds: count(seeds.length),
      "study-seeds": count(studySeeds.length),
      concepts: count(train + tuning + test),
      families: count(families),
      "train-concepts": count(train),
      "tuning-concepts": count(tuning),
      "test-concepts": count(test),
      "parameters-full": parametersOf(fullEncoder),
      "parameters-lora": parametersOf(claimed),
      chance: percent(1 / test, 2),
      "adapt-rates": { value: rates.join(", ") },
      start: of(start, "all pairs"),
      full: of(fullEncoder, "all pairs"),
      lora: of(claimed, "all pairs"),
      "highest-rank": count(highest),
      "lora-highest": of(loraEncoder(highest), "all pairs"),
      gap: gap("all", claimed, fullEncoder),
      "lora-gain": gap("all", claimed, start),
      "full-chinese": of(fullEncoder, "pairs with Chinese"),
      "lora-chinese": of(claimed, "pairs with Chinese"),
      "start-chinese": of(start, "pairs with Chinese"),
      "gap-chinese": gap("withChinese", claimed, fullEncoder),
      "articles-start": of(start, "articles"),
      "articles-full": gap("articles", fullEncoder, start),
      "articles-lora": gap("articles", claimed, start),
      "before-chinese": ofAdapted(before, "pairs with Chinese"),
      "adapted-full": ofAdapted(fullEncoder, "pairs with Chinese"),
      "adapted-lora": ofAdapted(claimed, "pairs with Chinese"),
      "adapted-gap": gap("withChinese", claimed, fullEncoder, adaptedBySeed),
      "adapted-share": meanFinding(gainedShares(adaptedBySeed), ".0%"),
      "kept-full": gap("withoutChinese", fullEncoder, before, adaptedBySeed),
      "kept-lora": gap("withoutChinese", claimed, before, adaptedBySeed),
    };
  },
  estimates: ({ bySeed, adaptedBySeed }) => ({
    "five-languages": { samples: differences(bySeed, "all", fullEncoder, claimed), format: ".1%" },
    chinese: { samples: gainedShares(adaptedBySeed), format: ".0%" },
  }),
});
