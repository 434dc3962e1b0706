import { nodeLink } from "../kit/charts/diagram.ts";
import { intervalRows } from "../kit/charts/intervals.ts";
import { defineResults } from "../kit/experiment.ts";
import { count, decimal } from "../kit/stats/findings.ts";
import { column } from "../kit/tables.ts";
import { frozenArm, fullArm, loraArm } from "../lab/arms.ts";
import { ladderSteps } from "../lab/trials/language-runs.ts";
import { budget, budgetFigure, budgetFindings } from "./budgets.ts";
import { drawing, type experiment } from "./experiment.ts";
import { gapFigure, gapFindings } from "./gap-by-length.ts";
import { replicationFindings } from "./replication.ts";

export const results = defineResults<typeof experiment>({
  figures: (tables, config) => ({
    "gap-by-length": gapFigure(tables, { ...config, steps: ladderSteps(config) }),
    loss: {
      spec: intervalRows({
        table: "final",
        value: { field: "loss", title: "test loss (nats a character)" },
        arms: [fullArm, loraArm(config.highRank), loraArm(config.rank), loraArm(config.lowRank), frozenArm],
        references: tables.floors.map(({ order, loss }) => ({ value: loss, label: `${order}-gram` })),
        step: 34,
      }),
      tables: ["final", "final-runs", "floors"],
    },
    layer: {
      spec: nodeLink({
        nodes: "layer-nodes",
        links: "layer-links",
        paths: drawing.paths,
        width: 392,
        height: 210,
        nodeKinds: {
          frozen: { fill: "paleGray", stroke: "ink" },
          trained: { fill: "paleBlue", stroke: "blue" },
          computed: { fill: "paper", stroke: "line" },
        },
        linkKinds: { flow: { color: "muted", dash: "solid" } },
      }),
      tables: ["identities"],
    },
    budgets: budgetFigure(),
  }),
  findings: ({ identities, ...tables }, config) => {
    const middle = {
      frozen: column(tables["final-runs"], "frozen"),
      full: column(tables["final-runs"], "full"),
      lora: column(tables["final-runs"], "lora"),
    };
    return {
      ...gapFindings(tables, { ...config, steps: ladderSteps(config) }, middle),
      ...budgetFindings(tables["budget-runs"], tables["budget-settings"]),
      ...replicationFindings(tables.replication, tables["gap-runs"], config),
      seeds: count(config.seeds.length),
      layers: count(identities.length),
      shape: { value: identities[0]?.deckShape ?? "" },
      "deck-output": { value: Math.max(...column(identities, "deckOutput")), format: "~g" },
      "update-at-start": { value: Math.max(...column(identities, "updateAtStart")), format: "~g" },
      "gradient-a": { value: Math.max(...column(identities, "gradientOfA")), format: "~g" },
      "gradient-b": decimal(Math.min(...column(identities, "gradientOfB")), 1),
      "merged-difference": { value: Math.max(...column(identities, "relativeDifference")), format: ".0e" },
    };
  },
  estimates: (tables, { rank, highRank, lengths: { long: steps } }) => {
    const gaps = (ofRank: number) => column(tables["gap-runs"], "gap", { arm: loraArm(ofRank).name, steps });
    return {
      "from-scratch": { samples: gaps(rank), format: ".3f" },
      "equal-compute": {
        samples: column(tables["budget-runs"], "difference", { budget: budget.work }),
        format: ".3f",
      },
      "high-rank": { samples: gaps(highRank), format: ".3f" },
    };
  },
  checks: ({ identities }) => ({
    layer: {
      exact: identities.filter((row) => row.deckShape !== row.expectedShape || row.deckOutput !== 0).length,
      format: "d",
    },
  }),
});
