/**
 * Intruder dimensions (Shuttleworth et al. 2024, section 3, as the peft library computes them): leading left singular
 * vectors of an adapted weight that are unlike every left singular vector of the weight before.
 */
import type { Artifact, TrialContext } from "../experiment.ts";
import { at, type Matrix } from "../linalg/matrix.ts";
import { svd } from "../linalg/svd.ts";
import type { run as adaptation } from "./adaptation.run.ts";
import type { run as pretrain } from "./pretrain.run.ts";
import { storedWeights } from "./stored-weights.ts";

interface Config {
  /** How many leading singular vectors of each adapted weight are looked at. */
  readonly leading: number;
  /** A vector is an intruder where its largest cosine with a vector of the old weight is below this. */
  readonly likeness: number;
}

interface Inputs {
  readonly base: Awaited<ReturnType<typeof pretrain>>;
  readonly adapted: Awaited<ReturnType<typeof adaptation>>;
}

/** Weights are [in, out] here and [out, in] in the paper: its left singular vectors are the right ones here. */
function paperLeftVectors({ shape: [rows = 0, columns = 0], values }: Artifact): Matrix {
  return svd({ rows, columns, values: Float64Array.from(values) }).v;
}

/** Largest absolute cosine of a column of one matrix of unit columns with any column of another. */
function likenessOf(vectors: Matrix, column: number, others: Matrix): number {
  let best = 0;
  for (let other = 0; other < others.columns; other++) {
    let dot = 0;
    for (let row = 0; row < others.rows; row++) {
      dot +=
        at(vectors.values, row * vectors.columns + column) * at(others.values, row * others.columns + other);
    }
    best = Math.max(best, Math.abs(dot));
  }
  return best;
}

/** How many of the leading vectors of `after` are unlike all vectors of `before`. */
export function countIntruders(before: Artifact, after: Artifact, { leading, likeness }: Config): number {
  const [old, adapted] = [paperLeftVectors(before), paperLeftVectors(after)];
  const columns = Array.from({ length: Math.min(leading, adapted.columns) }, (_, column) => column);
  return columns.filter((column) => likenessOf(adapted, column, old) < likeness).length;
}

export function run(config: Config, { inputs: { base, adapted }, progress }: TrialContext<Inputs>) {
  const before = storedWeights("final", base.artifacts);
  const after = Object.entries(storedWeights("final", adapted.artifacts));
  const intruders = after.map(([name, weight], index) => {
    const old = before[name];
    if (old === undefined) throw new RangeError(`missing weight: ${name}`);
    progress((index + 1) / after.length);
    return { name, count: countIntruders(old, weight, config) };
  });
  return { result: { intruders } };
}
