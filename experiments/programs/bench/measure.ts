/**
 * A measuring process: starts one engine, prepares the training steps that it receives and times them one by one. A
 * measurement repeats its step long enough to exceed the clock's noise, and returns the seconds of one run.
 */

import * as tf from "@tensorflow/tfjs-core";
import { Random } from "../../kit/random.ts";
import type { Batch } from "../../lab/data/batches.ts";
import { startEngine, startStockWasm } from "../../lab/engine/backend.ts";
import { completeCore } from "../../lab/engine/complete-core.ts";
import type { BodyTraining, ModelConfig } from "../../lab/nn/config.ts";
import { createOptimizer } from "../../lab/nn/optimizer.ts";
import { lossAndGradients } from "../../lab/nn/train.ts";
import { createTransformer } from "../../lab/nn/transformer.ts";
import { initialWeights } from "../../lab/nn/weights.ts";

/** Minimum length of a measurement. */
const SECONDS = 0.05;

/** Sequences in a batch. */
const BATCH_SIZE = 16;

const RATES = { body: 1e-3, outer: 1e-3 };

interface Prepared {
  readonly run: () => void;
  /** Runs in a measurement. */
  readonly runs: number;
}

const prepared = new Map<string, Prepared>();

const [engine = "wasm"] = process.argv.slice(2) as [BenchEngine?];

const started = engine === "stock" ? completeCore().then(startStockWasm) : startEngine(engine);

started.then(
  () => process.send?.("ready"),
  (error: Error) => process.send?.(error.message),
);

process.on("message", (step: Step) => process.send?.(measure(step)));

process.on("disconnect", () => process.exit());

function measure(step: Step): number {
  const { run, runs } = preparedFor(step);
  const start = performance.now();
  const startUsage = process.cpuUsage();
  tf.tidy(() => {
    for (let index = 0; index < runs; index++) run();
  });
  const elapsed = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(startUsage);
  // Elapsed time includes waiting for other programs; processor time sums the node engine's threads. The smaller of
  // the two is closer to the time of the run.
  return Math.min(elapsed, (user + system) / 1e6) / runs;
}

/** Prepares a step once: warms it up and counts how many runs fill a measurement. */
function preparedFor(step: Step): Prepared {
  const name = nameOf(step);
  const known = prepared.get(name);
  if (known !== undefined) return known;
  const run = prepare(step);
  let runs = 0;
  const start = performance.now();
  do {
    run();
    runs++;
  } while (performance.now() - start < 1000 * SECONDS);
  const result = { run, runs };
  prepared.set(name, result);
  return result;
}

function prepare({ model: name, arm }: Step): () => void {
  const random = Random.seeded(1);
  const weights = initialWeights(models[name], random.split("weights"));
  const model = createTransformer(models[name], bodyTrainings[arm], weights, random.split("adapters"));
  const optimizer = createOptimizer(model.parameters);
  const batch = batchFor(name);
  let count = 0;
  return () => {
    const { gradients } = lossAndGradients(model, batch);
    count += 1;
    optimizer.update(gradients, count, RATES);
    tf.dispose(gradients);
  };
}

function batchFor(name: Step["model"]): Batch {
  const { contextLength, vocabSize } = models[name];
  const random = Random.seeded(2);
  const draw = () => Int32Array.from({ length: BATCH_SIZE * contextLength }, () => random.integer(vocabSize));
  return { inputs: draw(), targets: draw(), batchSize: BATCH_SIZE, contextLength };
}

/** TensorFlow.js's WASM backend as released (stock), with our kernels (wasm), or TensorFlow's library (node). */
export type BenchEngine = "stock" | "wasm" | "node";

/** A step of one model: forward and backward pass, gradient clipping, AdamW. */
export interface Step {
  readonly model: keyof typeof models;
  readonly arm: keyof typeof bodyTrainings;
}

/** The report's model, and one of twice its width and depth. */
const models = {
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

const bodyTrainings = {
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
