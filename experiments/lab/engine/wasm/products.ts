/** The kernels of matrix products, which replace TensorFlow.js's own, so that `tf.matMul` and its gradients use them. */
import * as tf from "@tensorflow/tfjs-core";
import { defineKernel, inputsOf } from "./define.ts";
import { addressOf, type Kernels } from "./placed-kernels.ts";
import { type Bytes, NOTHING } from "./signatures.ts";

/** One product of matrices, [m, k] x [k, n] -> [m, n]. */
export interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly left: tf.TensorInfo;
  /** Stored as [k, m]. */
  readonly leftTransposed?: boolean;
  readonly right: tf.TensorInfo;
  /** Stored as [n, k]. */
  readonly rightTransposed?: boolean;
  readonly out: tf.TensorInfo;
  /** Adds to out instead of replacing it. */
  readonly accumulate?: boolean;
}

/** Computes one product. */
export function multiplyMatrices(kernels: Kernels, product: Product): void {
  const { m, n, k, left, leftTransposed = false, right, rightTransposed = false } = product;
  kernels.product({
    batch: 1,
    m,
    n,
    k,
    left,
    leftTransposed,
    leftStride: NOTHING,
    right,
    rightTransposed,
    rightStride: NOTHING,
    out: product.out,
    accumulate: product.accumulate ?? false,
    scratch: kernels.scratch,
  });
}

export function registerProducts(kernels: Kernels): void {
  defineKernel("BatchMatMul", ({ inputs, attrs }) => {
    const { a, b } = inputsOf(inputs, "a", "b");
    return batchMatMul(kernels, a, b, attrs?.transposeA === true, attrs?.transposeB === true);
  });
}

/** left right for each matrix of the batch, whose dimensions broadcast: [..., m, k] and [..., k, n] -> [..., m, n]. */
function batchMatMul(
  kernels: Kernels,
  left: tf.TensorInfo,
  right: tf.TensorInfo,
  leftTransposed: boolean,
  rightTransposed: boolean,
): tf.TensorInfo {
  const [m, k] = matrixShape(left, leftTransposed);
  const [depth, n] = matrixShape(right, rightTransposed);
  if (k !== depth || left.dtype !== "float32" || right.dtype !== "float32") {
    throw new Error(
      `invalid product: ${describe(left, leftTransposed)} times ${describe(right, rightTransposed)}`,
    );
  }
  const leftBatch = left.shape.slice(0, -2);
  const rightBatch = right.shape.slice(0, -2);
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(leftBatch, rightBatch);
  const out = kernels.backend.makeOutput([...batch, m, n], "float32");
  for (const run of batchRuns(leftBatch, rightBatch, batch)) {
    kernels.product({
      batch: run.count,
      m,
      n,
      k,
      left: addressOf(kernels.backend, left, run.left * m * k * 4),
      leftTransposed,
      leftStride: (run.leftStep * m * k * 4) as Bytes,
      right: addressOf(kernels.backend, right, run.right * k * n * 4),
      rightTransposed,
      rightStride: (run.rightStep * k * n * 4) as Bytes,
      out: addressOf(kernels.backend, out, run.out * m * n * 4),
      accumulate: false,
      scratch: kernels.scratch,
    });
  }
  return out;
}

/** Matrices of the batch that one call can process: each operand's start, and its step in matrices. */
interface Run {
  readonly count: number;
  readonly left: number;
  readonly leftStep: number;
  readonly right: number;
  readonly rightStep: number;
  readonly out: number;
}

/** One run if each operand has the whole batch or a single matrix, otherwise one run per matrix. */
function batchRuns(left: number[], right: number[], batch: number[]): readonly Run[] {
  const count = tf.util.sizeFromShape(batch);
  const leftCount = tf.util.sizeFromShape(left);
  const rightCount = tf.util.sizeFromShape(right);
  if ([leftCount, rightCount].every((size) => size === count || size === 1)) {
    const leftStep = leftCount === 1 ? 0 : 1;
    const rightStep = rightCount === 1 ? 0 : 1;
    return [{ count, left: 0, leftStep, right: 0, rightStep, out: 0 }];
  }
  return Array.from({ length: count }, (_, out) => ({
    count: 1,
    left: broadcastIndex(out, left, batch),
    leftStep: 0,
    right: broadcastIndex(out, right, batch),
    rightStep: 0,
    out,
  }));
}

/** The index in an operand's batch that belongs to index `out` of the broadcast batch. */
function broadcastIndex(out: number, shape: number[], batch: number[]): number {
  const missing = batch.length - shape.length;
  let index = 0;
  let stride = 1;
  let rest = out;
  for (let axis = batch.length - 1; axis >= 0; axis--) {
    const size = batch[axis] ?? 1;
    const own = shape[axis - missing] ?? 1;
    if (own > 1) index += (rest % size) * stride;
    rest = Math.floor(rest / size);
    stride *= own;
  }
  return index;
}

function matrixShape({ shape }: tf.TensorInfo, transposed: boolean): [rows: number, columns: number] {
  const [rows, columns] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
  return transposed ? [columns, rows] : [rows, columns];
}

function describe({ shape, dtype }: tf.TensorInfo, transposed: boolean): string {
  return `${dtype} [${shape.join(", ")}]${transposed ? " transposed" : ""}`;
}
