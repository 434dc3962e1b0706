/**
 * A measuring process: starts one engine and times the training steps that it is sent, one kind at a time. Each
 * measurement repeats its step for long enough to rise above the clock's noise, and answers with the seconds of one step.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Batch } from "../../experiments/lib/data/batches.ts";
import { startEngine, startStockWasm } from "../../experiments/lib/engine/backend.ts";
import { completeCore } from "../../experiments/lib/engine/complete-core.ts";
import { createOptimizer } from "../../experiments/lib/nn/optimizer.ts";
import { lossAndGradients } from "../../experiments/lib/nn/train.ts";
import { createTransformer } from "../../experiments/lib/nn/transformer.ts";
import { initialWeights } from "../../experiments/lib/nn/weights.ts";
import { Random } from "../../experiments/lib/random.ts";
import { type BenchEngine, bodyTrainings, models, nameOf, type Step } from "./steps.ts";

/** Minimum length of a measurement. */
const SECONDS = 0.05;

/** Sequences in a batch. */
const BATCH_SIZE = 16;
const RATES = { body: 1e-3, shared: 1e-3 };

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
  // Elapsed time includes waiting for other programs; processor time adds up the node engine's threads. The smaller of
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
