/** Singular values of what a training did to each body weight, its last value minus its first, and the size of the first. */

import type { Artifact, TrialContext, TrialOutput } from "../../kit/trial.ts";
import type { Matrix } from "../linalg/matrix.ts";
import { svd } from "../linalg/svd.ts";
import { storedWeights } from "../nn/weights.ts";

interface Config {
  /** Which weights of `before` are the first: those at its start or at its end. */
  readonly from: "initial" | "final";
}

interface Inputs {
  readonly before: TrialOutput;
  /** The run with the last weights. It is the same run if that is compared with its own start. */
  readonly after: TrialOutput;
}

/** Frobenius norm. */
const normOf = ({ values }: Artifact): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

function updateOf(first: Artifact, last: Artifact): Matrix {
  const [rows = 0, columns = 0] = last.shape;
  const values = Float64Array.from(
    last.values,
    (value, index) => value - (first.values[index] ?? Number.NaN),
  );
  return { rows, columns, values };
}

export function run({ from }: Config, { inputs, progress }: TrialContext<Inputs>) {
  const first = storedWeights(from, inputs.before.artifacts ?? {});
  const last = Object.entries(storedWeights("final", inputs.after.artifacts ?? {}));
  const updates = last.map(([name, artifact], index) => {
    const start = first[name];
    if (start === undefined) throw new RangeError(`missing weight: ${name}`);
    const update = updateOf(start, artifact);
    const { singularValues } = svd(update);
    progress((index + 1) / last.length);
    return { name, rows: update.rows, columns: update.columns, singularValues, startNorm: normOf(start) };
  });
  return { result: { updates } };
}
