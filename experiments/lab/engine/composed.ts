/**
 * The operations of ops.ts, composed of TensorFlow.js operations. The `node` and `cpu` engines run them, and they
 * test the kernels of the `wasm` engine. Shapes as in ops.ts.
 */
import * as tf from "@tensorflow/tfjs-core";
import { integerPower } from "../../kit/exact-math.ts";
import type { ActivationKind, AdamWSettings, AdamWState, Bags } from "./wasm/op-types.ts";

export function linear(x: tf.Tensor, weight: tf.Tensor2D): tf.Tensor {
  const [inputs, outputs] = weight.shape;
  return tf.matMul(x.reshape([-1, inputs]), weight).reshape([...x.shape.slice(0, -1), outputs]);
}

export function loraLinear(
  x: tf.Tensor,
  weight: tf.Tensor2D,
  loraA: tf.Tensor2D,
  loraB: tf.Tensor2D,
  scaling: number,
): tf.Tensor {
  const adapted = linear(linear(x, loraA), loraB).mul(scaling);
  return frozenLinear(x, weight).add(adapted);
}

/** x W with a gradient for x only. */
function frozenLinear(x: tf.Tensor, weight: tf.Tensor2D): tf.Tensor {
  return tf.customGrad((input, save) => {
    (save as tf.GradSaveFunc)([weight]);
    return {
      value: linear(input as tf.Tensor, weight),
      gradFunc: (gradient: tf.Tensor, saved: tf.Tensor[]) => {
        const [savedWeight] = saved as [tf.Tensor2D];
        return linear(gradient, savedWeight.transpose<tf.Tensor2D>());
      },
    };
  })(x);
}

export function layerNorm(x: tf.Tensor, epsilon: number): tf.Tensor {
  const centered = x.sub(x.mean(-1, true));
  const variance = centered.square().mean(-1, true);
  return centered.mul(variance.add(epsilon).rsqrt());
}

export function causalAttention(
  query: tf.Tensor4D,
  key: tf.Tensor4D,
  value: tf.Tensor4D,
  window: number,
): tf.Tensor4D {
  const [, , contextLength, headSize] = query.shape;
  const visible = visiblePositions(contextLength, window);
  const scores = tf.matMul(query, key, false, true).mul(1 / Math.sqrt(headSize)); // (B, nh, T, T)
  // Not minus infinity, which would divide zero by zero in a row without a visible position.
  const masked = tf.where(visible, scores, tf.fill(scores.shape, -1e30));
  const weights = tf.softmax(masked).mul(visible.cast("float32"));
  return tf.matMul(weights, value); // (B, nh, T, T) x (B, nh, T, hs)
}

export function multiHeadAttention(
  query: tf.Tensor3D,
  key: tf.Tensor3D,
  value: tf.Tensor3D,
  nHeads: number,
  window: number,
): tf.Tensor3D {
  const [batchSize, length, channels] = query.shape;
  const heads = (x: tf.Tensor3D) =>
    x.reshape([batchSize, length, nHeads, channels / nHeads]).transpose<tf.Tensor4D>([0, 2, 1, 3]); // (B, nh, T, hs)
  const mixed = causalAttention(heads(query), heads(key), heads(value), window);
  return mixed.transpose([0, 2, 1, 3]).reshape([batchSize, length, channels]); // (B, T, C)
}

/** [T, T], true if position i (row) sees position j: i - window < j <= i. */
function visiblePositions(contextLength: number, window: number): tf.Tensor2D {
  const rows = tf.range(0, contextLength, 1, "int32").expandDims(1);
  const columns = tf.range(0, contextLength, 1, "int32").expandDims(0);
  const distance = rows.sub(columns);
  return tf.logicalAnd(distance.greaterEqual(0), distance.less(window)) as tf.Tensor2D;
}

export function crossEntropy(logits: tf.Tensor2D, targets: tf.Tensor1D): tf.Tensor1D {
  const [, vocabSize] = logits.shape;
  return tf.customGrad((input, save) => {
    const scores = input as tf.Tensor2D;
    const expected = tf.oneHot(targets, vocabSize).cast<tf.Tensor2D>("float32");
    const shifted = scores.sub(scores.max(1, true)) as tf.Tensor2D;
    const logSumExp = shifted.exp().sum(1).log();
    const targetScore = shifted.mul(expected).sum(1);
    (save as tf.GradSaveFunc)([scores, expected]);
    return {
      value: logSumExp.sub(targetScore) as tf.Tensor1D,
      gradFunc: (gradient: tf.Tensor1D, saved: tf.Tensor[]) => {
        const [savedScores, savedExpected] = saved as [tf.Tensor2D, tf.Tensor2D];
        return tf.softmax(savedScores).sub(savedExpected).mul(gradient.expandDims(1));
      },
    };
  })(logits);
}

export function embedding(table: tf.Tensor2D, ids: tf.Tensor): tf.Tensor {
  const [vocabSize, channels] = table.shape;
  return tf.customGrad((input, save) => {
    const rows = input as tf.Tensor2D;
    (save as tf.GradSaveFunc)([ids]);
    return {
      value: tf.gather(rows, ids),
      gradFunc: (gradient: tf.Tensor, saved: tf.Tensor[]) => {
        const [savedIds] = saved as [tf.Tensor];
        const oneHot = tf.oneHot(savedIds.flatten(), vocabSize).cast<tf.Tensor2D>("float32");
        return tf.matMul(oneHot, gradient.reshape<tf.Tensor2D>([-1, channels]), true, false);
      },
    };
  })(table);
}

export function pool(table: tf.Tensor2D, { count, bags, rows, weights }: Bags): tf.Tensor2D {
  const entries = tf.gather(table, rows).mul(weights.expandDims(1)); // [P, C]
  return tf.unsortedSegmentSum(entries, bags, count) as tf.Tensor2D;
}

export function activation(x: tf.Tensor, kind: ActivationKind, bias?: tf.Tensor1D): tf.Tensor {
  return activations[kind](bias === undefined ? x : x.add(bias));
}

const activations: Readonly<Record<ActivationKind, (x: tf.Tensor) => tf.Tensor>> = {
  relu: tf.relu,
  tanh: tf.tanh,
  // 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))), Hendrycks and Gimpel 2016, section 2
  gelu: (x) => {
    const cubic = x.mul(x).mul(x).mul(0.044715);
    const inner = x.add(cubic).mul(Math.sqrt(2 / Math.PI));
    return x.mul(0.5).mul(inner.tanh().add(1));
  },
};

export function sumOfSquares(x: tf.Tensor): number {
  return tf.tidy(() => x.square().sum().dataSync()[0] ?? 0);
}

export function adamW(
  parameter: tf.Variable,
  gradient: tf.Tensor,
  state: AdamWState,
  settings: AdamWSettings,
): void {
  const { learningRate, beta1, beta2, epsilon, weightDecay, step, gradientScale } = settings;
  tf.tidy(() => {
    const scaled = gradient.mul(gradientScale);
    state.first.assign(state.first.mul(beta1).add(scaled.mul(1 - beta1)));
    state.second.assign(state.second.mul(beta2).add(scaled.square().mul(1 - beta2)));
    const first = state.first.div(1 - integerPower(beta1, step));
    const second = state.second.div(1 - integerPower(beta2, step));
    const update = first.div(second.sqrt().add(epsilon)).add(parameter.mul(weightDecay));
    parameter.assign(parameter.sub(update.mul(learningRate)));
  });
}
