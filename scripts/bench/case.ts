/** What the bench measures, as plain data that a measuring process understands. */
import type { Arm, ModelConfig } from "../../experiments/lib/nn/config.ts";

/** Who measures: TensorFlow.js's WASM backend as it comes, ours with the kernels, or another engine. */
export type BenchEngine = "stock" | "wasm" | "cpu" | "node";

export const layouts = ["NN", "NT", "TN", "TT"] as const;
/** Which operands of a product are stored transposed (T) or not (N). */
export type Layout = (typeof layouts)[number];

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
  | { readonly kind: "peak"; readonly unrolling: 4 | 6 }
  | {
      readonly kind: "product";
      readonly layout: Layout;
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

/** Windows in a batch. */
export const BATCH_SIZE = 16;

export const arms: Readonly<Record<"full" | "lora", Arm>> = {
  full: { kind: "full" },
  lora: { kind: "lora", rank: 4, alpha: 4 },
};

/** Multiply-adds of one inner turn of a peak loop: its chains times four lanes. */
export const PEAK_TURNS = 100_000;

/** A case's name, for the results. */
export function nameOf(item: Case): string {
  switch (item.kind) {
    case "peak":
      return `peak, ${item.unrolling} chains`;
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
