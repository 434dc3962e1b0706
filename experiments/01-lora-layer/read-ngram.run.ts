/**
 * Test losses of n-gram models that count only the sequences that a training reads: floors with as much text as the networks
 * have had. A sequence that is read twice counts twice.
 */
import type { TrialContext } from "../kit/trial.ts";
import { joinDocuments } from "../lab/data/batches.ts";
import { ngramLoss, trainNgram } from "../lab/data/ngram.ts";
import { createLanguageTask, type LanguageTaskConfig } from "../lab/trials/language-task.ts";

interface Config extends LanguageTaskConfig {
  readonly orders: readonly number[];
  readonly steps: number;
}

export function run({ orders, steps, ...config }: Config, _context: TrialContext) {
  const { model, batches, heldOut } = createLanguageTask(config);
  const sequences: Uint8Array[] = [];
  for (let step = 0; step < steps; step++) {
    const { inputs, targets, batchSize, contextLength } = batches.next().value;
    for (let row = 0; row < batchSize; row++) {
      const end = (row + 1) * contextLength;
      sequences.push(Uint8Array.of(...inputs.subarray(end - contextLength, end), targets[end - 1] as number));
    }
  }
  const counted = trainNgram(joinDocuments(sequences), Math.max(...orders), model.vocabSize);
  return {
    result: { losses: orders.map((order) => ({ order, loss: ngramLoss(counted, heldOut.final, order) })) },
  };
}
