import { readFile } from "node:fs/promises";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { findTypedNumbers } from "../../../scripts/checks/typed-numbers.ts";
import { abstractFindings } from "../../../scripts/page/overview-view.ts";
import { discover } from "../../../scripts/stages/discover.ts";
import { htmlMarkup } from "../../../scripts/text/html.ts";
import { createCitations } from "../../../scripts/text/prose.ts";
import { readStatements } from "../../../scripts/text/statements.ts";
import { typeset } from "../../../scripts/text/typography.ts";
import { buildFixture, effects } from "../../helpers/fixture.ts";

const test = suite("the abstract");

const surroundings = {
  scope: { findings: {}, config: {}, references: {} },
  citations: createCitations(),
  markup: htmlMarkup,
  figure: () => "",
};
const sourceOf = (text: string) => ({ text, file: "findings.md", line: 1 });
const readText = async (name: string) => ({
  text: await readFile(path.join(effects.root, "templates", name), "utf8"),
  file: name,
  line: 1,
});

test("it names findings by slide and id, worded as in the slide", async () => {
  const { rendered } = await buildFixture();
  const html = abstractFindings(sourceOf('- The gap is {{finding "09/gap"}}.'), rendered, surroundings);
  assert.match(html ?? "", /<li>The gap is .*higher by .*0\.120/);
});

test("it is left out as a whole where a slide that it names was not measured, and refuses an unknown id", async () => {
  const { rendered } = await buildFixture();
  const source = sourceOf('{{finding "09/gap"}} and {{finding "11/gap"}}');
  assert.is(abstractFindings(source, rendered, surroundings), null);
  const unknown = sourceOf('{{finding "09/gapp"}}');
  assert.throws(() => abstractFindings(unknown, rendered, surroundings), /unknown finding: 09\/gapp/);
});

test("the report's own texts hold no typed number, and the abstract names slides that exist", async () => {
  for (const name of ["abstract.md", "findings.md", "method.md", "files.md"]) {
    assert.equal(findTypedNumbers((await readText(name)).text), [], name);
  }
  const numbers = (await discover(effects)).map(({ number }) => number);
  const named = readStatements(await readText("findings.md"))
    .filter(({ kind, words: [id = ""] }) => kind === "finding" && id.includes("/"))
    .map(({ words: [id = ""] }) => Number(id.split("/")[0]));
  assert.ok(named.length > 0);
  for (const number of named) assert.ok(numbers.includes(number), String(number));
});

test("keyboard characters in front matter are typeset", () => {
  const cases: [string, string][] = [
    ["LoRA's share - full", "LoRA’s share − full"],
    ['a tenth ("10% of full size")', "a tenth (“10% of full size”)"],
    ["rank-4 50x50 matrices", "rank-4 50 × 50 matrices"],
    ["more than 1e-5, of 1e10", "more than 10⁻⁵, of 10¹⁰"],
    ["LoRA r = 4 - full (E = 4)", "LoRA r\u00a0=\u00a04 − full (E\u00a0=\u00a04)"],
    ["update of BA, -G; x (A B) - W", "update of BA, −G; x (A B) − W"],
  ];
  for (const [typed, expected] of cases) assert.is(typeset(typed), expected);
});

test.run();
