import { lines } from "../kit/charts/lines.ts";
import { axisToLast } from "../kit/charts/parts.ts";
import { defineResults } from "../kit/experiment.ts";
import { count, percent } from "../kit/stats/findings.ts";
import { column, rowWith } from "../kit/tables.ts";
import { frozenArm, fullArm, loraArm } from "../lab/arms.ts";
import { ladderSteps } from "../lab/trials/language-runs.ts";
import type { experiment } from "./experiment.ts";
import { noiseFigure, noiseFindings } from "./noise.ts";
import { rateFindings, ratesFigure } from "./rates.ts";
import { stepsFigure, stepsFindings } from "./steps-to-loss.ts";

export const results = defineResults<typeof experiment>({
  figures: (tables, config) => ({
    curves: {
      spec: lines({
        table: "curves",
        rows: tables.curves,
        x: axisToLast("step", "step", tables.curves),
        y: { field: "loss", title: "test loss (nats a character)" },
        arms: [fullArm, loraArm(config.rank), frozenArm],
        points: true,
      }),
      tables: ["curves", "curve-runs"],
    },
    steps: stepsFigure(tables, { ...config, steps: ladderSteps(config) }),
    noise: noiseFigure(tables, config),
    rates: ratesFigure(tables.rates, config.rank),
  }),
  findings: (tables, config) => {
    const { rank, seeds, noiseSeeds, lengths, notReached } = config;
    const [full, lora] = [
      rowWith(tables.arms, { arm: fullArm.name }),
      rowWith(tables.arms, { arm: loraArm(rank).name }),
    ];
    return {
      seeds: count(seeds.length),
      "noise-seeds": count(noiseSeeds.length),
      ...stepsFindings(tables, { rank, notReached, target: lengths.middle }),
      ...noiseFindings(tables),
      ...rateFindings(rank, config),
      "body-weights": count(full.trainedInBody),
      "adapter-weights": count(lora.trainedInBody),
      "step-share": percent(lora.flopsPerStep / full.flopsPerStep),
    };
  },
  estimates: ({ "steps-needed": steps, "noise-runs": noise }) => ({
    slower: { samples: column(steps, "ratio"), format: ".2f" },
    noisier: { samples: column(noise, "ratio"), format: ".2f" },
  }),
});
