import { lines } from "../kit/charts/lines.ts";
import type { ArmStyle, Layer } from "../kit/charts/parts.ts";
import { verticalRules } from "../kit/charts/parts.ts";
import { defineResults, type Finding, type TablesOf } from "../kit/experiment.ts";
import { mean, pairedDifferences } from "../kit/stats/describe.ts";
import { count, meanFinding, percent } from "../kit/stats/findings.ts";
import { column, rowWith } from "../kit/tables.ts";
import { colors } from "../kit/theme.ts";
import { full, lora } from "../lab/arms.ts";
import { gaussianEnergyKept } from "../lab/linalg/spectrum.ts";
import { lossGap } from "../lab/losses.ts";
import type { experiment } from "./experiment.ts";

const gaussian: ArmStyle = { ...full, name: "Gaussian" };
const theory: ArmStyle = { ...full, name: "theory", color: "gray", dash: "dotted" };
/** The theory as a broad pale band, visible on both sides of the curve on it. */
const theoryBand: Layer = {
  transform: [{ filter: `datum.arm === ${JSON.stringify(theory.name)}` }],
  mark: { type: "line", strokeWidth: 9, opacity: 0.3, color: colors.gray.light },
  encoding: {
    x: { field: "rank", type: "quantitative" },
    y: { field: "energy", type: "quantitative" },
  },
};
/** The curve of the law, and real updates. */
const gaussianLaw: ArmStyle = { ...theory, name: gaussian.name };
const attention: ArmStyle = { ...full, name: "attention" };
const feedForward: ArmStyle = { ...lora(4), name: "feed-forward", dash: "longDash", shape: "triangle-up" };
const product = (rank: number): ArmStyle => ({ ...lora(rank), name: `rank ${rank}` });

type Tables = TablesOf<typeof experiment>;

const truncated: ArmStyle = { ...full, name: "truncated" };
const trained: ArmStyle = { ...lora(4), name: "trained" };

function truncationSpec(
  rows: Tables["truncation"],
  bySeed: Tables["truncationBySeed"],
  ranks: readonly number[],
) {
  const ofFull = mean(column(bySeed, "full"));
  return lines({
    table: "truncation",
    rows,
    x: {
      field: "rank",
      title: "rank r",
      scale: "log",
      format: "d",
      domain: [1, ranks.at(-1) ?? 1],
      values: ranks,
    },
    y: { field: "loss", title: "test loss (nats a character)" },
    arms: [truncated, trained],
    points: true,
    references: [{ value: ofFull, label: "full" }],
  });
}

/** The cost of cutting, compared with training at the rank. */
function truncationFindings(bySeed: Tables["truncationBySeed"]): Record<string, Finding> {
  return {
    "truncated-to-full": lossGap(pairedDifferences(column(bySeed, "truncated"), column(bySeed, "full"))),
    "truncated-to-trained": lossGap(
      pairedDifferences(column(bySeed, "truncated"), column(bySeed, "trained")),
    ),
  };
}

export const results = defineResults<typeof experiment>({
  figures: ({ singularValues, energy, updateEnergy, truncation, truncationBySeed }, config) => ({
    truncation: {
      spec: truncationSpec(truncation, truncationBySeed, config.truncatedRanks),
      tables: ["truncation", "truncationBySeed"],
    },
    "update-energy": {
      spec: lines({
        table: "updateEnergy",
        rows: updateEnergy,
        x: { field: "rank", title: "rank r of the approximation", domain: [0, config.training.model.dModel] },
        y: { field: "energy", title: "energy kept", domain: [0, 1], format: ".0%" },
        arms: [gaussianLaw, attention, feedForward],
        below: [verticalRules("rank", [{ value: config.rank, label: "" }])],
      }),
      tables: ["updateEnergy", "updateBySeed"],
    },
    spectrum: {
      spec: lines({
        table: "singularValues",
        rows: singularValues,
        x: { field: "index", title: "number of the singular value", domain: [1, config.size] },
        y: { field: "value", title: "singular value", zero: true },
        arms: [gaussian, product(config.rank)],
      }),
      tables: ["singularValues", "bySeed"],
    },
    energy: {
      spec: lines({
        table: "energy",
        rows: energy,
        x: { field: "rank", title: "rank r of the approximation", domain: [0, config.size] },
        y: { field: "energy", title: "energy kept", domain: [0, 1], format: ".0%" },
        arms: [theory, gaussian, product(config.rank)],
        below: [theoryBand],
      }),
      tables: ["energy", "eckartYoung"],
    },
  }),
  findings: ({ bySeed, dimension, updateBySeed, capacity, truncationBySeed }, { rank, size }) => {
    const all = rowWith(dimension, { space: "all matrices" }).dimension;
    const low = rowWith(dimension, { space: "matrices of rank r" }).dimension;
    return {
      ...truncationFindings(truncationBySeed),
      seeds: count(truncationBySeed.length),
      matrices: count(bySeed.length),
      "dimension-all": count(all),
      "dimension-low": count(low),
      "dimension-share": percent(low / all, 1),
      "energy-kept": meanFinding(column(bySeed, "energyAtRank"), ".1%"),
      "energy-theory": percent(gaussianEnergyKept(rank / size), 1),
      "update-energy": meanFinding(column(updateBySeed, "energyAtRank"), ".0%"),
      capacity: lossGap(column(capacity, "difference")),
      "stable-rank": meanFinding(column(updateBySeed, "stableRank"), ".1f"),
      "largest-deviation": { value: Math.max(...column(bySeed, "largestDeviation")), format: ".0e" },
    };
  },
  estimates: ({ capacity }) => ({
    capacity: { samples: column(capacity, "difference"), format: ".3f" },
  }),
  checks: ({ dimension }) => {
    const all = rowWith(dimension, { space: "all matrices" }).dimension;
    const low = rowWith(dimension, { space: "matrices of rank r" }).dimension;
    return { dimension: { exact: low / all, format: ".1%" } };
  },
});
