/** The deck's star: three techniques around their common name. */
import { deckDiagram } from "../kit/charts/diagram.ts";

const centre = "Pre-training Techniques";

export const deck = deckDiagram({
  height: 240,
  box: { width: 120, height: 50 },
  nodes: [
    { id: centre, label: "Pre-training\nTechniques", x: 196, y: 130, kind: "centre" },
    { id: "Sparse Attention", label: "Sparse\nAttention", x: 196, y: 30, kind: "technique" },
    { id: "Mixture of Experts", label: "Mixture of\nExperts", x: 62, y: 208, kind: "technique" },
    { id: "Gradient Checkpointing", label: "Gradient\nCheckpointing", x: 330, y: 208, kind: "technique" },
  ],
  directed: false,
  links: [
    { from: centre, to: "Sparse Attention", kind: "technique" },
    { from: centre, to: "Mixture of Experts", kind: "technique" },
    { from: centre, to: "Gradient Checkpointing", kind: "technique" },
  ],
  nodeKinds: {
    centre: { fill: "paleOrange", stroke: "orange" },
    technique: { fill: "paleGray", stroke: "line" },
  },
  linkKinds: { technique: { color: "muted", dash: "solid" } },
  note: "Nothing is invented: the graph shows no quantity.",
});
