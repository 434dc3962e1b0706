/** The deck's complete graph of four layers, three of its edges named LoRA. */
import { layoutDiagram } from "../lib/charts/diagram.ts";
import { nodeLink } from "../lib/charts/node-link.ts";
import { defineDeck } from "../lib/experiment.ts";

const layer = (number: number) => ({
  id: `Layer${number}`,
  label: `Layer${number}`,
  x: 200,
  y: 26 + (number - 1) * 82,
  kind: "layer",
  width: 84,
  height: 38,
});
const adapted = { label: "LoRA", kind: "LoRA", directed: false, bend: 0 } as const;
const other = { label: "", kind: "other", directed: false } as const;

const { nodes, links, paths } = layoutDiagram({
  nodes: [layer(1), layer(2), layer(3), layer(4)],
  links: [
    { ...adapted, from: "Layer1", to: "Layer2" },
    { ...adapted, from: "Layer2", to: "Layer3" },
    { ...adapted, from: "Layer3", to: "Layer4" },
    { ...other, from: "Layer1", to: "Layer4", bend: -130 },
    { ...other, from: "Layer2", to: "Layer4", bend: 80 },
    { ...other, from: "Layer1", to: "Layer3", bend: 80 },
  ],
});

export const deck = defineDeck({
  tables: { "deck-nodes": nodes, "deck-links": links },
  figures: {
    deck: {
      spec: nodeLink({
        nodes: "deck-nodes",
        links: "deck-links",
        paths,
        width: 392,
        height: 298,
        nodeKinds: { layer: { fill: "paleGray", stroke: "line" } },
        linkKinds: { LoRA: { color: "blue", dash: "solid" }, other: { color: "gray", dash: "shortDash" } },
      }),
      invented: false,
      note: "Nothing is invented: the graph shows no quantity.",
    },
  },
});
