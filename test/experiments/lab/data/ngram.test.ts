import * as fc from "fast-check";
import { suite } from "uvu";
import { joinDocuments, spacedBatches } from "../../../../experiments/lab/data/batches.ts";
import { ngramLoss, trainNgram } from "../../../../experiments/lab/data/ngram.ts";
import { close } from "../../../helpers/close.ts";
import { forAll } from "../../../helpers/for-all.ts";

const test = suite("n-grams");

const vocabSize = 3;
const abab = joinDocuments([Uint8Array.of(0, 1, 0, 1, 0, 2)]);

test("a worked example: the counts of 'ababac'", () => {
  const model = trainNgram(abab, 2, vocabSize);
  // Empty context: counts 3, 2, 1, three distinct characters, uniform below: p(a) = (3 + 3/3) / (6 + 3).
  close(model.probability([], 0, 0), 4 / 9, 1e-15);
  // After a: b twice, c once, two distinct; p(b) of the empty context is (2 + 1) / 9.
  close(model.probability([0], 1, 1), (2 + 2 * (3 / 9)) / (3 + 2), 1e-15);
  // After c nothing was seen: back to the empty context.
  close(model.probability([2], 1, 1), 3 / 9, 1e-15);
});

test("probabilities of all characters add up to one, whatever the context", () => {
  const model = trainNgram(abab, 4, vocabSize);
  const id = fc.integer({ min: 0, max: vocabSize - 1 });
  forAll([fc.array(id, { maxLength: 6 }), fc.integer({ min: 1, max: 4 })], (tokens, order) => {
    let sum = 0;
    for (let token = 0; token < vocabSize; token++)
      sum += model.probability(tokens, tokens.length, token, order);
    close(sum, 1, 1e-12);
  });
});

test("no context reaches from one document into the next", () => {
  const apart = trainNgram(joinDocuments([Uint8Array.of(0, 1), Uint8Array.of(2, 2)]), 2, vocabSize);
  const alone = trainNgram(joinDocuments([Uint8Array.of(0, 1)]), 2, vocabSize);
  // After b nothing was seen in either: what follows is the empty context alone.
  close(apart.probability([1], 1, 2), apart.probability([], 0, 2), 1e-15);
  close(alone.probability([1], 1, 0), alone.probability([], 0, 0), 1e-15);
});

test("the loss over sequences is the mean of minus the log of each target's probability", () => {
  const text = joinDocuments([Uint8Array.of(0, 1, 0, 2, 1)]);
  const model = trainNgram(abab, 2, vocabSize);
  const [batch] = spacedBatches(text, 1, 1, 4);
  if (batch === undefined) throw new Error("missing batch");
  const expected = [
    model.probability([0], 1, 1),
    model.probability([1], 1, 0),
    model.probability([0], 1, 2),
    model.probability([2], 1, 1),
  ].reduce((sum, probability) => sum - Math.log(probability) / 4, 0);
  close(ngramLoss(model, [batch], 2), expected, 1e-12);
});

test("without anything learned, the loss is that of the uniform distribution", () => {
  const model = trainNgram(joinDocuments([new Uint8Array(0)]), 3, vocabSize);
  close(ngramLoss(model, spacedBatches(abab, 2, 2, 3), 3), Math.log(vocabSize), 1e-12);
});

test.run();
