/** Singular values of what pre-training did to each body weight: its last value minus its first. */
import type { Matrix } from "../linalg/matrix.ts";
import { svd } from "../linalg/svd.ts";
import type { Artifact, TrialContext } from "../trial.ts";
import type { run as pretrain } from "./pretrain.run.ts";

/** Nothing to set: the run whose weights are measured is an input. */
type Config = Readonly<Record<never, never>>;
interface Inputs {
  readonly run: Awaited<ReturnType<typeof pretrain>>;
}

function updateOf(first: Artifact | undefined, last: Artifact, name: string): Matrix {
  const [rows, columns] = last.shape;
  if (first === undefined || rows === undefined || columns === undefined) {
    throw new RangeError(`missing weight: initial.${name}`);
  }
  const values = Float64Array.from(
    last.values,
    (value, index) => value - (first.values[index] ?? Number.NaN),
  );
  return { rows, columns, values };
}

export function run(_config: Config, { inputs, progress }: TrialContext<Inputs>) {
  const { artifacts } = inputs.run;
  const last = Object.entries(artifacts).filter(([name]) => name.startsWith("final."));
  const updates = last.map(([path, artifact], index) => {
    const name = path.slice("final.".length);
    const update = updateOf(artifacts[`initial.${name}`], artifact, name);
    const { singularValues } = svd(update);
    progress((index + 1) / last.length);
    return { name, rows: update.rows, columns: update.columns, singularValues };
  });
  return { result: { updates } };
}
