/** The deck's star: three techniques around the word for them. */
import { layoutDiagram } from "../lib/charts/diagram.ts";
import { nodeLink } from "../lib/charts/node-link.ts";
import { defineDeck } from "../lib/experiment.ts";

const centre = "Pre-training Techniques";
const node = (id: string, label: string, x: number, y: number, kind: string) => ({
  id,
  label,
  x,
  y,
  kind,
  width: 112,
  height: 50,
});
const link = { from: centre, label: "", kind: "technique", directed: false, bend: 0 } as const;

const { nodes, links, paths } = layoutDiagram({
  nodes: [
    node(centre, "Pre-training\nTechniques", 196, 130, "centre"),
    node("Sparse Attention", "Sparse\nAttention", 196, 30, "technique"),
    node("Mixture of Experts", "Mixture of\nExperts", 62, 208, "technique"),
    node("Gradient Checkpointing", "Gradient\nCheckpointing", 330, 208, "technique"),
  ],
  links: [
    { ...link, to: "Sparse Attention" },
    { ...link, to: "Mixture of Experts" },
    { ...link, to: "Gradient Checkpointing" },
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
        height: 240,
        nodeKinds: {
          centre: { fill: "paleOrange", stroke: "orange" },
          technique: { fill: "paleGray", stroke: "line" },
        },
        linkKinds: { technique: { color: "muted", dash: "solid" } },
      }),
      invented: false,
      note: "Nothing is invented: the graph shows no quantity.",
    },
  },
});
