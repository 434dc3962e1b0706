/** Brings a network of the engine and its oracle in float64 together. */
import * as tf from "@tensorflow/tfjs-core";
import type { Artifact } from "../../experiments/kit/trial.ts";
import type { Tensors, TrainedNames } from "../../experiments/lab/nn/fit.ts";
import { allClose } from "../helpers/engines.ts";

type Network<Net> = { readonly [Name in keyof Net]: Artifact };
type Float64Network<Net> = Record<keyof Net & string, Float64Array>;
type Gradients<Net> = Partial<Float64Network<Net>>;

/** The same weights in double precision, to be changed at will. */
export function float64Of<Net extends Network<Net>>(network: Net): Float64Network<Net> {
  const entries = Object.entries<Artifact>(network);
  return Object.fromEntries(
    entries.map(([name, { values }]) => [name, Float64Array.from(values)]),
  ) as Float64Network<Net>;
}

/** The same network with some of its weights drawn anew, such as factors that start at zero. */
export function redrawn<Net extends Network<Net>>(
  network: Net,
  names: readonly (keyof Net)[],
  draw: () => number,
): Net {
  const entries = names.map((name) => [name, { ...network[name], values: network[name].values.map(draw) }]);
  return { ...network, ...Object.fromEntries(entries) };
}

/** The loss on the engine that runs and its gradients, by the names of the trained weights. */
export function differentiated<Net extends Network<Net>>(
  network: Net,
  { body, outer }: TrainedNames<Net>,
  lossOf: (tensors: Tensors<Net>) => tf.Scalar,
): { loss: number; gradients: Readonly<Record<string, ArrayLike<number>>> } {
  const names = [...body, ...outer];
  const place = ({ values, shape }: Artifact) => tf.tensor(values, [...shape]);
  return tf.tidy(() => {
    const placed = Object.entries<Artifact>(network).map(([name, values]) => [name, place(values)] as const);
    const tensors = Object.fromEntries(placed);
    const { value, grads } = tf.valueAndGrads((...moved: tf.Tensor[]) =>
      lossOf({
        ...tensors,
        ...Object.fromEntries(names.map((name, at) => [name, moved[at]])),
      } as Tensors<Net>),
    )(names.map((name) => tensors[name] as tf.Tensor));
    const gradients = names.map((name, at) => [name, Array.from(grads[at]?.dataSync() ?? [])]);
    return { loss: value.dataSync()[0] ?? Number.NaN, gradients: Object.fromEntries(gradients) };
  });
}

/** Asserts that each gradient of the engine is the oracle's to a share of the largest of its entries. */
export function gradientsClose<Net>(
  actual: Readonly<Record<string, ArrayLike<number>>>,
  expected: Gradients<Net>,
  relative: number,
): void {
  for (const [name, gradient] of Object.entries<Float64Array | undefined>(expected)) {
    const largest = Math.max(...(gradient ?? []).map(Math.abs));
    const scaled = (values: ArrayLike<number>) => Array.from(values, (value) => value / largest);
    allClose(scaled(actual[name] ?? []), scaled(gradient ?? []), relative, `gradient of ${name}`);
  }
}
