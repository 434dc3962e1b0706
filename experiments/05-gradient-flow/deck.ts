/** The deck's directed graph: a path through both factors, and a direct edge. */
import { layoutDiagram } from "../lib/charts/diagram.ts";
import { nodeLink } from "../lib/charts/node-link.ts";
import { defineDeck } from "../lib/experiment.ts";

const node = (id: string, x: number, y: number, kind: string) => ({
  id,
  label: id,
  x,
  y,
  kind,
  width: 68,
  height: 40,
});
const step = { label: "", kind: "LoRA", directed: true, bend: 0 } as const;

const { nodes, links, paths } = layoutDiagram({
  nodes: [
    node("Input", 42, 96, "end"),
    node("A", 142, 36, "factor"),
    node("B", 250, 36, "factor"),
    node("Output", 350, 96, "end"),
  ],
  links: [
    { ...step, from: "Input", to: "A" },
    { ...step, from: "A", to: "B" },
    { ...step, from: "B", to: "Output" },
    { ...step, from: "Input", to: "Output", label: "full matrix", kind: "full matrix", bend: -36 },
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
        height: 152,
        nodeKinds: {
          end: { fill: "paleGray", stroke: "line" },
          factor: { fill: "paleBlue", stroke: "blue" },
        },
        linkKinds: {
          LoRA: { color: "blue", dash: "solid" },
          "full matrix": { color: "vermillion", dash: "solid" },
        },
      }),
      invented: false,
      note: "Nothing is invented: the graph shows no quantity.",
    },
  },
});
