/** The layer of the deck's code, as a drawing: `x @ (A @ B)`, A drawn at random, B zero. */
import { layoutDiagram } from "../lib/charts/diagram.ts";
import { nodeLink } from "../lib/charts/node-link.ts";
import { defineDeck } from "../lib/experiment.ts";

const features = 768;
const rank = 4;
const shape = (rows: number, columns: number): string => `${rows} × ${columns}`;

const width = 392;
const height = 232;
const link = { label: "", kind: "flow", directed: true, bend: 0 } as const;

const { nodes, links, paths } = layoutDiagram({
  nodes: [
    node("A", `A: random\n${shape(features, rank)}`, 58, 30, "trained"),
    node("B", `B: zero\n${shape(rank, features)}`, 58, 104, "trained"),
    node("A @ B", `A @ B\n${shape(features, features)}`, 202, 67, "computed"),
    node("x", `x\n${shape(1, features)}`, 58, 200, "computed"),
    node("output", `x @ (A @ B)\n${shape(1, features)}`, 334, 134, "computed"),
  ],
  links: [
    { ...link, from: "A", to: "A @ B" },
    { ...link, from: "B", to: "A @ B" },
    { ...link, from: "A @ B", to: "output" },
    { ...link, from: "x", to: "output" },
  ],
});

function node(id: string, label: string, x: number, y: number, kind: string) {
  return { id, label, x, y, kind, width: 104, height: 48 };
}

export const deck = defineDeck({
  tables: { "deck-nodes": nodes, "deck-links": links },
  figures: {
    deck: {
      spec: nodeLink({
        nodes: "deck-nodes",
        links: "deck-links",
        paths,
        width,
        height,
        nodeKinds: {
          trained: { fill: "paleBlue", stroke: "blue" },
          computed: { fill: "paleGray", stroke: "line" },
        },
        linkKinds: { flow: { color: "muted", dash: "solid" } },
      }),
      invented: false,
      note: "Nothing is invented: the shapes and the starting values are those of the code.",
    },
  },
});
