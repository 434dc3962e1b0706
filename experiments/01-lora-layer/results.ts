import { defineResults } from "../kit/experiment.ts";
import { count } from "../kit/stats/findings.ts";
import { column, rowWith } from "../kit/tables.ts";
import { fullArm, loraArm } from "../lab/arms.ts";
import { tuningMargin } from "../lab/settings.ts";
import { searchFor, stepsOfLengths } from "../lab/trials/language-runs.ts";
import { equalFlopsFindings } from "./equal-flops.ts";
import type { experiment } from "./experiment.ts";
import { finalFigure, finalFindings } from "./final-losses.ts";
import { gapFigure, gapFindings, gapsAt, growthBySeed } from "./gap-by-length.ts";
import { drawingFigure, failedIdentities, identityFindings } from "./identities.ts";
import { replicationFindings } from "./replication.ts";
import { trainedFigure } from "./trained-weights.ts";

export const results = defineResults<typeof experiment>({
  figures: (tables, config) => ({
    "gap-by-length": gapFigure(tables, { ...config, steps: stepsOfLengths(config) }),
    loss: finalFigure(tables, config, config.training.model.dModel),
    trained: trainedFigure(tables.costs, config.rank, config.training.model.dModel),
    layer: drawingFigure(),
  }),
  findings: (tables, config) => {
    const { rank, highRank, seeds, lengthSeeds, lengths, training } = config;
    const gaps = tables["gap-runs"];
    const middle = { arm: loraArm(rank).name, steps: lengths.middle };
    const ofLongest = tables["final-runs"].map((row) => ({ ...row, steps: lengths.long }));
    return {
      seeds: count(seeds.length),
      "length-seeds": count(lengthSeeds.length),
      ...gapFindings(tables, { ...config, steps: stepsOfLengths(config) }),
      ...finalFindings(tables, { rank, highRank, middle: column(gaps, "full", middle) }),
      ...equalFlopsFindings(tables["equal-flops"], rowWith(tables.costs, { arm: loraArm(rank).name }).ofFull),
      ...identityFindings(tables.identities),
      ...replicationFindings(tables.replication, [...ofLongest, ...gaps], {
        gap: rank,
        "gap-high": highRank,
        "gap-full-rank": training.model.dModel,
      }),
    };
  },
  estimates: (tables, config) => {
    const { rank, highRank, lengths } = config;
    const longest = { length: "long" } as const;
    const searches = [loraArm(rank), fullArm].map((arm) => searchFor(arm, longest));
    return {
      "from-scratch": {
        samples: gapsAt(tables, rank, lengths.long),
        format: ".3f",
        tuning: tuningMargin(searches),
      },
      "high-rank": { samples: gapsAt(tables, highRank, lengths.long), format: ".3f" },
      growth: { samples: growthBySeed(tables, { rank, steps: stepsOfLengths(config) }), format: ".3f" },
    };
  },
  checks: ({ identities }, { mergeTolerance }) => ({
    layer: { exact: failedIdentities(identities, mergeTolerance), format: "d" },
  }),
});
