/** Test losses of a pre-trained model by the rarity of the characters' contexts, and by document. It trains nothing. */

import { Random } from "../kit/random.ts";
import type { TrialContext } from "../kit/trial.ts";
import { type HeldOutBatch, spacedBatches } from "../lab/data/batches.ts";
import { readCorpus } from "../lab/data/corpus.ts";
import { startEngine } from "../lab/engine/backend.ts";
import { readLosses } from "../lab/nn/train.ts";
import { createTransformer, disposeTransformer, type Transformer } from "../lab/nn/transformer.ts";
import { finalWeights } from "../lab/nn/weights.ts";
import { EVALUATION_BATCH, type LanguageTaskConfig } from "../lab/trials/language-task.ts";
import type { run as pretrain } from "../lab/trials/pretrain.run.ts";
import { contextCounts, countContexts, partsByRank, type Ranking } from "./context-rarity.ts";

export interface ContextRarityConfig
  extends Ranking,
    Pick<LanguageTaskConfig, "model" | "evaluatedOn" | "finalWindows"> {}

interface Inputs {
  /** The model runs on its merged weights, whichever of them were trained. */
  readonly model: Awaited<ReturnType<typeof pretrain>>;
}

/** The loss and document of each ranked character, in the order of the text. */
function rankedLosses(model: Transformer, batches: readonly HeldOutBatch[], fromPosition: number) {
  return batches.flatMap((batch) => {
    const losses = [...readLosses(model, batch)];
    return losses.flatMap((loss, index) => {
      const row = Math.floor(index / batch.contextLength);
      const isRanked = index % batch.contextLength >= fromPosition - 1;
      return isRanked ? [{ loss, document: batch.documents[row] as number }] : [];
    });
  });
}

export async function run(config: ContextRarityConfig, { inputs, engine }: TrialContext<Inputs>) {
  await startEngine(engine);
  const { vocabulary, train, ...heldOut } = readCorpus();
  const documents = heldOut[config.evaluatedOn];
  const { contextLength } = config.model;
  const batches = spacedBatches(documents, config.finalWindows, EVALUATION_BATCH, contextLength);
  const model = createTransformer(
    { ...config.model, vocabSize: vocabulary.size },
    { kind: "full" },
    finalWeights(inputs.model.artifacts),
    Random.seeded(0),
  );
  const losses = rankedLosses(model, batches, config.fromPosition);
  disposeTransformer(model);
  const occurrences = countContexts(train, config.contextCharacters, vocabulary.size);
  const counts = contextCounts(batches, occurrences, config, vocabulary.size);
  return { result: summarise(losses, counts, config.parts, documents.bounds.length - 1) };
}

/** Sums of losses per part, for all documents and for each, with counts of contexts. */
function summarise(
  losses: readonly { readonly loss: number; readonly document: number }[],
  counts: readonly number[],
  parts: number,
  documents: number,
) {
  const byPart = Array.from({ length: parts }, () => ({
    fewest: Number.MAX_SAFE_INTEGER,
    most: 0,
    documents: Array.from({ length: documents }, () => ({ characters: 0, loss: 0 })),
  }));
  for (const [index, part] of partsByRank(counts, parts).entries()) {
    const { loss, document } = losses[index] as (typeof losses)[number];
    const ofPart = byPart[part] as (typeof byPart)[number];
    const count = counts[index] as number;
    ofPart.fewest = Math.min(ofPart.fewest, count);
    ofPart.most = Math.max(ofPart.most, count);
    const ofDocument = ofPart.documents[document] as { characters: number; loss: number };
    ofDocument.characters += 1;
    ofDocument.loss += loss;
  }
  return { parts: byPart };
}
