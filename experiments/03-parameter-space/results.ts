import { lines } from "../lib/charts/lines.ts";
import { full, type Look, lora } from "../lib/charts/looks.ts";
import { interval } from "../lib/charts/parts.ts";
import { horizontalRules, verticalRules } from "../lib/charts/rules.ts";
import { defineResults, type Finding, type TablesOf } from "../lib/experiment.ts";
import { gaussianEnergyKept } from "../lib/linalg/spectrum.ts";
import { mean } from "../lib/stats/describe.ts";
import { lossGap, meanFinding } from "../lib/stats/findings.ts";
import { rowWith } from "../lib/tables.ts";
import type { experiment } from "./experiment.ts";

const gaussian: Look = { ...full, name: "Gaussian" };
const theory: Look = { ...full, name: "theory", color: "gray", dash: "dotted" };
/** The law's curve beside real updates. */
const gaussianLaw: Look = { ...theory, name: gaussian.name };
const attention: Look = { ...full, name: "attention" };
const feedForward: Look = { ...lora(4), name: "feed-forward", dash: "longDash", shape: "triangle-up" };
const product = (rank: number): Look => ({ ...lora(rank), name: `rank ${rank}` });

type Tables = TablesOf<typeof experiment>;

const truncated: Look = { ...full, name: "truncated" };
const trained: Look = { ...lora(4), name: "trained" };

function truncationSpec(
  rows: Tables["truncation"],
  bySeed: Tables["truncationBySeed"],
  ranks: readonly number[],
) {
  const ofFull = mean(bySeed.map((row) => row.full));
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
    y: { field: "loss", title: "validation loss (nats a character)" },
    arms: [truncated, trained],
    points: true,
    ribbon: interval,
    below: [horizontalRules("loss", [{ value: ofFull, label: "full" }], "left", "below")],
  });
}

/** What cutting costs, and how it compares with training at the rank. */
function truncationFindings(bySeed: Tables["truncationBySeed"]): Record<string, Finding> {
  return {
    "truncated-to-full": lossGap(bySeed.map((row) => row.truncated - row.full)),
    "truncated-to-trained": lossGap(bySeed.map((row) => row.truncated - row.trained)),
  };
}

export const results = defineResults<typeof experiment>({
  figures: ({ singularValues, energy, updateEnergy, truncation, truncationBySeed }, config) => ({
    truncation: {
      spec: truncationSpec(truncation, truncationBySeed, config.truncatedRanks),
      caption:
        'Two ways to rank r, mean over seeds with intervals as ribbons. Truncated: full training\'s model, whose updates are cut to their best approximation of that rank. Trained: LoRA that had this rank from the start. The dotted line is full training. At rank {{config "rank"}} the loss of the truncated model is {{finding "truncated-to-trained"}} next to the trained one.',
      alt: "Loss against rank: updates of full training cut to a rank, and LoRA trained at a rank.",
      description:
        "Line chart with a logarithmic axis of ranks against the validation loss. One line for full training's updates cut to each rank, one for LoRA trained at three ranks, and a dotted level line for full training.",
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
      caption:
        'The same for what full pre-training really changed in a small transformer: last weights minus first, after {{config "steps"}} steps, mean over its layers and seeds. At rank {{config "rank"}} the updates keep {{finding "update-energy"}} of their energy. Dotted, for comparison: the law for a Gaussian matrix of the attention layers\' shape, without a favoured direction.',
      alt: "Energy kept of real updates against rank, for attention and feed-forward layers.",
      description:
        "Line chart of the share of energy, from zero to one, against the rank of the approximation, one line for attention layers, one for feed-forward layers, and a dotted one for a Gaussian matrix. All start at zero and reach one at full rank. A vertical line marks the deck's rank.",
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
      caption:
        'Singular values of the deck\'s two matrices, mean over {{finding "matrices"}} draws. The product has exactly {{config "rank"}} values that are not zero, and they are larger than those of the Gaussian matrix: its entries are sums of products, which the deck\'s separate colour scales hide.',
      alt: "Singular values in descending order: those of the Gaussian matrix fall slowly to zero, those of the product drop to zero after its rank.",
      description:
        "Line chart of singular values by their number. The Gaussian matrix's line falls almost straight from its largest value to zero at the last. The product's line starts higher, holds as many values as its rank, and is zero from there on.",
      tables: ["singularValues", "bySeed"],
    },
    energy: {
      spec: lines({
        table: "energy",
        rows: energy,
        x: { field: "rank", title: "rank r of the approximation", domain: [0, config.size] },
        y: { field: "energy", title: "energy kept", domain: [0, 1], format: ".0%" },
        arms: [theory, gaussian, product(config.rank)],
      }),
      caption:
        'Share of the squared entries that the best approximation of each rank keeps. A Gaussian matrix has no favoured directions and still keeps {{finding "energy-kept"}} at rank {{config "rank"}}; the quarter-circle law says {{finding "energy-theory"}}.',
      alt: "Energy kept against rank: the Gaussian matrix's curve rises slowly along the theory's, the product's reaches one at its rank.",
      description:
        "Line chart of the share of energy, from zero to one, against the rank of the approximation. The product's line reaches one at its rank. The Gaussian matrix's rises in a bow that the dotted line of the quarter-circle law follows.",
      tables: ["energy", "eckartYoung"],
    },
  }),
  findings: ({ bySeed, dimension, updateBySeed, capacity, truncationBySeed }, { rank, size }) => {
    const update = updateBySeed.map(({ energyAtRank }) => energyAtRank);
    const stable = updateBySeed.map((row) => row.stableRank);
    const kept = bySeed.map(({ energyAtRank }) => energyAtRank);
    const all = rowWith(dimension, { space: "all matrices" }).dimension;
    const low = rowWith(dimension, { space: "matrices of rank r" }).dimension;
    return {
      ...truncationFindings(truncationBySeed),
      matrices: { value: bySeed.length, format: "d" },
      "dimension-all": { value: all, format: ",d" },
      "dimension-low": { value: low, format: ",d" },
      "dimension-share": { value: low / all, format: ".1%" },
      "energy-kept": meanFinding(kept, ".1%"),
      "energy-theory": { value: gaussianEnergyKept(rank / size), format: ".1%" },
      "update-energy": meanFinding(update, ".0%"),
      capacity: lossGap(capacity.map(({ difference }) => difference)),
      "stable-rank": meanFinding(stable, ".1f"),
      "largest-deviation": {
        value: Math.max(...bySeed.map(({ largestDeviation }) => largestDeviation)),
        format: ".0e",
      },
    };
  },
  estimates: ({ dimension, capacity }) => {
    const all = rowWith(dimension, { space: "all matrices" }).dimension;
    const low = rowWith(dimension, { space: "matrices of rank r" }).dimension;
    return {
      dimension: { exact: low / all, format: ".1%" },
      capacity: { samples: capacity.map(({ difference }) => difference), format: ".3f" },
    };
  },
});
