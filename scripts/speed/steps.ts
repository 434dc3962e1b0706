/** The training steps that the bench measures, as plain data that can be sent to a measuring process. */
import type { BodyTraining, ModelConfig } from "../../experiments/lib/nn/config.ts";

/** TensorFlow.js's WASM backend as released (stock), the same with our kernels (wasm), or TensorFlow's library (node). */
export type BenchEngine = "stock" | "wasm" | "node";

/** A step of one model: forward and backward pass, gradient clipping, AdamW. */
export interface Step {
  readonly model: keyof typeof models;
  readonly arm: keyof typeof bodyTrainings;
}

/** The report's model, and one of twice its width and depth. */
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

export const bodyTrainings = {
  full: { kind: "full" },
  lora: { kind: "lora", rank: 4, alpha: 4 },
} as const satisfies Record<string, BodyTraining>;

export const steps: readonly Step[] = (["core", "large"] as const).flatMap((model) =>
  (["full", "lora"] as const).map((arm) => ({ model, arm })),
);

export function nameOf({ model, arm }: Step): string {
  const { dModel, nLayers } = models[model];
  return `${arm === "full" ? "full training" : "LoRA, rank 4"}, width ${dModel}, ${nLayers} layers`;
}
