import { type Arm, full, lora } from "../lib/charts/arms.ts";
import { lines } from "../lib/charts/lines.ts";
import { verticalRules } from "../lib/charts/rules.ts";
import { defineResults } from "../lib/experiment.ts";
import { gaussianEnergyKept } from "../lib/linalg/quarter-circle.ts";
import { rowWith } from "../lib/rows.ts";
import { mean } from "../lib/stats/describe.ts";
import { meanInterval } from "../lib/stats/intervals.ts";
import type { experiment } from "./experiment.ts";

const gaussian: Arm = { ...full, name: "Gaussian" };
const theory: Arm = { ...full, name: "theory", color: "gray", dash: "dotted" };
const attention: Arm = { ...full, name: "attention" };
const feedForward: Arm = { ...lora(4), name: "feed-forward", dash: "longDash", shape: "triangle-up" };
const product = (rank: number): Arm => ({ ...lora(rank), name: `rank ${rank}` });

export const results = defineResults<typeof experiment>({
  figures: ({ singularValues, energy, updateEnergy }, { rank, size, training }) => ({
    "update-energy": {
      spec: lines({
        table: "updateEnergy",
        rows: updateEnergy,
        x: { field: "rank", title: "rank r of the approximation", domain: [0, training.model.dModel] },
        y: { field: "energy", title: "energy kept", domain: [0, 1], format: ".0%" },
        arms: [attention, feedForward],
        below: [verticalRules("rank", [{ value: rank, label: "" }])],
      }),
      caption:
        'The same for what full pre-training really changed in a small transformer: last weights minus first, after {{config "steps"}} steps, mean over its layers and seeds. At rank {{config "rank"}} the updates keep {{finding "update-energy"}} of their energy.',
      alt: "Energy kept of real updates against rank, for attention and feed-forward layers.",
      description:
        "Line chart of the share of energy, from zero to one, against the rank of the approximation, one line for attention layers and one for feed-forward layers. Both start at zero and reach one at full rank. A vertical line marks the deck's rank.",
      tables: ["updateEnergy", "updateBySeed"],
    },
    spectrum: {
      spec: lines({
        table: "singularValues",
        rows: singularValues,
        x: { field: "index", title: "number of the singular value", domain: [1, size] },
        y: { field: "value", title: "singular value", zero: true },
        arms: [gaussian, product(rank)],
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
        x: { field: "rank", title: "rank r of the approximation", domain: [0, size] },
        y: { field: "energy", title: "energy kept", domain: [0, 1], format: ".0%" },
        arms: [theory, gaussian, product(rank)],
      }),
      caption:
        'Share of the squared entries that the best approximation of each rank keeps. A Gaussian matrix has no favoured directions and still keeps {{finding "energy-kept"}} at rank {{config "rank"}}; the quarter-circle law says {{finding "energy-theory"}}.',
      alt: "Energy kept against rank: the Gaussian matrix's curve rises slowly along the theory's, the product's reaches one at its rank.",
      description:
        "Line chart of the share of energy, from zero to one, against the rank of the approximation. The product's line reaches one at its rank. The Gaussian matrix's rises in a bow that the dotted line of the quarter-circle law follows.",
      tables: ["energy", "eckartYoung"],
    },
  }),
  findings: ({ bySeed, dimension, updateBySeed, capacity }, { rank, size }) => {
    const update = updateBySeed.map(({ energyAtRank }) => energyAtRank);
    const stable = updateBySeed.map((row) => row.stableRank);
    const kept = bySeed.map(({ energyAtRank }) => energyAtRank);
    const all = rowWith(dimension, { space: "all matrices" }).dimension;
    const low = rowWith(dimension, { space: "matrices of rank r" }).dimension;
    return {
      matrices: { value: bySeed.length, format: "d" },
      "dimension-all": { value: all, format: ",d" },
      "dimension-low": { value: low, format: ",d" },
      "dimension-share": { value: low / all, format: ".1%" },
      "energy-kept": { value: mean(kept), format: ".1%", interval: meanInterval(kept), n: kept.length },
      "energy-theory": { value: gaussianEnergyKept(rank / size), format: ".1%" },
      "update-energy": {
        value: mean(update),
        format: ".0%",
        interval: meanInterval(update),
        n: update.length,
      },
      capacity: {
        value: mean(capacity.map(({ difference }) => difference)),
        format: ".3f",
        unit: "nats",
        interval: meanInterval(capacity.map(({ difference }) => difference)),
        n: capacity.length,
        phrases: { higher: "higher by", lower: "lower by", unresolved: "not resolved:" },
      },
      "stable-rank": {
        value: mean(stable),
        format: ".1f",
        interval: meanInterval(stable),
        n: stable.length,
      },
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
