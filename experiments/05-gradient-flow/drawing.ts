/** The layer as the paper defines it, with the gradients of its factors: each passes through the other factor. */
import { layoutDiagram, nodeLink } from "../kit/charts/diagram.ts";
import type { Figure } from "../kit/experiment.ts";

const box = (id: string, label: string, x: number, y: number, kind: string, width = 84) => ({
  id,
  label,
  x,
  y,
  kind,
  width,
  height: 46,
});
const flow = { label: "", kind: "flow", directed: true, bend: 0 } as const;
const gradient = { ...flow, kind: "gradient" } as const;

export const drawing = layoutDiagram({
  nodes: [
    box("x", "x", 46, 88, "computed"),
    box("W", "W: frozen\nno gradient", 196, 34, "frozen", 96),
    box("A", "A", 146, 166, "trained"),
    box("B", "B", 266, 166, "trained"),
    box("output", "sum", 346, 72, "computed"),
    box("dA", "dA = s G Bᵀ", 146, 260, "gradient", 104),
    box("dB", "dB = s Aᵀ G", 266, 260, "gradient", 104),
  ],
  links: [
    { ...flow, from: "x", to: "W" },
    { ...flow, from: "W", to: "output" },
    { ...flow, from: "x", to: "A" },
    { ...flow, from: "A", to: "B" },
    { ...flow, from: "B", to: "output" },
    { ...gradient, from: "B", to: "dA" },
    { ...gradient, from: "A", to: "dB" },
  ],
});

export const drawingFigure = (): Figure => ({
  spec: nodeLink({
    nodes: "layer-nodes",
    links: "layer-links",
    paths: drawing.paths,
    width: 392,
    height: 290,
    nodeKinds: {
      frozen: { fill: "paleGray", stroke: "ink" },
      trained: { fill: "paleBlue", stroke: "blue" },
      computed: { fill: "paper", stroke: "line" },
      gradient: { fill: "paleOrange", stroke: "orange" },
    },
    linkKinds: {
      flow: { color: "muted", dash: "solid" },
      gradient: { color: "orange", dash: "dashed" },
    },
  }),
});
