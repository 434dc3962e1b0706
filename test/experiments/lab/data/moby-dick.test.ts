import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readCorpus, splitDocuments } from "../../../../experiments/lab/data/corpus.ts";
import { readChapters, readNovel } from "../../../../experiments/lab/data/moby-dick.ts";

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

test("a tenth of the chapters is held out, half of it for tuning, and no text is in two sets", () => {
  const { train, tuning, test: tested } = readNovel();
  assert.is(train.bounds.length - 1, 124);
  assert.equal([tuning.bounds.length - 1, tested.bounds.length - 1], [7, 7]);
  const sets = [train, tuning, tested].map(({ tokens }) => Buffer.from(tokens).toString("latin1"));
  for (const [own, { tokens, bounds }] of [train, tuning, tested].entries()) {
    const others = sets.filter((_, index) => index !== own);
    for (const [index, start] of bounds.slice(0, -1).entries()) {
      const passage = Buffer.from(tokens.subarray(start, Math.min(bounds[index + 1] ?? 0, start + 200)));
      for (const other of others)
        assert.not.ok(other.includes(passage.toString("latin1")), `chapter ${index}`);
    }
  }
});

test("the addresses' vocabulary covers all but one character in a hundred", () => {
  const { vocabulary } = readCorpus();
  const { train } = readNovel();
  const other = train.tokens.filter((id) => id === vocabulary.size - 1).length;
  assert.ok(other > 0 && other < 0.01 * train.tokens.length, `${other} of ${train.tokens.length}`);
});

test("splits of other seeds are others, and each document is in exactly one part", () => {
  const documents = Array.from({ length: 50 }, (_, index) => index);
  const [first, second] = ["a", "b"].map((seed) => splitDocuments(documents, seed));
  assert.not.equal(first, second);
  assert.equal(
    [...(first?.train ?? []), ...(first?.tuning ?? []), ...(first?.test ?? [])].sort((a, b) => a - b),
    documents,
  );
  assert.equal([first?.tuning.length, first?.test.length], [2, 3]);
});

test.run();
