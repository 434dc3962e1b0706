import { defineResults, type Estimates, type Finding, type TablesOf } from "../kit/experiment.ts";
import { mean } from "../kit/stats/describe.ts";
import { count, decimal, percent } from "../kit/stats/findings.ts";
import { column, rowsWith, rowWith } from "../kit/tables.ts";
import { apolloArm, fullArm, galoreArm, loraArm, type Training, type TunedArm } from "../lab/arms.ts";
import { rangeOfFullTraining, reloraTable6 } from "../lab/data/literature.ts";
import { tuningMargin } from "../lab/settings.ts";
import { searchFor } from "../lab/trials/language-runs.ts";
import { shareFigure } from "../lab/trials/share-figure.ts";
import { equalStepsFinding, type Stage, stageEstimate } from "../lab/trials/shares.ts";
import type { experiment } from "./experiment.ts";
import { gapFigure, publishedTable, rateFigure, ratioFigure } from "./figures.ts";
import { publishedRates } from "./published-tables.ts";
import { lossDifferences, type RunsConfig } from "./runs.ts";

type Tables = TablesOf<typeof experiment>;

/** The least and the greatest ratio of a published row over the sizes. */
function publishedRange({ published }: Tables, id: string, arms: readonly string[]) {
  const ratios = published.filter(({ arm }) => arms.includes(arm)).map(({ ratio }) => ratio);
  return {
    [`${id}-least`]: decimal(Math.min(...ratios), 2),
    [`${id}-greatest`]: decimal(Math.max(...ratios), 2),
  };
}

function publishedFindings(tables: Tables): Readonly<Record<string, Finding>> {
  const { published, printed, restarts } = tables;
  const [lowest, highest] = rangeOfFullTraining();
  const own = rowsWith(published, { arm: "GaLore, in GaLore" });
  const elsewhere = ["GaLore, in LoQT", "GaLore, in SCALE", "GaLore, in Alice", "GaLore, benchmark"];
  const fullAt = (size: string) => column(rowsWith(printed, { method: "full", size }), "perplexity");
  const ablation = (method: (typeof reloraTable6)[number]["method"]) =>
    decimal(rowWith(reloraTable6, { method }).perplexity, 2);
  return {
    ...publishedRange(tables, "published-lora", ["LoRA, in GaLore"]),
    "galore-least": decimal(Math.min(...column(own, "ratio")), 3),
    "galore-greatest": decimal(Math.max(...column(own, "ratio")), 3),
    ...publishedRange(tables, "galore-elsewhere", elsewhere),
    ...publishedRange(tables, "apollo", ["APOLLO-Mini, in APOLLO"]),
    "apollo-tuned": decimal(rowWith(published, { arm: "the same, AdamW tuned" }).ratio, 3),
    "full-least": decimal(lowest, 2),
    "full-greatest": decimal(highest, 2),
    "full-small-least": decimal(Math.min(...fullAt("60M")), 2),
    "full-small-greatest": decimal(Math.max(...fullAt("60M")), 2),
    "full-large-least": decimal(Math.min(...fullAt("1B")), 2),
    "full-large-greatest": decimal(Math.max(...fullAt("1B")), 2),
    "restarts-least": percent(Math.min(...column(restarts, "closed"))),
    "restarts-greatest": percent(Math.max(...column(restarts, "closed"))),
    "ablation-lora": ablation("LoRA from scratch"),
    "ablation-restarts": ablation("with restarts"),
    "ablation-warm-start": ablation("warm start"),
    "ablation-all": ablation("all of these"),
    "ablation-full": ablation("full"),
  };
}

/** The ratios of LoRA's rate to that of full training at the low rank. */
function rateFindings({ rates }: Tables, { rank, lengths }: RunsConfig): Readonly<Record<string, Finding>> {
  const at = (steps: number) => decimal(rowWith(rates, { arm: loraArm(rank).name, steps }).ratio, 1);
  return {
    "rate-short": at(lengths.short),
    "rate-long": at(lengths.long),
    "rate-regret": count(publishedRates.regret),
    "rate-regret-short": count(publishedRates.regretShort),
    "rate-relora": count(publishedRates.relora),
  };
}

const longSearch = (arm: TunedArm<Training>): string => searchFor(arm, { length: "long" });

/** The differences of losses that need recorded runs, each with its sensitivity to the tuning of both arms. */
function recordedEstimates({ runs }: Tables, { highRank, seeds }: RunsConfig): Estimates {
  const [lora, projected] = [loraArm(highRank), galoreArm(highRank)];
  const galore = lossDifferences(runs, { arm: lora.name, over: projected.name }, seeds);
  const ofApollo = rowsWith(runs, { arm: apolloArm.name });
  return {
    ...(galore !== undefined && {
      galore: {
        samples: galore,
        format: ".3f",
        tuning: tuningMargin([longSearch(lora), longSearch(projected)]),
      },
    }),
    ...(ofApollo.length === seeds.length && {
      apollo: {
        samples: column(ofApollo, "gap"),
        format: ".3f",
        tuning: tuningMargin([longSearch(apolloArm), longSearch(fullArm)]),
      },
    }),
  };
}

export const results = defineResults<typeof experiment>({
  figures: (tables, config) => ({
    shares: { spec: shareFigure(tables), tables: ["stages", "shares"] },
    ratios: ratioFigure(tables),
    gaps: gapFigure(tables),
    rates: rateFigure(tables, config),
    galore: publishedTable(tables, "galore"),
    relora: publishedTable(tables, "relora"),
  }),
  findings: (tables, config) => {
    const { shares, references, ratios, gaps } = tables;
    const { rank, highRank, lengths, seeds } = config;
    const share = (stage: Stage, steps: number) =>
      percent(mean(column(rowsWith(shares, { stage, steps, recorded: false }), "share")));
    const excess = (each: number) => percent(rowWith(ratios, { arm: loraArm(each).name }).ratio - 1);
    return {
      seeds: count(seeds.length),
      "few-seeds": count(config.fewSeeds.length),
      "share-fine": share("fine-tuning", lengths.adaptation),
      "share-pre": share("pre-training", lengths.long),
      "equal-steps": equalStepsFinding(shares, lengths.middle),
      "excess-low": excess(rank),
      "excess-high": excess(highRank),
      "gap-whole": decimal(gaps.at(-1)?.gap ?? Number.NaN, 3, "nats"),
      references: count(references.length),
      slips: count(references.filter(({ differs }) => differs !== "").length),
      ...publishedFindings(tables),
      ...rateFindings(tables, config),
    };
  },
  estimates: (tables, config) => ({
    "published-rank": stageEstimate(tables.shares, {
      arm: loraArm(config.highRank),
      lengths: config.lengths,
    }),
    ...recordedEstimates(tables, config),
  }),
  checks: ({ checks }) => ({
    references: { exact: rowsWith(checks, { outcome: "same" }).length, format: "d" },
  }),
});
