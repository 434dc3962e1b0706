import { nodeLink } from "../lib/charts/node-link.ts";
import { defineResults } from "../lib/experiment.ts";
import { drawing, type experiment } from "./experiment.ts";

export const results = defineResults<typeof experiment>({
  figures: () => ({
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
      caption:
        'The layer as the paper defines it {{cite "lora"}}: a frozen weight, and beside it the trained path through both thin factors, scaled by {{math "\\alpha / r"}}. Blue boxes are trained. The table holds what was checked on real layers of this kind.',
      alt: "Drawing of a LoRA layer: the input passes through a frozen weight and, beside it, through A and B; both results are added.",
      description:
        "Five boxes joined by arrows. From the input x one path leads through the frozen weight W to the sum. A second path leads through the trained factors A, random at the start, and B, zero at the start, and is scaled by alpha over r before the sum.",
      tables: ["identities"],
    },
  }),
  findings: ({ identities }) => ({
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
  }),
  estimates: ({ identities }) => ({
    layer: {
      exact: identities.filter((row) => row.deckShape !== row.expectedShape || row.deckOutput !== 0).length,
      format: "d",
    },
  }),
});
