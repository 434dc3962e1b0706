import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment } from "../../experiments/14-resources/experiment.ts";
import { galoreTable2, reloraTable2 } from "../../experiments/lib/literature.ts";
import { references } from "../../scripts/references.ts";

const test = suite("the deck's references and the literature's tables");

const { references: rows } = experiment.tables({}, {});
const deck = readFileSync(new URL("../../experiments/14-resources/slide.md", import.meta.url), "utf8");

test("the published record is that of the bibliography", () => {
  const byId = new Map([...references.values()].map((reference) => [reference.arxiv, reference]));
  for (const { id, title, firstAuthor, year } of rows) {
    const reference = byId.get(id);
    assert.is(reference?.title, title);
    assert.is(reference?.year, year);
    assert.ok(reference?.authors.startsWith(firstAuthor), id);
  }
});

test("what the deck prints is what its slide says", () => {
  for (const { printedTitle, firstAuthor, year, id } of rows) {
    assert.ok(
      deck.includes(`"${printedTitle}" by ${firstAuthor} et al. (${year}) arXiv:${id}`),
      printedTitle,
    );
  }
  assert.is(deck.match(/^\d\. /gm)?.length, rows.length);
});

test("one title differs and nothing else", () => {
  assert.equal(
    rows.map(({ differs }) => differs),
    ["", "", "", "", "title"],
  );
});

test("each table has every method at every size, and full rank is best at each size", () => {
  for (const [table, methods] of [
    [galoreTable2, 5],
    [reloraTable2, 4],
  ] as const) {
    assert.is(table.length, 4 * methods);
    for (const { size, perplexity } of table) {
      const full = table.find((row) => row.size === size && row.method === "Full rank");
      assert.ok(perplexity >= (full?.perplexity ?? Number.NaN), size);
    }
  }
});

test.run();
