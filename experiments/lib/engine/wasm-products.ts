/** Registers the products' kernels over TensorFlow.js's own, so that `tf.matMul` and its gradients use them. */
import * as tf from "@tensorflow/tfjs";
import { type Kernels, pointer } from "./kernels.ts";

type Operand = tf.Tensor | tf.TensorInfo;

/** left right for each matrix of the batch, whose dimensions broadcast: [..., m, k] and [..., k, n] -> [..., m, n]. */
export function multiply(
  kernels: Kernels,
  left: Operand,
  right: Operand,
  leftTransposed: boolean,
  rightTransposed: boolean,
): tf.TensorInfo {
  const [leftRows, leftColumns] = matrixShape(left);
  const [rightRows, rightColumns] = matrixShape(right);
  const [m, k] = leftTransposed ? [leftColumns, leftRows] : [leftRows, leftColumns];
  const [depth, n] = rightTransposed ? [rightColumns, rightRows] : [rightRows, rightColumns];
  if (k !== depth || left.dtype !== "float32" || right.dtype !== "float32") {
    throw new Error(
      `invalid product: ${describe(left, leftTransposed)} times ${describe(right, rightTransposed)}`,
    );
  }
  const leftBatch = left.shape.slice(0, -2);
  const rightBatch = right.shape.slice(0, -2);
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(leftBatch, rightBatch);
  const out = kernels.backend.makeOutput([...batch, m, n], "float32");
  const multiplyRun = (run: Run) =>
    kernels.product(
      run.count,
      m,
      n,
      k,
      pointer(kernels, left) + run.left * m * k * 4,
      leftTransposed,
      run.leftStep * m * k * 4,
      pointer(kernels, right) + run.right * k * n * 4,
      rightTransposed,
      run.rightStep * k * n * 4,
      pointer(kernels, out) + run.out * m * n * 4,
      kernels.scratch,
    );
  for (const run of batchRuns(leftBatch, rightBatch, batch)) multiplyRun(run);
  return out;
}

/** Matrices of the batch that one call can walk: where each operand starts and by how many matrices it advances. */
interface Run {
  readonly count: number;
  readonly left: number;
  readonly leftStep: number;
  readonly right: number;
  readonly rightStep: number;
  readonly out: number;
}

/** One run where both operands have the same batch or one of them has none, otherwise a run for each matrix. */
function batchRuns(left: number[], right: number[], batch: number[]): readonly Run[] {
  const sizeOf = tf.util.sizeFromShape;
  const count = sizeOf(batch);
  const whole = [sizeOf(left), sizeOf(right)].every((size) => size === count || size === 1);
  if (whole) {
    const [leftStep, rightStep] = [left, right].map((shape) => (sizeOf(shape) === 1 ? 0 : 1));
    return [{ count, left: 0, leftStep: leftStep ?? 0, right: 0, rightStep: rightStep ?? 0, out: 0 }];
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

/** The index into an operand's batch that index `out` of the broadcast batch reads. */
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

function matrixShape({ shape }: Operand): [rows: number, columns: number] {
  return [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
}

function describe({ shape, dtype }: Operand, transposed: boolean): string {
  return `${dtype} [${shape.join(", ")}]${transposed ? " transposed" : ""}`;
}
