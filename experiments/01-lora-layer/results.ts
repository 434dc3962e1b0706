import { intervalRows } from "../lib/charts/intervals.ts";
import { nodeLink } from "../lib/charts/node-link.ts";
import { defineResults } from "../lib/experiment.ts";
import { count, decimal, lossGap, meanFinding } from "../lib/stats/findings.ts";
import { column } from "../lib/tables.ts";
import { frozenArm, fullArm, loraArm } from "../lib/trials/arms.ts";
import { budgetFigure, budgetFindings } from "./budgets.ts";
import { drawing, type experiment } from "./experiment.ts";

const armsOf = (ranks: readonly number[]) => [fullArm, ...[...ranks].reverse().map(loraArm), frozenArm];

export const results = defineResults<typeof experiment>({
  figures: ({ floors }, { ranks }) => ({
    loss: {
      spec: intervalRows({
        table: "final",
        value: { field: "loss", title: "validation loss (nats a character)" },
        arms: armsOf(ranks),
        references: floors.map(({ order, loss }) => ({ value: loss, label: `${order}-gram` })),
        step: 34,
      }),
      tables: ["final", "paired", "floors"],
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
  findings: ({ identities, paired, ...tables }, { rank, ranks }) => {
    const highestRank = Math.max(...ranks);
    return {
      ...budgetFindings(tables["budget-runs"], tables["budget-settings"]),
      gap: lossGap(column(paired, "difference", { rank })),
      "highest-rank": count(highestRank),
      "gap-highest": lossGap(column(paired, "difference", { rank: highestRank })),
      "closed-gap": meanFinding(column(paired, "closedGap", { rank }), ".0%"),
      layers: count(identities.length),
      shape: { value: identities[0]?.deckShape ?? "" },
      "deck-output": { value: Math.max(...column(identities, "deckOutput")), format: "~g" },
      "update-at-start": { value: Math.max(...column(identities, "updateAtStart")), format: "~g" },
      "gradient-a": { value: Math.max(...column(identities, "gradientOfA")), format: "~g" },
      "gradient-b": decimal(Math.min(...column(identities, "gradientOfB")), 1),
      "merged-difference": { value: Math.max(...column(identities, "relativeDifference")), format: ".0e" },
    };
  },
  estimates: ({ identities, paired }, { rank }) => ({
    "pretraining-loss": { samples: column(paired, "difference", { rank }), format: ".3f" },
    layer: {
      exact: identities.filter((row) => row.deckShape !== row.expectedShape || row.deckOutput !== 0).length,
      format: "d",
    },
  }),
});
