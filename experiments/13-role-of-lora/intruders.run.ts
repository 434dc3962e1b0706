/**
 * Intruder dimensions (Shuttleworth et al. 2024, section 3, as the peft library computes them): leading left singular
 * vectors of an adapted weight that are unlike every left singular vector of the old weight.
 */

import type { Artifact, TrialContext } from "../kit/trial.ts";
import { at, type Matrix } from "../lab/linalg/matrix.ts";
import { svd } from "../lab/linalg/svd.ts";
import { storedWeights } from "../lab/nn/weights.ts";
import type { run as adaptation } from "../lab/trials/adaptation.run.ts";
import type { AdaptedKey } from "../lab/trials/adaptation.ts";
import type { run as pretrain } from "../lab/trials/pretrain.run.ts";

interface Config {
  /** The number of leading singular vectors to check per adapted weight. */
  readonly leading: number;
  /** A vector is an intruder if its largest cosine with a vector of the old weight is below this. */
  readonly likeness: number;
}

/** A model, and the result of each arm that started from it. */
type Inputs = { readonly base: Awaited<ReturnType<typeof pretrain>> } & Readonly<
  Record<AdaptedKey, Awaited<ReturnType<typeof adaptation>>>
>;

/** Intruders in one weight. */
interface Count {
  readonly name: string;
  readonly count: number;
}

/** Weights are [in, out] here and [out, in] in the paper: its left singular vectors are the right ones here. */
function paperLeftVectors({ shape: [rows = 0, columns = 0], values }: Artifact): Matrix {
  return svd({ rows, columns, values: Float64Array.from(values) }).v;
}

/** Largest absolute cosine of one column with any column of another matrix, both with unit columns. */
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

/** How many of the leading vectors of `after` are unlike all vectors of the old weight. */
function countAmong(old: Matrix, after: Artifact, { leading, likeness }: Config): number {
  const adapted = paperLeftVectors(after);
  const columns = Array.from({ length: Math.min(leading, adapted.columns) }, (_, column) => column);
  return columns.filter((column) => likenessOf(adapted, column, old) < likeness).length;
}

/** One trial for all arms, so that the old model is decomposed once. */
export function run(config: Config, { inputs: { base, ...adapted }, progress }: TrialContext<Inputs>) {
  const old = Object.entries(storedWeights("final", base.artifacts)).map(
    ([name, weight]) => [name, paperLeftVectors(weight)] as const,
  );
  const arms = Object.entries(adapted);
  const intruders = arms.map(([arm, { artifacts }], index) => {
    const after = storedWeights("final", artifacts);
    const counts = old.map(([name, vectors]) => {
      const weight = after[name];
      if (weight === undefined) throw new RangeError(`missing weight: ${name}`);
      return { name, count: countAmong(vectors, weight, config) };
    });
    progress((index + 1) / arms.length);
    return [arm, counts] as const;
  });
  return { result: { intruders: Object.fromEntries(intruders) as Record<AdaptedKey, Count[]> } };
}
