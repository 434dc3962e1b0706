import { lines } from "../kit/charts/lines.ts";
import { axisToLast } from "../kit/charts/parts.ts";
import { defineResults } from "../kit/experiment.ts";
import { count, percent } from "../kit/stats/findings.ts";
import { column, rowWith } from "../kit/tables.ts";
import { frozenArm, fullArm, loraArm } from "../lab/arms.ts";
import { stepsOfLengths } from "../lab/trials/language-runs.ts";
import type { experiment } from "./experiment.ts";
import { noiseFigure, noiseFindings, ratioFigure } from "./noise.ts";
import { rateFindings, ratesFigure } from "./rates.ts";
import { stepsFigure, stepsFindings, stepsRatios } from "./steps-to-loss.ts";

export const results = defineResults<typeof experiment>({
  figures: (tables, config) => {
    const { rank, noiseThreshold: threshold, drawnNoiseRatio } = config;
    return {
      "noise-ratio": ratioFigure(tables, { threshold, drawn: drawnNoiseRatio }),
      noise: noiseFigure(tables, config),
      steps: stepsFigure(tables, { steps: stepsOfLengths(config), rank }),
      curves: {
        spec: lines({
          table: "curves",
          rows: tables.curves,
          x: axisToLast("step", "training step", tables.curves),
          y: { field: "loss", title: "test loss (nats per character)" },
          arms: [fullArm, loraArm(rank), frozenArm],
          points: true,
          ribbon: "none",
        }),
        tables: ["curves", "costs"],
      },
      rates: ratesFigure(tables.rates, rank),
    };
  },
  findings: (tables, config) => {
    const { rank, lengthSeeds } = config;
    return {
      "length-seeds": count(lengthSeeds.length),
      ...noiseFindings(tables),
      ...stepsFindings(tables, { steps: stepsOfLengths(config), rank }),
      ...rateFindings(rank),
      "step-share": percent(rowWith(tables.costs, { arm: loraArm(rank).name }).ofFull),
    };
  },
  estimates: (tables) => {
    const ratios = stepsRatios(tables);
    return {
      noise: { samples: column(tables["noise-runs"], "ratio"), format: ".2f" },
      ...(ratios !== undefined && { slower: { samples: ratios, format: ".2f" } }),
    };
  },
});
