/** A LoRA layer by its identities. */
import { layoutDiagram } from "../lib/charts/diagram.ts";
import { defineExperiment } from "../lib/experiment.ts";
import { layerIdentities } from "../lib/trials/layer-identities.ts";

const config = {
  /** The deck's layer and input first; then a feed-forward layer of its model, and one of ours at a high rank. */
  layers: [
    { inputs: 768, outputs: 768, rank: 4, batchSize: 1 },
    { inputs: 768, outputs: 3072, rank: 4, batchSize: 32 },
    { inputs: 64, outputs: 256, rank: 16, batchSize: 32 },
  ],
  alpha: 8,
};

const box = (id: string, label: string, x: number, y: number, kind: string) => ({
  id,
  label,
  x,
  y,
  kind,
  width: 84,
  height: 46,
});
const flow = { label: "", kind: "flow", directed: true, bend: 0 } as const;

/** The layer as the paper defines it: the frozen weight, and the trained path beside it. */
export const drawing = layoutDiagram({
  nodes: [
    box("x", "x", 46, 105, "computed"),
    box("W", "W\nfrozen", 196, 34, "frozen"),
    box("A", "A: random\nd × r", 132, 176, "trained"),
    box("B", "B: zero\nr × d", 244, 176, "trained"),
    box("output", "sum", 346, 105, "computed"),
  ],
  links: [
    { ...flow, from: "x", to: "W" },
    { ...flow, from: "W", to: "output" },
    { ...flow, from: "x", to: "A" },
    { ...flow, from: "A", to: "B" },
    { ...flow, from: "B", to: "output", label: "α / r", labelShift: [14, 12] },
  ],
});

export const experiment = defineExperiment({
  profiles: {
    quick: { ...config, seeds: [100] },
    default: { ...config, seeds: [100, 101, 102] },
    paper: { ...config, seeds: [100, 101, 102, 103, 104] },
  },
  trials: ({ layers, alpha, seeds }) => ({
    identities: layers.map((layer) => seeds.map((seed) => layerIdentities({ ...layer, alpha, seed }))),
  }),
  tables: ({ identities }, { layers, seeds }) => ({
    "layer-nodes": drawing.nodes,
    "layer-links": drawing.links,
    identities: identities.flatMap((bySeed, index) =>
      bySeed.map(({ deck, updateAtStart, gradients, mergedDifference, largestOutput }, seedIndex) => {
        const { inputs = 0, outputs = 0, rank = 0, batchSize = 0 } = layers[index] ?? {};
        return {
          layer: `${inputs} to ${outputs}, r = ${rank}`,
          seed: seeds[seedIndex] ?? 0,
          expectedShape: `${batchSize} x ${outputs}`,
          deckShape: deck.shape,
          deckOutput: deck.largestOutput,
          updateAtStart,
          gradientOfA: gradients.largestOfA,
          gradientOfB: gradients.largestOfB,
          mergedDifference,
          relativeDifference: mergedDifference / largestOutput,
        };
      }),
    ),
  }),
});
