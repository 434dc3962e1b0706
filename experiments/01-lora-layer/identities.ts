/** The layer as the paper defines it: its drawing, and the identities that a real one has. */
import { layoutDiagram, nodeLink } from "../kit/charts/diagram.ts";
import type { Figure, Finding, ResultOf } from "../kit/experiment.ts";
import { count, decimal } from "../kit/stats/findings.ts";
import { column } from "../kit/tables.ts";
import { defineTrial } from "../kit/trial.ts";

/** Identities of a LoRA layer, checked on a random layer. */
export const layerIdentities = defineTrial<typeof import("./layer-identities.run.ts")>({
  kind: "layer-identities",
  module: new URL("./layer-identities.run.ts", import.meta.url),
  estimatedSeconds: ({ inputs, outputs }) => 0.1 + (inputs * outputs) / 5e6,
  describe: ({ seed }) => ({ seed, minor: ["seed"] }),
});

/** Sizes of a checked layer, and the rows of its input. */
export interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly rank: number;
  readonly batchSize: number;
}

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

/** A frozen weight, and a parallel path that is trained. */
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

export const drawingFigure = (): Figure => ({
  spec: nodeLink({
    nodes: "layer-nodes",
    links: "layer-links",
    paths: drawing.paths,
    width: 392,
    height: 210,
    nodeKinds: {
      frozen: { fill: "paleGray", stroke: "ink" },
      trained: { fill: "paleBlue", stroke: "blue" },
      computed: { fill: "paper", stroke: "line" },
    },
    linkKinds: { flow: { color: "muted", dash: "solid" } },
  }),
  tables: ["identities"],
});

export function identityRow(
  { deck, updateAtStart, gradients, mergedDifference, largestOutput }: ResultOf<typeof layerIdentities>,
  { inputs, outputs, rank, batchSize }: Layer,
  seed: number,
) {
  return {
    layer: `${inputs} to ${outputs}, r = ${rank}`,
    seed,
    expectedShape: `${batchSize} × ${outputs}`,
    deckShape: deck.shape,
    deckOutput: deck.largestOutput,
    updateAtStart,
    gradientOfA: gradients.largestOfA,
    gradientOfB: gradients.largestOfB,
    mergedDifference,
    relativeDifference: mergedDifference / largestOutput,
  };
}

type Rows = readonly ReturnType<typeof identityRow>[];

/** How many of the checked identities fail. `tolerance` is the rounding that merging may cause, of the largest output. */
export const failedIdentities = (rows: Rows, tolerance: number): number =>
  rows.flatMap(({ deckShape, expectedShape, deckOutput, relativeDifference }) =>
    [deckShape !== expectedShape, deckOutput !== 0, !(relativeDifference <= tolerance)].filter(Boolean),
  ).length;

export function identityFindings(rows: Rows): Readonly<Record<string, Finding>> {
  const largest = (field: Extract<keyof Rows[number], "deckOutput" | "updateAtStart" | "gradientOfA">) =>
    Math.max(...column(rows, field));
  return {
    layers: count(rows.length),
    shape: { value: rows[0]?.deckShape ?? "" },
    "deck-output": { value: largest("deckOutput"), format: "~g" },
    "update-at-start": { value: largest("updateAtStart"), format: "~g" },
    "gradient-a": { value: largest("gradientOfA"), format: "~g" },
    "gradient-b": decimal(Math.min(...column(rows, "gradientOfB")), 1),
    "merged-difference": { value: Math.max(...column(rows, "relativeDifference")), format: ".0e" },
  };
}
