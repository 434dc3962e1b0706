/** The report's own answers to a reviewer's questions, from YAML. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readChecklist } from "../../../scripts/verdicts/checklist.ts";
import { createMemoryEffects } from "../../helpers/memory-effects.ts";
import { mistakeOf } from "../../helpers/mistakes.ts";

const test = suite("the report's answers for reviewers");

const FILE = "experiments/report/checklist.yaml";
const scope = { config: {}, findings: { runs: { value: 1234, format: ",d" } }, references: {} };
const read = (yaml: string) => readChecklist(scope, createMemoryEffects({ [FILE]: yaml }));

test("a report without the file has no answers", async () => {
  assert.equal(await readChecklist(scope, createMemoryEffects()), []);
});

test("an item has a question, an answer, a text with its numbers filled in, and a link where it has one", async () => {
  const [first, second] = await read(`
- question: Is it large?
  answer: "no"
  text: 'It has {{finding "runs"}} runs.'
  link: index.html#method
- question: Is it proved?
  answer: not applicable
  text: Nothing is.
`);
  assert.equal(
    { ...first, text: first?.text.plain },
    {
      question: "Is it large?",
      answer: "no",
      text: "It has 1,234 runs.",
      link: "index.html#method",
    },
  );
  assert.equal(second?.answer, "not applicable");
  assert.not.ok("link" in (second ?? {}));
});

const item = (answer: string, text = "Some.") => `- question: Is it?\n  answer: ${answer}\n  text: ${text}\n`;

const mistakes: readonly (readonly [what: string, yaml: string, message: RegExp])[] = [
  ["another answer", item('"yess"'), /checklist\.yaml:2: invalid answer: yess; did you mean yes\?/],
  [
    "a misspelt key",
    item('"yes"').replace("text", "txt"),
    /:3: unknown key in checklist: txt; did you mean text/,
  ],
  [
    "a missing text",
    "- question: Is it?\n  answer: no\n",
    /checklist\.yaml:1: missing key in checklist: text/,
  ],
  ["an unknown finding", item('"yes"', `'{{finding "rums"}}'`), /checklist\.yaml:3: unknown finding: rums/],
];

for (const [what, yaml, message] of mistakes) {
  test(`${what} is a mistake with its line`, async () =>
    assert.match(await mistakeOf(() => read(yaml)), message));
}

test.run();
