import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readCorpus } from "../../../experiments/lab/data/corpus.ts";
import { readTextScope } from "../../../scripts/text/scope.ts";
import { buildFixture, effects } from "../../helpers/fixture.ts";

const test = suite("the method section");

test("the page states the size of its models with the settings of the build's profile", async () => {
  const { files } = await buildFixture();
  const page = String(files.get("index.html")).replace(/<[^>]*>/g, "");
  // 98,304 = 2 blocks of 12 matrices of 64 x 64; 1,843,200 = 3,600 steps of 16 sequences of 32 characters.
  for (const number of ["98,304 weights", "1,843,200 characters"]) {
    assert.ok(page.replace(/\s+/g, " ").includes(number), number);
  }
});

test("documents are counted as they are split, and another profile has its own settings", async () => {
  const { findings } = await readTextScope("default", effects);
  const { train, tuning, test: tested } = readCorpus();
  for (const [id, { bounds }] of [
    ["train", train],
    ["tuning", tuning],
    ["test", tested],
  ] as const) {
    assert.is(findings[`${id}-documents`]?.value, bounds.length - 1, id);
  }
  assert.is(findings["characters-read"]?.value, 3600 * 16 * 32);
  assert.is((await readTextScope("quick", effects)).findings["characters-read"]?.value, 72 * 16 * 32);
});

test.run();
