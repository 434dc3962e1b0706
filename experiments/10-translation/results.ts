import { frozen, type Look } from "../lib/charts/looks.ts";
import { defineResults, type FigureSpec, type Finding, type TablesOf } from "../lib/experiment.ts";
import { armDifferences } from "../lib/stats/comparisons.ts";
import { count, decimal, fromZeroPhrases, meanFinding } from "../lib/stats/findings.ts";
import { rowWith } from "../lib/tables.ts";
import type { experiment } from "./experiment.ts";
import { adaptPanel, gainPanel, matrixPanel, rankLines } from "./panels.ts";
import { adaptedRate, fullEncoder, loraEncoder } from "./translation-runs.ts";

/** The rank of the deck's product, and of the claims. */
const claimed = loraEncoder(2);
/** Without training: the random start of the first half, the encoder of four languages in the second. */
const start = { ...frozen, name: "before training" };
const before = { ...frozen, name: "before adapting" };

type Tables = TablesOf<typeof experiment>;
type Field = "all" | "withChinese" | "withoutChinese" | "articles";

/** The precision of an arm less that of another, seed by seed. */
const differences = (rows: Tables["bySeed"], field: Field, arm: Look, over: Look) =>
  armDifferences(rows, field, { arm: arm.name, over: over.name });

/** What each way of adapting learns, and what it keeps. */
const adaptedSpec = (adaptRanks: readonly number[]): FigureSpec => ({
  vconcat: [
    adaptPanel("pairs with Chinese", "Pairs with Chinese: learned", [
      fullEncoder,
      ...adaptRanks.map(loraEncoder).reverse(),
      before,
    ]),
    adaptPanel("pairs without Chinese", "Pairs without Chinese: kept", [
      fullEncoder,
      ...adaptRanks.map(loraEncoder).reverse(),
      before,
    ]),
  ],
  spacing: 16,
});

export const results = defineResults<typeof experiment>({
  figures: ({ gain }, { ranks, adaptRanks }) => {
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
      },
      adapted: { spec: adaptedSpec(adaptRanks), tables: ["adapted", "adaptedBySeed"] },
    };
  },
  findings: ({ bySeed, adaptedBySeed, precision, adapted, data }, { training, adaptRanks }) => {
    const of = (arm: Look, pairs: string): Finding =>
      decimal(rowWith(precision, { arm: arm.name, pairs }).precision, 3);
    const ofAdapted = (arm: Look, pairs: string): Finding =>
      decimal(rowWith(adapted, { arm: arm.name, pairs }).precision, 3);
    const gap = (field: Field, arm: Look, over: Look, rows = bySeed) =>
      meanFinding(differences(rows, field, arm, over), ".3f", { phrases: fromZeroPhrases });
    const parametersOf = (arm: Look): Finding => count(rowWith(bySeed, { arm: arm.name }).trainedParameters);
    const { concepts, families, trainConcepts } = rowWith(data, {});
    return {
      concepts: count(concepts),
      families: count(families),
      "train-concepts": count(trainConcepts),
      "parameters-full": parametersOf(fullEncoder),
      "parameters-lora": parametersOf(claimed),
      chance: decimal(1 / training.heldOut, 4),
      "adapt-rates": { value: adaptRanks.map((rank) => adaptedRate(loraEncoder(rank))).join(", ") },
      start: of(start, "all pairs"),
      full: of(fullEncoder, "all pairs"),
      lora: of(claimed, "all pairs"),
      gap: gap("all", fullEncoder, claimed),
      "lora-gain": gap("all", claimed, start),
      "full-chinese": of(fullEncoder, "pairs with Chinese"),
      "lora-chinese": of(claimed, "pairs with Chinese"),
      "start-chinese": of(start, "pairs with Chinese"),
      "gap-chinese": gap("withChinese", fullEncoder, claimed),
      "articles-start": of(start, "articles"),
      "articles-full": gap("articles", fullEncoder, start),
      "articles-lora": gap("articles", claimed, start),
      "before-chinese": ofAdapted(before, "pairs with Chinese"),
      "adapted-full": ofAdapted(fullEncoder, "pairs with Chinese"),
      "adapted-lora": ofAdapted(claimed, "pairs with Chinese"),
      "adapted-gap": gap("withChinese", fullEncoder, claimed, adaptedBySeed),
      "kept-full": gap("withoutChinese", fullEncoder, before, adaptedBySeed),
      "kept-lora": gap("withoutChinese", claimed, before, adaptedBySeed),
    };
  },
  estimates: ({ bySeed, adaptedBySeed }) => ({
    "five-languages": { samples: differences(bySeed, "all", fullEncoder, claimed), format: ".3f" },
    "add-chinese": {
      samples: differences(adaptedBySeed, "withChinese", fullEncoder, claimed),
      format: ".3f",
    },
  }),
});
