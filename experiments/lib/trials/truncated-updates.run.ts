/**
 * The loss of a pre-trained model whose body weights keep the best approximation of low rank of what training did to
 * them. Embeddings, positions and head keep their trained values.
 */
import { readCorpus } from "../data/corpus.ts";
import { spacedBatches } from "../data/windows.ts";
import { startEngine } from "../engine/backend.ts";
import type { Artifact, TrialContext } from "../experiment.ts";
import { at } from "../linalg/matrix.ts";
import { type Svd, svd, truncate } from "../linalg/svd.ts";
import type { ModelConfig } from "../nn/config.ts";
import { evaluate } from "../nn/train.ts";
import { createTransformer, disposeTransformer } from "../nn/transformer.ts";
import type { Weights } from "../nn/weights.ts";
import { Random } from "../random.ts";
import { EVALUATION_BATCH } from "./language-task.ts";
import type { run as pretrain } from "./pretrain.run.ts";
import { finalWeights, storedWeights } from "./stored-weights.ts";

interface Config {
  readonly model: Omit<ModelConfig, "vocabSize">;
  readonly ranks: readonly number[];
  readonly validationWindows: number;
}

interface Inputs {
  readonly run: Awaited<ReturnType<typeof pretrain>>;
}

interface Update {
  readonly first: Artifact;
  readonly decomposition: Svd;
}

/** What training did to each body weight, decomposed. */
function decompose(artifacts: Readonly<Record<string, Artifact>>): ReadonlyMap<string, Update> {
  const last = storedWeights("final", artifacts);
  return new Map(
    Object.entries(storedWeights("initial", artifacts)).map(([name, first]) => {
      const [rows = 0, columns = 0] = first.shape;
      const values = Float64Array.from(
        first.values,
        (value, index) => (last[name]?.values[index] ?? Number.NaN) - value,
      );
      return [name, { first, decomposition: svd({ rows, columns, values }) }];
    }),
  );
}

/** First weights with the updates cut to a rank. */
function truncatedWeights(updates: ReadonlyMap<string, Update>, rank: number): Weights {
  return Object.fromEntries(
    [...updates].map(([name, { first, decomposition }]) => {
      const { values: update } = truncate(decomposition, rank);
      const values = first.values.map((value, index) => value + at(update, index));
      return [name, { shape: first.shape, values }];
    }),
  );
}

export async function run(
  { model, ranks, validationWindows }: Config,
  { inputs, engine, progress }: TrialContext<Inputs>,
) {
  await startEngine(engine);
  const { vocabulary, validation } = readCorpus();
  const config = { ...model, vocabSize: vocabulary.size };
  const batches = spacedBatches(validation, validationWindows, EVALUATION_BATCH, config.contextLength);
  const { artifacts } = inputs.run;
  const updates = decompose(artifacts);
  const losses = ranks.map((rank, index) => {
    const weights = { ...finalWeights(artifacts), ...truncatedWeights(updates, rank) };
    const transformer = createTransformer(config, { kind: "full" }, weights, Random.seeded("unused"));
    const { loss } = evaluate(transformer, batches);
    disposeTransformer(transformer);
    progress((index + 1) / ranks.length);
    return { rank, loss };
  });
  return { result: { losses } };
}
