/**
 * Gradient checkpointing (Chen et al. 2016, section 3): the network is cut into segments, here its blocks. The
 * forward pass keeps only what passes between segments; the backward pass computes each segment again before going
 * through it. The gradients are the same, at the price of a second forward pass.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Batch } from "../lab/data/batches.ts";
import { crossEntropy } from "../lab/engine/ops.ts";
import { applyBlock, embed, type Parameter, scoresOf, type Transformer } from "../lab/nn/transformer.ts";

export interface MeasuredGradients {
  readonly loss: number;
  /** By the name of their parameter. */
  readonly gradients: ReadonlyMap<string, tf.Tensor>;
  /**
   * Most bytes at the start of any segment's backward pass: values between segments, and those that the segment keeps
   * for its backward pass, without the gradients of parameters.
   */
  readonly activationBytes: number;
}

/** A part of the network: its function, and the parameters that it reads. */
interface Segment {
  readonly parameters: readonly Parameter[];
  readonly apply: (x: tf.Tensor) => tf.Tensor;
}

/** Gradients with every block as a segment. */
export function checkpointedGradients(model: Transformer, batch: Batch): MeasuredGradients {
  return gradientsThrough(segmentsOf(model, batch), batch);
}

/** Gradients with the whole network as one segment: nothing is computed twice, and everything is kept. */
export function plainGradients(model: Transformer, batch: Batch): MeasuredGradients {
  const segments = segmentsOf(model, batch);
  const whole: Segment = {
    parameters: model.parameters,
    apply: (ids) => segments.reduce((x, { apply }) => apply(x), ids),
  };
  return gradientsThrough([whole], batch);
}

/** Embedding, blocks, and head with the mean loss of the batch. */
function segmentsOf(model: Transformer, { targets }: Batch): readonly Segment[] {
  const named = (belongs: (name: string) => boolean) => model.parameters.filter(({ name }) => belongs(name));
  return [
    {
      parameters: named((name) => name === "embedding" || name === "positions"),
      apply: (ids) => embed(model, ids as tf.Tensor2D),
    },
    ...model.blocks.map((_, layer) => ({
      parameters: named((name) => name.startsWith(`layers.${layer}.`)),
      apply: (x: tf.Tensor) => applyBlock(model, layer, x),
    })),
    {
      parameters: named((name) => name === "head"),
      apply: (x) => crossEntropy(scoresOf(model, x), tf.tensor1d(targets, "int32")).mean(),
    },
  ];
}

/** Forward through all segments, then backward through each after computing it again. */
function gradientsThrough(segments: readonly Segment[], batch: Batch): MeasuredGradients {
  const { inputs, batchSize, contextLength } = batch;
  const before = tf.memory().numBytes;
  const gradients = new Map<string, tf.Tensor>();
  const meter = createMeter(before, gradients);
  const checkpoints: tf.Tensor[] = [tf.tensor2d(inputs, [batchSize, contextLength], "int32")];
  for (const { apply } of segments.slice(0, -1)) {
    checkpoints.push(tf.tidy(() => apply(checkpoints.at(-1) as tf.Tensor)));
  }
  let outputGradient: tf.Tensor | undefined;
  let loss = Number.NaN;
  for (const [index, segment] of [...segments.entries()].reverse()) {
    const input = checkpoints[index] as tf.Tensor;
    const step = backward(segment, input, outputGradient, index > 0, meter.watch);
    if (outputGradient === undefined) loss = step.value.dataSync()[0] ?? Number.NaN;
    tf.dispose([input, step.value, ...(outputGradient === undefined ? [] : [outputGradient])]);
    outputGradient = step.inputGradient;
    segment.parameters.forEach(({ name }, at) => {
      gradients.set(name, step.parameterGradients[at] as tf.Tensor);
    });
  }
  return { loss, gradients, activationBytes: meter.most() };
}

/** One segment, forward with everything that its backward pass needs, and backward. Ids have no gradient. */
function backward(
  { parameters, apply }: Segment,
  input: tf.Tensor,
  outputGradient: tf.Tensor | undefined,
  needsInputGradient: boolean,
  watch: (output: tf.Tensor) => tf.Tensor,
) {
  const wanted = [...(needsInputGradient ? [input] : []), ...parameters.map(({ variable }) => variable)];
  // The function reads the variables directly: they are listed so that they get gradients.
  const differentiate = tf.valueAndGrads(() => watch(apply(input)));
  const { value, grads } = differentiate(wanted, outputGradient);
  return needsInputGradient
    ? { value, inputGradient: grads[0], parameterGradients: grads.slice(1) }
    : { value, inputGradient: undefined, parameterGradients: grads };
}

/** Reads the number of live bytes when each backward pass is about to begin. */
function createMeter(before: number, gradients: ReadonlyMap<string, tf.Tensor>) {
  let most = 0;
  const bytesOf = (tensor: tf.Tensor) => tensor.size * Float32Array.BYTES_PER_ELEMENT;
  const read = () => {
    const ofGradients = [...gradients.values()].reduce((sum, gradient) => sum + bytesOf(gradient), 0);
    most = Math.max(most, tf.memory().numBytes - before - ofGradients);
  };
  return {
    most: () => most,
    /** The identity. Its gradient is the first of the backward pass, after the forward pass was cleaned up. */
    watch: (output: tf.Tensor): tf.Tensor =>
      tf.customGrad((x) => ({
        value: (x as tf.Tensor).clone(),
        gradFunc: (gradient: tf.Tensor) => {
          read();
          return gradient.clone();
        },
      }))(output),
  };
}
