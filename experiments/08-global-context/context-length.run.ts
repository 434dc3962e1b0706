/**
 * Test loss of a pre-trained model that sees only the last few characters before each target. The targets are the same for
 * every length of context, and one sequence has one. It trains nothing.
 */

import { Random } from "../kit/random.ts";
import { mean, pairedDifferences, standardDeviation } from "../kit/stats/describe.ts";
import { zip } from "../kit/tables.ts";
import type { Artifact, TrialContext } from "../kit/trial.ts";
import { type Batch, type HeldOutBatch, spacedBatches } from "../lab/data/batches.ts";
import { readCorpus } from "../lab/data/corpus.ts";
import { startEngine } from "../lab/engine/backend.ts";
import { readLosses } from "../lab/nn/train.ts";
import { createTransformer, disposeTransformer } from "../lab/nn/transformer.ts";
import { finalWeights, type Weights } from "../lab/nn/weights.ts";
import { EVALUATION_BATCH, type LanguageTaskConfig } from "../lab/trials/language-task.ts";
import type { run as pretrain } from "../lab/trials/pretrain.run.ts";

export interface ContextLengthConfig
  extends Pick<LanguageTaskConfig, "model" | "evaluatedOn" | "finalWindows"> {
  /** Numbers of characters that the model sees, none above its context. */
  readonly characters: readonly number[];
}

interface Inputs {
  /** The model runs on its merged weights, whichever of them were trained. */
  readonly model: Awaited<ReturnType<typeof pretrain>>;
}

/** The last `length` inputs of each sequence, with their targets. */
function endsOf({ inputs, targets, batchSize, contextLength }: HeldOutBatch, length: number): Batch {
  const endOf = (ids: Int32Array) => {
    const ends = new Int32Array(batchSize * length);
    for (let row = 0; row < batchSize; row++) {
      const end = (row + 1) * contextLength;
      ends.set(ids.subarray(end - length, end), row * length);
    }
    return ends;
  };
  return { inputs: endOf(inputs), targets: endOf(targets), batchSize, contextLength: length };
}

function firstRows({ shape, values }: Artifact, rows: number): Artifact {
  const [, columns = 0] = shape;
  return { shape: [rows, columns], values: values.slice(0, rows * columns) };
}

/** The loss of the last target of each sequence, from its last `length` inputs. They take the model's first positions. */
function lossesAfter(
  weights: Weights,
  { model: sizes }: ContextLengthConfig,
  batches: readonly HeldOutBatch[],
  length: number,
): number[] {
  const { embedding, positions } = weights;
  if (embedding === undefined || positions === undefined) throw new RangeError("missing weight: positions");
  const [vocabSize = 0] = embedding.shape;
  const model = createTransformer(
    { ...sizes, contextLength: length, vocabSize },
    { kind: "full" },
    { ...weights, positions: firstRows(positions, length) },
    Random.seeded(0),
  );
  const losses = batches.flatMap((batch) => {
    const ofBatch = readLosses(model, endsOf(batch, length));
    return Array.from({ length: batch.batchSize }, (_, row) => ofBatch[(row + 1) * length - 1] as number);
  });
  disposeTransformer(model);
  return losses;
}

export async function run(config: ContextLengthConfig, { inputs, engine, progress }: TrialContext<Inputs>) {
  await startEngine(engine);
  const { model, characters, evaluatedOn, finalWindows } = config;
  const documents = readCorpus()[evaluatedOn];
  const batches = spacedBatches(documents, finalWindows, EVALUATION_BATCH, model.contextLength);
  const weights = finalWeights(inputs.model.artifacts);
  const byLength = characters.map((length, index) => {
    progress(index / characters.length);
    return lossesAfter(weights, config, batches, length);
  });
  const longest = byLength.at(-1) ?? [];
  const losses = zip(characters, byLength).map(([length, ofTargets]) => ({
    characters: length,
    loss: mean(ofTargets),
    /** Standard error over the targets of the loss minus that with the last length in the list. */
    error: standardDeviation(pairedDifferences(ofTargets, longest)) / Math.sqrt(ofTargets.length),
  }));
  return { result: { losses } };
}
