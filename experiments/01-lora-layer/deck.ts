/** The layer of the deck's code, as a drawing: `x @ (A @ B)`, with random A and B = 0. */
import { deckDiagram } from "../kit/charts/diagram.ts";

const features = 768;
const rank = 4;
const shape = (rows: number, columns: number): string => `${rows} × ${columns}`;

export const deck = deckDiagram({
  height: 232,
  box: { width: 104, height: 48 },
  nodes: [
    { id: "A", label: `A: random\n${shape(features, rank)}`, x: 58, y: 30, kind: "trained" },
    { id: "B", label: `B: zero\n${shape(rank, features)}`, x: 58, y: 104, kind: "trained" },
    { id: "A @ B", label: `A @ B\n${shape(features, features)}`, x: 202, y: 67, kind: "computed" },
    { id: "x", label: `x\n${shape(1, features)}`, x: 58, y: 200, kind: "computed" },
    { id: "output", label: `x @ (A @ B)\n${shape(1, features)}`, x: 334, y: 134, kind: "computed" },
  ],
  directed: true,
  links: [
    { from: "A", to: "A @ B", kind: "flow" },
    { from: "B", to: "A @ B", kind: "flow" },
    { from: "A @ B", to: "output", kind: "flow" },
    { from: "x", to: "output", kind: "flow" },
  ],
  nodeKinds: {
    trained: { fill: "paleBlue", stroke: "blue" },
    computed: { fill: "paleGray", stroke: "line" },
  },
  linkKinds: { flow: { color: "muted", dash: "solid" } },
  note: "Nothing is invented: the shapes and the starting values are those of the code.",
});
