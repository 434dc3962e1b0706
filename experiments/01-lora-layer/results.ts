import { intervalRows } from "../lib/charts/intervals.ts";
import { nodeLink } from "../lib/charts/node-link.ts";
import { defineResults, type Finding } from "../lib/experiment.ts";
import { lossGap, meanFinding } from "../lib/stats/findings.ts";
import { frozenArm, fullArm, loraArm } from "../lib/trials/arms.ts";
import { budgetFigure, budgetFindings } from "./budgets.ts";
import { drawing, type experiment } from "./experiment.ts";

/** LoRA's loss over full training's, paired by seed. */
const gapOf = (paired: readonly { readonly difference: number }[]): Finding =>
  lossGap(paired.map(({ difference }) => difference));

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
  findings: ({ identities, paired: allRanks, ...tables }, { rank, ranks }) => {
    const paired = allRanks.filter((row) => row.rank === rank);
    const highestRank = Math.max(...ranks);
    return {
      ...budgetFindings(tables["budget-runs"], tables["budget-settings"]),
      gap: gapOf(paired),
      "highest-rank": { value: highestRank, format: "d" },
      "gap-highest": gapOf(allRanks.filter((row) => row.rank === highestRank)),
      "closed-gap": meanFinding(
        paired.map(({ closedGap }) => closedGap),
        ".0%",
      ),
      layers: { value: identities.length, format: "d" },
      shape: { value: identities[0]?.deckShape ?? "" },
      "deck-output": { value: Math.max(...identities.map(({ deckOutput }) => deckOutput)), format: "~g" },
      "update-at-start": { value: Math.max(...identities.map((row) => row.updateAtStart)), format: "~g" },
      "gradient-a": { value: Math.max(...identities.map(({ gradientOfA }) => gradientOfA)), format: "~g" },
      "gradient-b": { value: Math.min(...identities.map(({ gradientOfB }) => gradientOfB)), format: ".1f" },
      "merged-difference": {
        value: Math.max(...identities.map(({ relativeDifference }) => relativeDifference)),
        format: ".0e",
      },
    };
  },
  estimates: ({ identities, paired }, { rank }) => ({
    "pretraining-loss": {
      samples: paired.filter((row) => row.rank === rank).map(({ difference }) => difference),
      format: ".3f",
    },
    layer: {
      exact: identities.filter((row) => row.deckShape !== row.expectedShape || row.deckOutput !== 0).length,
      format: "d",
    },
  }),
});
