/**
 * Trains named tensors by AdamW: single steps, which the transformer's training also uses, and whole runs of small networks.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Artifact } from "../../kit/trial.ts";
import {
  createOptimizer,
  type LearningRates,
  learningRateAt,
  NotFiniteError,
  type Optimizer,
} from "./optimizer.ts";
import { type Parameter, trainedWeights } from "./transformer.ts";

/** A loss, and its gradients in the order of the parameters. */
export interface LossAndGradients {
  readonly loss: number;
  readonly gradients: tf.Tensor[];
}

/** Differentiates a loss with respect to the parameters that it reads. */
export function differentiate(parameters: readonly Parameter[], lossOf: () => tf.Scalar): LossAndGradients {
  const variables = parameters.map(({ variable }) => variable);
  const { value, grads } = tf.variableGrads(lossOf, variables);
  const [loss = Number.NaN] = value.dataSync();
  value.dispose();
  return { loss, gradients: variables.map(({ name }) => grads[name] as tf.Tensor) };
}

/** Updates the parameters once and frees the gradients. Returns the gradients' norm before clipping. */
export function descend(
  optimizer: Optimizer,
  { loss, gradients }: LossAndGradients,
  step: number,
  rates: LearningRates,
): number {
  if (!Number.isFinite(loss)) throw new NotFiniteError("the training loss", step);
  const norm = optimizer.update(gradients, step, rates);
  tf.dispose(gradients);
  return norm;
}

/** Named weights as plain data. */
type Network<Net> = { readonly [Name in keyof Net]: Artifact };

type TensorOf<Values> = Values extends { readonly shape: readonly [number, number] }
  ? tf.Tensor2D
  : Values extends { readonly shape: readonly [number] }
    ? tf.Tensor1D
    : tf.Tensor;

/** A network's weights as tensors. */
export type Tensors<Net> = { readonly [Name in keyof Net]: TensorOf<Net[Name]> };

/** Names of the trained weights, by the group whose rate they use; the others do not change. */
export type TrainedNames<Net> = Readonly<Record<Parameter["group"], readonly (keyof Net & string)[]>>;

export interface FitConfig<Net> {
  readonly trained: TrainedNames<Net>;
  readonly steps: number;
  /** Highest rate of each group. */
  readonly rates: LearningRates;
  /** Steps in which the rates rise from zero; by default none. */
  readonly warmupSteps?: number;
  /** The rates at the end, as a share of the highest; by default a tenth. */
  readonly finalShare?: number;
}

/**
 * Trains a network by AdamW with rates that follow half a cosine. `lossOf` is called once per step and may take the next
 * batch; `onStep` gets the loss before the step's update. Returns the trained network; `network` itself does not change.
 */
export function fitNetwork<Net extends Network<Net>>(
  network: Net,
  { trained, steps, rates, warmupSteps = 0, finalShare }: FitConfig<Net>,
  lossOf: (tensors: Tensors<Net>) => tf.Scalar,
  onStep: (step: number, loss: number) => void = () => {},
): Net {
  const parameters = (["body", "outer"] as const).flatMap((group) =>
    trained[group].map((name): Parameter => {
      const variable = tf.tidy(() => tf.variable(tensorOf(network[name])));
      return { name, group, variable };
    }),
  );
  const optimizer = createOptimizer(parameters);
  // Frees the frozen weights, and the gradients of a step that fails.
  tf.engine().startScope();
  try {
    const variables = Object.fromEntries(parameters.map(({ name, variable }) => [name, variable]));
    const tensors = { ...place(network, Object.keys(variables)), ...variables } as Tensors<Net>;
    const rateAt = (step: number, learningRate: number) =>
      learningRateAt(step, { learningRate, warmupSteps, steps, finalShare });
    for (let step = 1; step <= steps; step++) {
      const result = differentiate(parameters, () => lossOf(tensors));
      descend(optimizer, result, step, {
        body: rateAt(step, rates.body),
        outer: rateAt(step, rates.outer),
      });
      onStep(step, result.loss);
    }
    return { ...network, ...trainedWeights({ parameters }) };
  } finally {
    tf.engine().endScope();
    optimizer.dispose();
    tf.dispose(parameters.map(({ variable }) => variable));
  }
}

/** Uses a network without recording gradients; frees all tensors that it makes. */
export function withTensors<Net extends Network<Net>, Result>(
  network: Net,
  use: (tensors: Tensors<Net>) => Result,
): Result {
  tf.engine().startScope();
  try {
    return use(place(network, []) as Tensors<Net>);
  } finally {
    tf.engine().endScope();
  }
}

/** The values of a tensor that a network computes. */
export function valuesOf<Net extends Network<Net>>(
  network: Net,
  compute: (tensors: Tensors<Net>) => tf.Tensor,
): Float32Array {
  return withTensors(network, (tensors) => compute(tensors).dataSync<"float32">().slice());
}

/** How many weights are trained. */
export function countTrained<Net extends Network<Net>>(
  network: Net,
  { body, outer }: TrainedNames<Net>,
): number {
  return [...body, ...outer].reduce((sum, name) => sum + network[name].values.length, 0);
}

const tensorOf = ({ shape, values }: Artifact): tf.Tensor => tf.tensor(values, [...shape]);

/** A network's weights as tensors, except the named ones. */
function place<Net extends Network<Net>>(
  network: Net,
  without: readonly string[],
): Readonly<Record<string, tf.Tensor>> {
  const entries = Object.entries<Artifact>(network).filter(([name]) => !without.includes(name));
  return Object.fromEntries(entries.map(([name, values]) => [name, tensorOf(values)]));
}
