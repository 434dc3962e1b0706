/** Prepares a case of the bench in a measuring process: makes its operands and returns a function that runs it once. */
import * as tf from "@tensorflow/tfjs-core";
import * as composed from "../../experiments/lib/engine/composed.ts";
import * as ops from "../../experiments/lib/engine/ops.ts";
import { compileKernels } from "../../experiments/lib/engine/wasm/compile.ts";
import { Random } from "../../experiments/lib/random.ts";
import { type Case, type FusedOp, PEAK_TURNS } from "./cases.ts";
import { prepareOptimizer, prepareStep, prepareStepProducts } from "./steps.ts";

/** Returns one run of the peak loop. */
export async function loadPeakLoop(): Promise<() => void> {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const bytes = await compileKernels("scripts/speed/kernels");
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  // Its number of iterations, and the address for its result.
  const peak = exports.peak as (turns: number, out: number) => void;
  return () => peak(PEAK_TURNS, 0);
}

export function prepare(item: Case, peakLoop: () => void): () => void {
  switch (item.kind) {
    case "peak":
      return peakLoop;
    case "product":
      return prepareProduct(item);
    case "op":
      return prepareOp(item.op, item.form === "fused" ? ops : composed);
    case "step":
      return prepareStep(item.model, item.arm);
    case "stepProducts":
      return prepareStepProducts(item.model);
    case "optimizer":
      return prepareOptimizer(item.model);
  }
}

/** A tensor of standard normal values from a fixed seed. */
function normal(...shape: number[]): tf.Tensor {
  const random = Random.seeded(shape.join(" "));
  const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal());
  return tf.tensor(values, shape);
}

function prepareProduct({ layout, batch, m, n, k }: Extract<Case, { kind: "product" }>): () => void {
  const [leftTransposed, rightTransposed] = [layout[0] === "T", layout[1] === "T"];
  const outer = batch === 1 ? [] : [batch];
  const left = normal(...outer, ...(leftTransposed ? [k, m] : [m, k]));
  const right = normal(...outer, ...(rightTransposed ? [n, k] : [k, n]));
  return () => tf.matMul(left, right, leftTransposed, rightTransposed).dispose();
}

/** The operations in one of their forms, fused or composed. */
type Forms = Pick<
  typeof composed,
  "layerNorm" | "multiHeadAttention" | "crossEntropy" | "embedding" | "activation" | "loraLinear"
>;

/** Sizes of the core model. */
const BATCH = 16;
const LENGTH = 32;
const CHANNELS = 64;
const HIDDEN = 256;
const VOCABULARY = 89;
const HEADS = 4;
const RANK = 4;

/** A run that computes the value and the gradients of an operation. */
function prepareOp(op: FusedOp, forms: Forms): () => void {
  const [inputs, apply] = operation(op, forms);
  const gradients = tf.grads((...moved: tf.Tensor[]) => apply(...moved));
  const slope = tf.tidy(() => tf.onesLike(apply(...inputs)));
  return () => tf.tidy(() => void gradients([...inputs], slope));
}

function operation(op: FusedOp, forms: Forms): [tf.Tensor[], (...inputs: tf.Tensor[]) => tf.Tensor] {
  const whole = (count: number) => Int32Array.from({ length: count }, (_, index) => (index * 7) % VOCABULARY);
  const x = normal(BATCH, LENGTH, CHANNELS);
  switch (op) {
    case "layerNorm":
      return [[x], (input) => forms.layerNorm(input as tf.Tensor, 1e-5)];
    case "multiHeadAttention": {
      const attend = (...[query, key, value]: tf.Tensor[]) =>
        forms.multiHeadAttention(
          query as tf.Tensor3D,
          key as tf.Tensor3D,
          value as tf.Tensor3D,
          HEADS,
          LENGTH,
        );
      return [[x, normal(BATCH, LENGTH, CHANNELS), normal(BATCH, LENGTH, CHANNELS)], attend];
    }
    case "crossEntropy": {
      const targets = tf.tensor1d(whole(BATCH * LENGTH), "int32");
      return [
        [normal(BATCH * LENGTH, VOCABULARY)],
        (logits) => forms.crossEntropy(logits as tf.Tensor2D, targets),
      ];
    }
    case "embedding": {
      const ids = tf.tensor2d(whole(BATCH * LENGTH), [BATCH, LENGTH], "int32");
      return [[normal(VOCABULARY, CHANNELS)], (table) => forms.embedding(table as tf.Tensor2D, ids)];
    }
    case "relu":
    case "gelu":
      return [[normal(BATCH, LENGTH, HIDDEN)], (input) => forms.activation(input as tf.Tensor, op)];
    case "loraLinear": {
      const weight = normal(CHANNELS, HIDDEN) as tf.Tensor2D;
      const adapt = (...[input, loraA, loraB]: tf.Tensor[]) =>
        forms.loraLinear(input as tf.Tensor, weight, loraA as tf.Tensor2D, loraB as tf.Tensor2D, 1);
      return [[x, normal(CHANNELS, RANK), normal(RANK, HIDDEN)], adapt];
    }
  }
}
