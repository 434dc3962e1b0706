/**
 * Probes the gradients during a training: those of the effective body weights, what of them reaches LoRA's factors,
 * and how the weights then move. Probes do not change the training.
 */
import * as tf from "@tensorflow/tfjs-core";
import { Random } from "../../kit/random.ts";
import type { Batch } from "../data/batches.ts";
import { frobeniusNorm, type Matrix, subtract } from "../linalg/matrix.ts";
import { leadingLeft } from "../linalg/svd.ts";
import { bodyLinears, bodyWeightName } from "../nn/config.ts";
import {
  type Factors,
  factorGradients,
  firstOrderUpdate,
  innerProduct,
  matrixOfTensor,
  tangentShare,
  weightGradients,
} from "../nn/gradients.ts";
import type { LoraLayer } from "../nn/lora.ts";
import { lossAndGradients } from "../nn/train.ts";
import { bodyWeights, type Transformer } from "../nn/transformer.ts";
import type { Weights } from "../nn/weights.ts";

/** One probe: the gradient of each body weight on the next step's batch, and the direction of that step. */
export interface GradientProbe {
  /** Steps taken before. */
  readonly step: number;
  /** Cosine of the next step and the negative gradients, all body weights together. */
  readonly stepCosine: number;
  readonly matrices: ReturnType<typeof probe>["matrices"];
}

/** Number of a gradient's singular values that are computed; the first one gives its stable rank. */
const LEADING = 4;

/** The adapters of a model, by the names of their weights. */
function adaptersOf({ blocks }: Transformer): ReadonlyMap<string, LoraLayer> {
  return new Map(
    blocks.flatMap((block, layer) =>
      bodyLinears.flatMap((name) => {
        const linear = block[name];
        return linear.kind === "lora" ? [[bodyWeightName(layer, name), linear] as const] : [];
      }),
    ),
  );
}

const factorsOf = ({ loraA, loraB, scaling }: LoraLayer): Factors => ({
  a: matrixOfTensor(loraA),
  b: matrixOfTensor(loraB),
  scaling,
});

function squaredDistance(left: Matrix, right: Matrix): number {
  const difference = subtract(left, right);
  return innerProduct(difference, difference);
}

/**
 * The part of a weight's gradient that reaches its adapter. `ofFactors` are the adapter's gradients as training takes them.
 */
function throughAdapter(gradient: Matrix, layer: LoraLayer, ofFactors: { a: Matrix; b: Matrix }) {
  const factors = factorsOf(layer);
  const expected = factorGradients(gradient, factors);
  const update = firstOrderUpdate(gradient, factors);
  return {
    normOfA: frobeniusNorm(ofFactors.a),
    normOfB: frobeniusNorm(ofFactors.b),
    identityError: Math.sqrt(
      squaredDistance(ofFactors.a, expected.a) + squaredDistance(ofFactors.b, expected.b),
    ),
    updateNorm: frobeniusNorm(update),
    /** Of the update and of -G. */
    updateProduct: -innerProduct(update, gradient),
    tangentShare: tangentShare(gradient, factors),
  };
}

/** Gradients of the trained parameters on a batch, by name. */
function trainedGradients(model: Transformer, batch: Batch): ReadonlyMap<string, Matrix> {
  const { gradients } = lossAndGradients(model, batch);
  const byName = new Map(
    model.parameters.map(({ name }, index) => [name, matrixOfTensor(gradients[index] as tf.Tensor)]),
  );
  tf.dispose(gradients);
  return byName;
}

function named(gradients: ReadonlyMap<string, Matrix>, name: string): Matrix {
  const gradient = gradients.get(name);
  if (gradient === undefined) throw new RangeError(`missing gradient: ${name}`);
  return gradient;
}

/** The gradient of each body weight on the next step's batch. */
function probe(model: Transformer, batch: Batch) {
  const gradients = weightGradients(model, batch);
  const adapters = adaptersOf(model);
  const ofTrained = adapters.size > 0 ? trainedGradients(model, batch) : new Map<string, Matrix>();
  const matrices = [...gradients].map(([name, gradient]) => {
    const norm = frobeniusNorm(gradient);
    const { singularValues } = leadingLeft(gradient, LEADING, Random.seeded("subspace").split(name));
    const [first = Number.NaN] = singularValues;
    const adapter = adapters.get(name);
    return {
      name,
      norm,
      stableRank: (norm * norm) / (first * first),
      leadingShare: singularValues.reduce((sum, value) => sum + value * value, 0) / (norm * norm),
      adapter:
        adapter === undefined
          ? null
          : throughAdapter(gradient, adapter, {
              a: named(ofTrained, `${name}.loraA`),
              b: named(ofTrained, `${name}.loraB`),
            }),
    };
  });
  return { gradients, matrices };
}

/** Cosine of the change of all body weights in a step and the negative gradients before it; 0 without a step. */
function stepCosine(before: Weights, after: Weights, gradients: ReadonlyMap<string, Matrix>): number {
  let [product, ofStep, ofGradient] = [0, 0, 0];
  for (const [name, gradient] of gradients) {
    gradient.values.forEach((slope, index) => {
      const step = (after[name]?.values[index] ?? Number.NaN) - (before[name]?.values[index] ?? Number.NaN);
      product -= step * slope;
      ofStep += step * step;
      ofGradient += slope * slope;
    });
  }
  return ofStep > 0 ? product / Math.sqrt(ofStep * ofGradient) : 0;
}

/** Batches that allow a look at the next one before it is taken. */
function withPeek(batches: Iterator<Batch, never>) {
  let ahead: Batch | undefined;
  const peek = () => {
    ahead ??= batches.next().value;
    return ahead;
  };
  const next = () => {
    const value = peek();
    ahead = undefined;
    return { value, done: false } as const;
  };
  return { peek, next };
}

/** Probes before the first step and after every `every`-th step except the last. Each probe also covers the step after it. */
export function createGradientLog(
  model: Transformer,
  source: Iterator<Batch, never>,
  { every, steps }: { readonly every: number; readonly steps: number },
) {
  const batches = withPeek(source);
  const probes: GradientProbe[] = [];
  let pending: { step: number; before: Weights; found: ReturnType<typeof probe> } | undefined;
  const start = (step: number) => {
    pending = { step, before: bodyWeights(model), found: probe(model, batches.peek()) };
  };
  const finish = () => {
    if (pending === undefined) return;
    const { gradients, matrices } = pending.found;
    const cosine = stepCosine(pending.before, bodyWeights(model), gradients);
    probes.push({ step: pending.step, stepCosine: cosine, matrices });
    pending = undefined;
  };
  start(0);
  return {
    probes,
    /** The batches that the training must take. */
    batches,
    afterStep: (step: number) => {
      finish();
      if (step % every === 0 && step < steps) start(step);
    },
  };
}
