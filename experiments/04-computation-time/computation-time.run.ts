/**
 * Wall-clock time of one linear layer in the computation orders of lab/nn/costs.ts. Each repetition times every order
 * once, so drift of the machine affects all alike. Their sequence varies, so that none always follows the same other one
 * in the cache. The first repetitions are left out. It reads a clock, so it runs alone and its numbers are the machine's.
 */
import { performance } from "node:perf_hooks";
import * as tf from "@tensorflow/tfjs-core";
import { Random } from "../kit/random.ts";
import { zip } from "../kit/tables.ts";
import type { TrialContext } from "../kit/trial.ts";
import { startEngine } from "../lab/engine/backend.ts";
import { linear, loraLinear } from "../lab/engine/ops.ts";
import { kernelsOf } from "../lab/engine/wasm/placed-kernels.ts";
import type { ComputationOrder } from "../lab/nn/costs.ts";

type Pass = "forward" | "forward + backward";

/** One pass to time: its tokens and its computation order. */
interface Case {
  readonly order: ComputationOrder;
  readonly pass: Pass;
  readonly rank: number;
  readonly tokens: number;
}

interface Config {
  /** Inputs and outputs of the layer. */
  readonly dModel: number;
  readonly cases: readonly Case[];
  readonly repetitions: number;
  readonly warmup: number;
  readonly seed: number;
}

/** x [N, d], W [d, d], A [d, r], B [r, d] and the gradient of the output [N, d]. */
interface Layer {
  readonly x: tf.Tensor2D;
  readonly weight: tf.Tensor2D;
  readonly loraA: tf.Tensor2D;
  readonly loraB: tf.Tensor2D;
  readonly outputGradient: tf.Tensor2D;
}

/** Shorter passes are repeated within a sample until they have processed this many tokens. */
const TOKENS_PER_SAMPLE = 4;

type Forward = (layer: Layer) => tf.Tensor;

const FORWARD: Readonly<Record<ComputationOrder, Forward>> = {
  full: ({ x, weight }) => linear(x, weight),
  lora: ({ x, weight, loraA, loraB }) => loraLinear(x, weight, loraA, loraB, 1),
  factored: ({ x, loraA, loraB }) => linear(linear(x, loraA), loraB),
  product: ({ x, loraA, loraB }) => linear(x, productOf(loraA, loraB)),
  merged: ({ x, weight, loraA, loraB }) => linear(x, weight.add<tf.Tensor2D>(productOf(loraA, loraB))),
};

function productOf(loraA: tf.Tensor2D, loraB: tf.Tensor2D): tf.Tensor2D {
  return linear(loraA, loraB) as tf.Tensor2D;
}

/** Gradients of the input and of the trained weights, as in the middle of a network. */
function backward(order: ComputationOrder, layer: Layer): void {
  const { x, weight, loraA, loraB, outputGradient } = layer;
  const forward = FORWARD[order];
  if (order === "full") {
    tf.grads((input, trained) =>
      forward({ ...layer, x: input as tf.Tensor2D, weight: trained as tf.Tensor2D }),
    )([x, weight], outputGradient);
    return;
  }
  tf.grads((input, a, b) =>
    forward({ ...layer, x: input as tf.Tensor2D, loraA: a as tf.Tensor2D, loraB: b as tf.Tensor2D }),
  )([x, loraA, loraB], outputGradient);
}

/** Layers that share one weight, because it is by far the largest tensor and its values do not matter here. */
function createLayers({ dModel, cases, seed }: Config): readonly Layer[] {
  const random = Random.seeded(seed);
  const gaussian = (label: string, rows: number, columns: number) => {
    const draw = random.split(label);
    const values = Float32Array.from({ length: rows * columns }, () => draw.normal());
    return tf.tensor2d(values, [rows, columns]);
  };
  const weight = gaussian("weight", dModel, dModel);
  return cases.map(({ rank, tokens }) => ({
    x: gaussian("x", tokens, dModel),
    weight,
    loraA: gaussian("A", dModel, rank),
    loraB: gaussian("B", rank, dModel),
    outputGradient: gaussian("output gradient", tokens, dModel),
  }));
}

/** Milliseconds of one pass. */
function timeOf({ order, pass, tokens }: Case, layer: Layer): number {
  const calls = Math.max(1, Math.ceil(TOKENS_PER_SAMPLE / tokens));
  const start = performance.now();
  for (let call = 0; call < calls; call++) {
    tf.tidy(() => {
      if (pass === "forward") FORWARD[order](layer);
      else backward(order, layer);
    });
  }
  return (performance.now() - start) / calls;
}

export async function run(config: Config, context: TrialContext) {
  await startEngine(context.engine);
  const { cases, repetitions, warmup } = config;
  const layers = createLayers(config);
  const timed = zip(cases, layers).map(([one, layer]) => ({ one, layer, milliseconds: [] as number[] }));
  const turns = Random.seeded(config.seed).split("turns");
  for (let repetition = -warmup; repetition < repetitions; repetition++) {
    for (const { one, layer, milliseconds } of turns.shuffle(timed)) {
      const time = timeOf(one, layer);
      if (repetition >= 0) milliseconds.push(time);
    }
    context.progress((repetition + warmup + 1) / (repetitions + warmup));
  }
  for (const layer of layers) tf.dispose({ ...layer });
  return {
    result: {
      engine: context.engine,
      hasOwnKernels: kernelsOf(tf.backend()) !== undefined,
      times: timed.map(({ one, milliseconds }) => ({ ...one, milliseconds })),
    },
  };
}
