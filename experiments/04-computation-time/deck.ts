/**
 * The deck prints two times and draws nothing. This counts the FLOPs that its code times: one token, forward only, a
 * full layer compared with `x @ (A @ B)` without a base weight.
 */

import { quantityChannel } from "../kit/charts/parts.ts";
import { defineDeck } from "../kit/experiment.ts";
import { colors, figureSizes } from "../kit/theme.ts";
import { passFlops } from "../lab/nn/costs.ts";

const layer = { inputs: 768, outputs: 768, rank: 4 };
const tokens = 1;
const dense = passFlops("full", tokens, layer).forward;
const product = passFlops("product", tokens, layer).forward;

const steps = ["x W", "A @ B", "x @ (A @ B)"];
const layers = ["nn.Linear", "LoRALayer"];
const [linear = "", loraLayer = ""] = layers;

const y = {
  field: "layer",
  type: "nominal" as const,
  sort: layers,
  scale: { paddingInner: 0.45, paddingOuter: 0.3 },
  axis: { title: null, labelColor: colors.ink.light },
};
const x = quantityChannel({ field: "start", title: "FLOPs of one call", format: "~s", zero: true });

export const deck = defineDeck({
  tables: {
    "deck-operations": [
      { layer: linear, step: "x W", start: 0, end: dense, operations: dense },
      { layer: loraLayer, step: "A @ B", start: 0, end: product - dense, operations: product - dense },
      { layer: loraLayer, step: "x @ (A @ B)", start: product - dense, end: product, operations: dense },
    ],
  },
  figures: {
    deck: {
      spec: {
        data: { name: "deck-operations" },
        height: 128,
        layer: [
          {
            mark: { type: "bar", stroke: colors.paper.light, strokeWidth: 1 },
            encoding: {
              y,
              x: { ...x, axis: { ...x.axis, grid: true } },
              x2: { field: "end" },
              color: {
                field: "step",
                type: "nominal",
                scale: { domain: steps, range: [colors.ink.light, colors.blue.light, colors.navy.light] },
                legend: null,
              },
            },
          },
          {
            mark: {
              type: "text",
              align: "left",
              baseline: "bottom",
              yOffset: -27,
              dx: 1,
              fontSize: figureSizes.smallText,
            },
            encoding: { y, x, text: { field: "step", type: "nominal" } },
          },
        ],
      },
      invented: false,
      note: "Nothing is invented: the counts follow from the shapes. The deck draws no figure here; it prints two times.",
    },
  },
});
