/**
 * Everything that a pre-training run starts from, as tensors in the safetensors format: weights and adapters,
 * batches, each step's learning rate, and held-out sequences. The run's own functions make them.
 */

import type { Batch } from "../../lab/data/batches.ts";
import { startEngine } from "../../lab/engine/backend.ts";
import { learningRateAt } from "../../lab/nn/optimizer.ts";
import { createTransformer, disposeTransformer, trainedWeights } from "../../lab/nn/transformer.ts";
import { prefixed } from "../../lab/nn/weights.ts";
import { createLanguageTask } from "../../lab/trials/language-task.ts";
import type { PretrainConfig } from "../../lab/trials/pretrain.run.ts";

/**
 * Tensors by name: `weights.*` [in, out], `adapters.*.loraA` [in, r] and `.loraB` [r, out], `inputs` and `targets`
 * [steps, B, T], `rates.body` and `rates.outer` [steps], `heldOut.inputs` and `heldOut.targets` [sequences, T].
 */
export async function runTensors(config: PretrainConfig): Promise<Readonly<Record<string, Tensor>>> {
  const { steps, batchSize } = config;
  const { model, weights, adapterRandom, batches, heldOut } = createLanguageTask(config);
  const { contextLength } = model;
  const read = Array.from({ length: steps }, () => batches.next().value);
  const sequences = heldOut.final.reduce((sum, batch) => sum + batch.batchSize, 0);
  // The model draws its adapters, in its own order.
  await startEngine("wasm");
  const transformer = createTransformer(model, config.arm, weights, adapterRandom);
  const trained = Object.entries(trainedWeights(transformer));
  disposeTransformer(transformer);
  const adapters = Object.fromEntries(trained.filter(([name]) => /\.lora[AB]$/.test(name)));
  return {
    ...prefixed("weights", weights),
    ...prefixed("adapters", adapters),
    ...characters("", read, [steps, batchSize, contextLength]),
    "rates.body": rates(config, config.learningRate),
    "rates.outer": rates(config, config.outerLearningRate),
    ...characters("heldOut.", heldOut.final, [sequences, contextLength]),
  };
}

/** Inputs and targets of batches. The vocabulary has fewer than 256 characters. */
function characters(prefix: string, batches: readonly Batch[], shape: readonly number[]) {
  const joined = (side: "inputs" | "targets"): Tensor => ({
    shape,
    values: Uint8Array.from(batches.flatMap((batch) => [...batch[side]])),
  });
  return { [`${prefix}inputs`]: joined("inputs"), [`${prefix}targets`]: joined("targets") };
}

function rates({ steps, warmupSteps }: PretrainConfig, learningRate: number): Tensor {
  const schedule = { learningRate, warmupSteps, steps };
  return {
    shape: [steps],
    values: Float64Array.from({ length: steps }, (_, index) => learningRateAt(index + 1, schedule)),
  };
}

export interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array | Uint8Array;
}

export function renderTensors(tensors: Readonly<Record<string, Tensor>>): Uint8Array {
  const header: Record<string, unknown> = {};
  const parts: Uint8Array[] = [];
  let offset = 0;
  // Wide numbers first, so that each tensor is aligned to the size of its numbers.
  const byWidth = Object.entries(tensors).sort(([, one], [, other]) => widthOf(other) - widthOf(one));
  for (const [name, { shape, values }] of byWidth) {
    const end = offset + values.byteLength;
    header[name] = { dtype: dtypeOf(values), shape, data_offsets: [offset, end] };
    parts.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    offset = end;
  }
  const text = JSON.stringify(header);
  const padded = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, padded, ...parts]);
}

const widthOf = ({ values }: Tensor): number => values.BYTES_PER_ELEMENT;

function dtypeOf(values: Tensor["values"]): "F32" | "F64" | "U8" {
  if (values instanceof Float32Array) return "F32";
  return values instanceof Float64Array ? "F64" : "U8";
}
