/** The deck's directed graph: a path through both factors, and a direct edge. */
import { deckDiagram } from "../kit/charts/diagram.ts";

export const deck = deckDiagram({
  height: 152,
  box: { width: 68, height: 40 },
  nodes: [
    { id: "Input", x: 42, y: 96, kind: "end" },
    { id: "A", x: 142, y: 36, kind: "factor" },
    { id: "B", x: 250, y: 36, kind: "factor" },
    { id: "Output", x: 350, y: 96, kind: "end" },
  ],
  directed: true,
  links: [
    { from: "Input", to: "A", kind: "LoRA" },
    { from: "A", to: "B", kind: "LoRA" },
    { from: "B", to: "Output", kind: "LoRA" },
    { from: "Input", to: "Output", label: "full matrix", kind: "full matrix", bend: -36 },
  ],
  nodeKinds: {
    end: { fill: "paleGray", stroke: "line" },
    factor: { fill: "paleBlue", stroke: "blue" },
  },
  linkKinds: {
    LoRA: { color: "blue", dash: "solid" },
    "full matrix": { color: "vermillion", dash: "solid" },
  },
  note: "Nothing is invented: the graph shows no quantity.",
});
