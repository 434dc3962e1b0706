import { suite } from "uvu";
import * as assert from "uvu/assert";
import { run } from "../../../experiments/07-expressiveness/context-rarity.run.ts";
import {
  contextCounts,
  countContexts,
  partsByRank,
} from "../../../experiments/07-expressiveness/context-rarity.ts";
import { Random } from "../../../experiments/kit/random.ts";
import { joinDocuments, spacedBatches } from "../../../experiments/lab/data/batches.ts";
import { readCorpus } from "../../../experiments/lab/data/corpus.ts";
import { startEngine } from "../../../experiments/lab/engine/backend.ts";
import { evaluate } from "../../../experiments/lab/nn/train.ts";
import { createTransformer, disposeTransformer } from "../../../experiments/lab/nn/transformer.ts";
import { initialWeights, prefixed } from "../../../experiments/lab/nn/weights.ts";
import { close } from "../../helpers/close.ts";
import { pretrainRun } from "../../helpers/pretrain-run.ts";

const test = suite("rarity of contexts");

const random = Random.seeded(5);
const ids = (length: number) => Uint8Array.from({ length }, () => random.integer(4));
/** Strings, so that the expected counts come from the text itself. */
const textOf = (tokens: ArrayLike<number>) => Array.from(tokens, String).join("");

/** Where a text holds another, overlaps included. */
function occurrences(text: string, part: string): number {
  let count = 0;
  for (let place = 0; place + part.length <= text.length; place++) {
    if (text.slice(place, place + part.length) === part) count += 1;
  }
  return count;
}

test("each ranked character has the count of the three before it, in training documents alone", () => {
  const training = [ids(150), ids(2), ids(60)];
  const counts = countContexts(joinDocuments(training), 3, 4);
  const batches = spacedBatches(joinDocuments([ids(90), ids(70)]), 7, 4, 10);
  const ranking = { contextCharacters: 3, fromPosition: 4 };
  const expected = batches.flatMap(({ inputs, targets, batchSize }) =>
    Array.from({ length: batchSize }, (_, row) => {
      // The sequence with its last target: the character at index p is the target of position p.
      const sequence = textOf([...inputs.slice(10 * row, 10 * row + 10), targets[10 * row + 9] ?? 9]);
      const contexts = [4, 5, 6, 7, 8, 9, 10].map((position) => sequence.slice(position - 3, position));
      return contexts.map((context) =>
        training.reduce((sum, document) => sum + occurrences(textOf(document), context), 0),
      );
    }).flat(),
  );
  assert.is(expected.length, 7 * 7);
  assert.equal(contextCounts(batches, counts, ranking, 4), expected);
});

test("quarters are of equal size, the commonest first, and ties go by order in the text", () => {
  const counts = Array.from({ length: 200 }, () => random.integer(9));
  const quarters = partsByRank(counts, 4);
  counts.forEach((count, index) => {
    // A character's rank is the number of characters before it.
    const before = counts.filter((other, at) => other > count || (other === count && at < index)).length;
    assert.is(quarters[index], Math.floor(before / 50), `character ${index}`);
  });
  assert.equal(partsByRank([7, 7, 7, 7], 4), [0, 1, 2, 3]);
  assert.equal(partsByRank([1, 5, 5, 9, 0, 9, 1, 2], 4), [2, 1, 1, 0, 3, 0, 3, 2]);
});

const sizes = { dModel: 8, nLayers: 1, nHeads: 2, dFf: 8, contextLength: 8 };
const config = {
  model: sizes,
  evaluatedOn: "test",
  finalWindows: 100,
  contextCharacters: 3,
  fromPosition: 4,
  parts: 4,
} as const;

test("losses of a stored model add up to those of its evaluation, over quarters and over documents", async () => {
  await startEngine("wasm");
  const { vocabulary, test: documents } = readCorpus();
  const modelConfig = { ...sizes, vocabSize: vocabulary.size };
  const weights = initialWeights(modelConfig, Random.seeded(3));
  const isShared = (name: string) => !name.startsWith("layers.");
  const group = (shared: boolean) =>
    Object.fromEntries(Object.entries(weights).filter(([name]) => isShared(name) === shared));
  const artifacts = { ...prefixed("final", group(false)), ...prefixed("shared", group(true)) };
  const stored = { result: pretrainRun({ vocabSize: vocabulary.size }), artifacts };
  const context = { inputs: { model: stored }, engine: "wasm", progress: () => {} } as const;
  const { parts } = (await run(config, context)).result;

  const model = createTransformer(modelConfig, { kind: "full" }, weights, Random.seeded(0));
  const { lossByPosition } = evaluate(model, spacedBatches(documents, 100, 100, 8));
  disposeTransformer(model);
  const sums = parts.flatMap((part) => part.documents);
  const total = sums.reduce((sum, { loss }) => sum + loss, 0);
  close(total, 100 * lossByPosition.slice(3).reduce((sum, loss) => sum + loss, 0), 1e-2);
  assert.equal(
    parts.map((part) => part.documents.reduce((sum, { characters }) => sum + characters, 0)),
    [125, 125, 125, 125],
  );
  assert.ok(parts.every((part) => part.documents.length === 12));
  for (const [index, { fewest, most }] of parts.entries()) {
    assert.ok(fewest <= most);
    if (index > 0) assert.ok(most <= (parts[index - 1]?.fewest ?? 0));
  }
});

test.run();
