/** The deck's complete graph of four layers; three of its edges are named LoRA. */
import { deckDiagram } from "../kit/charts/diagram.ts";

const layers = ["Layer1", "Layer2", "Layer3", "Layer4"];

export const deck = deckDiagram({
  height: 298,
  box: { width: 84, height: 38 },
  nodes: layers.map((id, index) => ({ id, x: 200, y: 26 + index * 82, kind: "layer" })),
  directed: false,
  links: [
    { from: "Layer1", to: "Layer2", label: "LoRA", kind: "LoRA" },
    { from: "Layer2", to: "Layer3", label: "LoRA", kind: "LoRA" },
    { from: "Layer3", to: "Layer4", label: "LoRA", kind: "LoRA" },
    { from: "Layer1", to: "Layer4", kind: "other", bend: -130 },
    { from: "Layer2", to: "Layer4", kind: "other", bend: 80 },
    { from: "Layer1", to: "Layer3", kind: "other", bend: 80 },
  ],
  nodeKinds: { layer: { fill: "paleGray", stroke: "line" } },
  linkKinds: { LoRA: { color: "blue", dash: "solid" }, other: { color: "gray", dash: "shortDash" } },
  note: "Nothing is invented: the graph shows no quantity.",
});
