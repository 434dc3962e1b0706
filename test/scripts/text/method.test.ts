import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readCorpus } from "../../../experiments/lib/data/corpus.ts";
import { readTextScope } from "../../../scripts/text/scope.ts";
import { close } from "../../helpers/close.ts";
import { buildFixture, effects } from "../../helpers/fixture.ts";

const test = suite("the method section");

test("the page states the size of its models with the settings of the build's profile", async () => {
  const { files } = await buildFixture();
  const page = String(files.get("index.html")).replace(/<[^>]*>/g, "");
  // 98,304 = 2 blocks of 12 matrices of 64 x 64; 614,400 = 1,200 steps of 16 sequences of 32 characters.
  for (const number of ["98,304 weights", "614,400 characters"]) {
    assert.ok(page.replace(/\s+/g, " ").includes(number), number);
  }
});

test("the size of the text is that of the training text, and another profile has its own settings", async () => {
  const { findings } = await readTextScope("default", effects);
  const { train } = readCorpus();
  // Not equal: tokens count code points and the ends of documents.
  close(Number(findings["text-characters"]?.value), train.tokens.length / 1e6, 0.01);
  assert.is(findings.seeds?.value, 3);
  assert.is((await readTextScope("quick", effects)).findings.seeds?.value, 1);
});

test.run();
