/** The report has one name, everywhere; the deck's title is not the report's. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { report } from "../../../experiments/report/report.ts";
import { scanHtml, titleOf } from "../../../scripts/checks/scan-html.ts";
import { readPdf } from "../../../scripts/print/pdf-facts.ts";
import { readCitation } from "../../../scripts/slides/read-citation.ts";
import { buildDeckOf, effects, longTakeaway } from "../../helpers/fixture.ts";
import { repository } from "../../helpers/project.ts";

const test = suite("the report's name");

const { files } = await buildDeckOf(2);
const { title, subtitle, summary } = report.identity;
const pages = [...files]
  .filter(([file]) => file.endsWith(".html"))
  .map(([file, html]) => [file, String(html)] as const);

test("pages, PDFs, citation, README and package have one title", async () => {
  const index = scanHtml(String(files.get("index.html")));
  assert.match(String(files.get("index.html")), /<h1 id="title" class="answer"><strong>LoRA falls behind/);
  assert.is(titleOf(index), `LoRA falls behind full training · ${title}`);
  for (const [file, html] of pages) {
    assert.ok(titleOf(scanHtml(html))?.endsWith(title), file);
    const named = file.startsWith("embed/") ? `>${title}, figure ` : `#top">${title}</a>`;
    assert.ok(file === "present.html" || html.includes(named), file);
  }
  assert.is((await readPdf(Buffer.from(files.get("report.pdf") ?? ""))).title, title);
  assert.is((await readPdf(Buffer.from(files.get("slides.pdf") ?? ""))).title, `Present · ${title}`);
  assert.is((await readCitation(effects)).title, title);
  assert.match(String(files.get("figures/report.bib")), `title = {{${title}}}`);
  const textOf = (file: string) => readFileSync(join(repository, file), "utf8");
  assert.is(textOf("README.md").split("\n")[0], `# ${title}`);
  assert.ok(JSON.parse(textOf("package.json")).description.startsWith(`${title}: `));
});

test("the deck's title is quoted as the deck's, on the first page and on the talk's first screen", () => {
  const [, deckTitle = ""] = /“(.*)”/.exec(subtitle) ?? [];
  assert.ok(deckTitle.length > 10);
  for (const [file, html] of pages) {
    const visible = html.replace(/<script type="application\/ld\+json">.*?<\/script>/, "");
    const shown = visible.split(deckTitle).slice(0, -1);
    assert.is(shown.length, file === "index.html" || file === "present.html" ? 1 : 0, file);
    for (const before of shown) assert.ok(before.endsWith("The deck “"), file);
  }
});

test("every page has its own sentence about its content: on a study, what its slide found", () => {
  const summaries = pages.map(([file, html]) => {
    const description = scanHtml(html).tags.find(
      ({ attributes }) => attributes.get("name") === "description",
    );
    return [file, description?.attributes.get("content") ?? ""] as const;
  });
  assert.is(new Map(summaries).get("index.html"), summary);
  assert.match(new Map(summaries).get("present.html") ?? "", /^The report as a talk: .*\.$/);
  const studies = summaries.filter(([file]) => file.startsWith("slides/"));
  assert.equal(
    studies.map(([, summary]) => summary),
    [longTakeaway, longTakeaway],
  );
});

test.run();
