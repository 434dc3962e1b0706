/** The cases that the bench measures, as plain data that can be sent to a measuring process. */
import type { BodyTraining, ModelConfig } from "../../experiments/lib/nn/config.ts";
import { stepFlops } from "../../experiments/lib/nn/costs.ts";

/** The engine under test: TensorFlow.js's WASM backend as released (stock), with our kernels (wasm), or another one. */
export type BenchEngine = "stock" | "wasm" | "cpu" | "node";

export const layouts = ["NN", "NT", "TN", "TT"] as const;
/** Which operands of a product are stored transposed (T) or not (N). */
export type OperandLayout = (typeof layouts)[number];

export const fusedOps = [
  "layerNorm",
  "multiHeadAttention",
  "crossEntropy",
  "embedding",
  "relu",
  "gelu",
  "loraLinear",
] as const;
export type FusedOp = (typeof fusedOps)[number];

/** One thing to time. */
export type Case =
  | { readonly kind: "peak" }
  | {
      readonly kind: "product";
      readonly layout: OperandLayout;
      readonly batch: number;
      readonly m: number;
      readonly n: number;
      readonly k: number;
    }
  | { readonly kind: "op"; readonly op: FusedOp; readonly form: "fused" | "composed" }
  | { readonly kind: "step"; readonly model: ModelName; readonly arm: "full" | "lora" }
  | { readonly kind: "stepProducts"; readonly model: ModelName }
  | { readonly kind: "optimizer"; readonly model: ModelName };

export type ModelName = keyof typeof models;

/** The two models of the bench. */
export const models = {
  core: {
    dModel: 64,
    nLayers: 2,
    nHeads: 4,
    dFf: 256,
    contextLength: 32,
    vocabSize: 89,
    attentionWindow: 32,
  },
  large: {
    dModel: 128,
    nLayers: 4,
    nHeads: 4,
    dFf: 512,
    contextLength: 64,
    vocabSize: 89,
    attentionWindow: 64,
  },
} as const satisfies Record<string, ModelConfig>;

/** Sequences in a batch. */
export const BATCH_SIZE = 16;

export const bodyTrainings: Readonly<Record<"full" | "lora", BodyTraining>> = {
  full: { kind: "full" },
  lora: { kind: "lora", rank: 4, alpha: 4 },
};

/** Iterations of the peak loop. Each does four multiply-adds, one a lane, for every pair of chains. */
export const PEAK_TURNS = 100_000;
const PEAK_PAIRS = 6;

/** A case's name, for the results. */
export function nameOf(item: Case): string {
  switch (item.kind) {
    case "peak":
      return "peak";
    case "product": {
      const size = `${item.m}x${item.k}x${item.n}`;
      return `${item.batch > 1 ? `${item.batch} of ` : ""}${size} ${item.layout}`;
    }
    case "op":
      return `${item.op}, ${item.form}`;
    case "step":
      return `step, ${item.model}${item.arm === "full" ? "" : `, ${item.arm}`}`;
    case "stepProducts":
      return `products of a step, ${item.model}`;
    case "optimizer":
      return `clip and AdamW, ${item.model}`;
  }
}

type Product = Extract<Case, { kind: "product" }>;

const square = (size: number, layout: Product["layout"]): Product => ({
  kind: "product",
  layout,
  batch: 1,
  m: size,
  n: size,
  k: size,
});

const EVEN_SIZES = [64, 128, 256, 512, 1024];
const ODD_SIZES = [33, 65, 89, 129, 257, 515];
/** Products in the large model's attention: the scores, and attention weights times values. */
const BATCHES: readonly (readonly [m: number, n: number, k: number])[] = [
  [64, 32, 64],
  [64, 64, 32],
];

/** Products on our engine in all layouts, and the plain product on the stock backend to compare them with. */
export interface ProductGroup {
  readonly name: string;
  readonly ours: readonly Product[];
  readonly stock: Product;
  /** Minimum rate of each of ours, as a multiple of the stock backend's. */
  readonly target: number;
}

export const productGroups: readonly ProductGroup[] = [
  ...[...EVEN_SIZES, ...ODD_SIZES].map((size) => ({
    name: `${size}`,
    ours: layouts.map((layout) => square(size, layout)),
    stock: square(size, "NN"),
    target: EVEN_SIZES.includes(size) ? 1 : 2 / 3,
  })),
  ...BATCHES.map(([m, n, k]) => ({
    name: `${BATCH_SIZE * 4} of ${m}x${k}x${n}`,
    ours: layouts.map((layout): Product => ({ kind: "product", layout, batch: BATCH_SIZE * 4, m, n, k })),
    stock: { kind: "product", layout: "NN", batch: 1, m, n, k } as const,
    target: 1,
  })),
];

export const opCases: readonly Case[] = fusedOps.flatMap((op) => [
  { kind: "op", op, form: "fused" } as const,
  { kind: "op", op, form: "composed" } as const,
]);

export const modelNames = Object.keys(models) as ModelName[];

/** FLOPs of one run, a multiply-add counting as two; 0 for cases whose FLOPs are not counted. */
export function flopsOf(item: Case): number {
  switch (item.kind) {
    case "peak":
      return 2 * 4 * PEAK_PAIRS * PEAK_TURNS;
    case "product":
      return 2 * item.batch * item.m * item.n * item.k;
    case "step":
      return stepFlops(models[item.model], bodyTrainings[item.arm], BATCH_SIZE);
    case "stepProducts":
      return stepFlops(models[item.model], bodyTrainings.full, BATCH_SIZE);
    default:
      return 0;
  }
}
