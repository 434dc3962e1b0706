/** Test losses of n-gram models of the addresses: floors on the networks' split and sequences. */

import type { TrialContext } from "../../kit/trial.ts";
import { spacedBatches } from "../data/batches.ts";
import { readCorpus } from "../data/corpus.ts";
import { ngramLoss, trainNgram } from "../data/ngram.ts";

interface NgramConfig {
  readonly orders: readonly number[];
  readonly finalWindows: number;
  readonly contextLength: number;
}

export function run({ orders, finalWindows, contextLength }: NgramConfig, _context: TrialContext) {
  const { vocabulary, train, test } = readCorpus();
  const model = trainNgram(train, Math.max(...orders), vocabulary.size);
  const batches = spacedBatches(test, finalWindows, finalWindows, contextLength);
  return { result: { losses: orders.map((order) => ({ order, loss: ngramLoss(model, batches, order) })) } };
}
