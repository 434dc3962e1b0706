import { frozen } from "../lib/charts/looks.ts";
import { defineResults, type FigureSpec, type Finding } from "../lib/experiment.ts";
import { pairedDifferences } from "../lib/stats/describe.ts";
import { meanFinding } from "../lib/stats/findings.ts";
import { rowWith } from "../lib/tables.ts";
import type { experiment } from "./experiment.ts";
import { adaptPanel, gainPanel, matrixPanel, rankLines } from "./panels.ts";
import { adaptedRate, fullEncoder, loraEncoder } from "./translation-runs.ts";

/** The rank of the deck's product, and of the claims. */
const claimed = loraEncoder(2);
/** Without training: the random start of the first half, the encoder of four languages in the second. */
const start = { ...frozen, name: "before training" };
const before = { ...frozen, name: "before adapting" };

type Field = "all" | "withChinese" | "withoutChinese" | "articles";
type Rows = readonly (Readonly<Record<Field | "trainedParameters", number>> & { readonly arm: string })[];

/** The values of a field over the seeds of one arm. */
const valuesOf = (rows: Rows, arm: { readonly name: string }, field: Field): number[] =>
  rows.filter((row) => row.arm === arm.name).map((row) => row[field]);

const phrases = { higher: "higher by", lower: "lower by", unresolved: "not resolved from zero:" };

/** The difference of two arms, seed by seed. */
const differences = (
  rows: Rows,
  left: { readonly name: string },
  right: { readonly name: string },
  field: Field,
) => pairedDifferences(valuesOf(rows, left, field), valuesOf(rows, right, field));

const difference = (values: readonly number[]): Finding => meanFinding(values, ".3f", { phrases });

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
      adapted: {
        spec: adaptedSpec(adaptRanks),
        tables: ["adapted", "adaptedBySeed"],
      },
    };
  },
  findings: ({ bySeed, adaptedBySeed, precision, adapted, data }, { training, adaptRanks }) => {
    const of = (arm: { readonly name: string }, pairs: string): Finding => ({
      value: rowWith(precision, { arm: arm.name, pairs }).precision,
      format: ".3f",
    });
    const ofAdapted = (arm: { readonly name: string }, pairs: string): Finding => ({
      value: rowWith(adapted, { arm: arm.name, pairs }).precision,
      format: ".3f",
    });
    const parametersOf = (arm: { readonly name: string }): Finding => ({
      value: rowWith(bySeed, { arm: arm.name }).trainedParameters,
      format: ",d",
    });
    const [first] = data;
    return {
      concepts: { value: first?.concepts ?? 0, format: ",d" },
      families: { value: first?.families ?? 0, format: ",d" },
      "train-concepts": { value: first?.trainConcepts ?? 0, format: ",d" },
      "parameters-full": parametersOf(fullEncoder),
      "parameters-lora": parametersOf(claimed),
      chance: { value: 1 / training.heldOut, format: ".4f" },
      "adapt-rates": { value: adaptRanks.map((rank) => adaptedRate(loraEncoder(rank))).join(", ") },
      start: of(start, "all pairs"),
      full: of(fullEncoder, "all pairs"),
      lora: of(claimed, "all pairs"),
      gap: difference(differences(bySeed, fullEncoder, claimed, "all")),
      "lora-gain": difference(differences(bySeed, claimed, start, "all")),
      "full-chinese": of(fullEncoder, "pairs with Chinese"),
      "lora-chinese": of(claimed, "pairs with Chinese"),
      "start-chinese": of(start, "pairs with Chinese"),
      "gap-chinese": difference(differences(bySeed, fullEncoder, claimed, "withChinese")),
      "articles-start": of(start, "articles"),
      "articles-full": difference(differences(bySeed, fullEncoder, start, "articles")),
      "articles-lora": difference(differences(bySeed, claimed, start, "articles")),
      "before-chinese": ofAdapted(before, "pairs with Chinese"),
      "adapted-full": ofAdapted(fullEncoder, "pairs with Chinese"),
      "adapted-lora": ofAdapted(claimed, "pairs with Chinese"),
      "adapted-gap": difference(differences(adaptedBySeed, fullEncoder, claimed, "withChinese")),
      "kept-full": difference(differences(adaptedBySeed, fullEncoder, before, "withoutChinese")),
      "kept-lora": difference(differences(adaptedBySeed, claimed, before, "withoutChinese")),
    };
  },
  estimates: ({ bySeed, adaptedBySeed }) => ({
    "five-languages": { samples: differences(bySeed, fullEncoder, claimed, "all"), format: ".3f" },
    "add-chinese": {
      samples: differences(adaptedBySeed, fullEncoder, claimed, "withChinese"),
      format: ".3f",
    },
  }),
});
