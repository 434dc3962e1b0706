/**
 * The loss of a pre-trained model whose body updates are cut to their best approximation of low rank. Embeddings,
 * positions and head keep their trained values.
 */

import { Random } from "../kit/random.ts";
import type { Artifact, TrialContext } from "../kit/trial.ts";
import { spacedBatches } from "../lab/data/batches.ts";
import { readCorpus } from "../lab/data/corpus.ts";
import { startEngine } from "../lab/engine/backend.ts";
import { at } from "../lab/linalg/matrix.ts";
import { type Svd, svd, truncate } from "../lab/linalg/svd.ts";
import type { ModelConfig } from "../lab/nn/config.ts";
import { evaluate } from "../lab/nn/train.ts";
import { createTransformer, disposeTransformer } from "../lab/nn/transformer.ts";
import { finalWeights, storedWeights, type Weights } from "../lab/nn/weights.ts";
import { EVALUATION_BATCH, type EvaluationConfig } from "../lab/trials/language-task.ts";
import type { run as pretrain } from "../lab/trials/pretrain.run.ts";

/** Losses are on the sequences of the run's last evaluation. */
interface Config extends Pick<EvaluationConfig, "evaluatedOn" | "finalWindows"> {
  readonly model: Omit<ModelConfig, "vocabSize">;
  readonly ranks: readonly number[];
}

interface Inputs {
  readonly run: Awaited<ReturnType<typeof pretrain>>;
}

interface Update {
  readonly first: Artifact;
  readonly decomposition: Svd;
}

/** The decomposed update of each body weight. */
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
  { model, ranks, evaluatedOn, finalWindows }: Config,
  { inputs, engine, progress }: TrialContext<Inputs>,
) {
  await startEngine(engine);
  const { vocabulary, ...documents } = readCorpus();
  const config = { ...model, vocabSize: vocabulary.size };
  const batches = spacedBatches(documents[evaluatedOn], finalWindows, EVALUATION_BATCH, config.contextLength);
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
