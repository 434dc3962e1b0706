/** Singular values of what a training did to each body weight: its last value minus its first. */

import type { Artifact, TrialContext, TrialOutput } from "../../kit/trial.ts";
import type { Matrix } from "../linalg/matrix.ts";
import { svd } from "../linalg/svd.ts";
import { storedWeights } from "../nn/weights.ts";

interface Config {
  /** Which weights of `before` are the first: those with which that run began, or with which it ended. */
  readonly from: "initial" | "final";
}

interface Inputs {
  readonly before: TrialOutput;
  /** The run that ends with the last weights. A run is compared with its own start where it is both. */
  readonly after: TrialOutput;
}

function updateOf(first: Artifact | undefined, last: Artifact, name: string): Matrix {
  const [rows, columns] = last.shape;
  if (first === undefined || rows === undefined || columns === undefined) {
    throw new RangeError(`missing weight: ${name}`);
  }
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
    const update = updateOf(first[name], artifact, name);
    const { singularValues } = svd(update);
    progress((index + 1) / last.length);
    return { name, rows: update.rows, columns: update.columns, singularValues };
  });
  return { result: { updates } };
}
