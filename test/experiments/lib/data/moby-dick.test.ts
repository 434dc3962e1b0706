import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readCorpus, splitDocuments } from "../../../../experiments/lib/data/corpus.ts";
import { readChapters, readNovel } from "../../../../experiments/lib/data/moby-dick.ts";

const test = suite("Moby-Dick");

test("the novel is complete: 135 chapters and three parts around them, each with a text, without the contents", () => {
  const chapters = readChapters();
  const numbers = chapters.map(({ chapter }) => Number(chapter)).filter(Number.isInteger);
  assert.equal(
    numbers,
    Array.from({ length: 135 }, (_, index) => index + 1),
  );
  assert.is(chapters.length, 138);
  assert.match(chapters.find(({ chapter }) => chapter === "1")?.text ?? "", /^Call me Ishmael/);
  for (const { text } of chapters) assert.ok(text.length > 200);
});

test("a tenth of the chapters is kept for validation, and no text is on both sides", () => {
  const { vocabulary } = readCorpus();
  const { train, validation } = readNovel(vocabulary);
  assert.is(train.bounds.length - 1, 124);
  assert.is(validation.bounds.length - 1, 14);
  const text = Buffer.from(train.tokens).toString("latin1");
  for (const [index, start] of validation.bounds.slice(0, -1).entries()) {
    const end = validation.bounds[index + 1] ?? 0;
    const passage = Buffer.from(validation.tokens.subarray(start, Math.min(end, start + 200)));
    assert.not.ok(text.includes(passage.toString("latin1")), `validation chapter ${index}`);
  }
});

test("the addresses' vocabulary covers all but one character in a hundred", () => {
  const { vocabulary } = readCorpus();
  const { train } = readNovel(vocabulary);
  const other = train.tokens.filter((id) => id === vocabulary.size - 1).length;
  assert.ok(other > 0 && other < 0.01 * train.tokens.length, `${other} of ${train.tokens.length}`);
});

test("splits of other seeds are others, and each document is in exactly one part", () => {
  const documents = Array.from({ length: 50 }, (_, index) => index);
  const [first, second] = ["a", "b"].map((seed) => splitDocuments(documents, seed));
  assert.not.equal(first, second);
  assert.equal(
    [...(first?.train ?? []), ...(first?.validation ?? [])].sort((a, b) => a - b),
    documents,
  );
  assert.is(first?.validation.length, 5);
});

test.run();
