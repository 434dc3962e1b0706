import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type SearchPage, searchIndex, searchPages } from "../../../scripts/pages/search-index.ts";
import { buildFixture } from "../../helpers/fixture.ts";

const test = suite("the index of the search");

const { recorded, files } = await buildFixture();
const pages = searchPages(recorded.records);
const study = pages.find(({ file }) => file.includes("09-training-stability"));
const ofKind = (kind: string) => (study?.entries ?? []).filter((entry) => entry.kind === kind);

test("it has the first page and every study, by names that a reader knows", () => {
  assert.equal(
    pages.map(({ name }) => name),
    [
      "First page",
      "Slide 9, Training Stability",
      "Slide 10, Real-life Example: Language Translation",
      "Slide 11, Training Stability",
      "Slide 12, Alternatives",
    ],
  );
});

test("a claim has its words and its result", () => {
  assert.equal(ofKind("claim")[0], {
    kind: "claim",
    id: "slide-09-claim-slower",
    title: "the loss falls more slowly with LoRA",
    text: "0.120\u00a0±\u00a00.025\u00a0nats, supported: validation loss, LoRA r\u00a0=\u00a04 − full, each at its best rate.",
  });
});

test("a sentence with findings is a finding of the heading above it; other sentences and tables are none", () => {
  const found = ofKind("finding").map(({ id, text }) => [id, text.replaceAll("\u00a0", " ")]);
  assert.equal(found, [
    [
      "slide-09-what-was-found",
      "After 1,200 steps the loss of LoRA is higher by 0.120 ± 0.030 nats than that of full training, which ends at 1.967 nats.",
    ],
    ["slide-09-what-was-found", "Its noise is not resolved: −0.004 ± 0.016 nats."],
  ]);
});

test("a figure has its caption without markup, and what is invented in it", () => {
  const [deck, loss] = ofKind("figure");
  assert.is(deck?.title, "Figure 1");
  assert.match(deck?.text ?? "", /adds noise\. Both decay rates and both noise levels are invented\.$/);
  assert.is(loss?.text, "Validation loss falls more slowly with LoRA, and slowest with the body frozen.");
});

test("a heading is a section, as is the slide with what it says", () => {
  assert.equal(
    ofKind("section").map(({ id, title }) => [id, title]),
    [
      ["content", "Training Stability"],
      ["slide-09-what-was-found", "What was found"],
    ],
  );
});

test("a build without verdicts names no outcome", async () => {
  const quick = await buildFixture("quick");
  const claims = searchPages(quick.recorded.records).flatMap(({ entries }) =>
    entries.filter(({ kind }) => kind === "claim"),
  );
  assert.ok(claims.length > 0);
  for (const { text } of claims) assert.not.match(text, /none|supported|contradicted/);
});

test("the report has it as a script whose bytes depend on the records alone", () => {
  const script = String(files.get("assets/search/index.js"));
  assert.is(script, searchIndex(searchPages(structuredClone(recorded.records))));
  const scope: { searchPages?: readonly SearchPage[] } = {};
  new Function("globalThis", script)(scope);
  assert.equal(scope.searchPages, pages);
});

test.run();
