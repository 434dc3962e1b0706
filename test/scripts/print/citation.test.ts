import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parse } from "yaml";
import {
  bibliography,
  type Cited,
  citationKey,
  toBibtex,
  toCsl,
  toReference,
  toRis,
} from "../../../scripts/print/citation.ts";
import type { Citation } from "../../../scripts/record/record.ts";
import { build, withSmallReport } from "../../helpers/build.ts";
import { inApa, readEntries } from "../../helpers/citation-js.ts";
import { buildFixture, facts } from "../../helpers/fixture.ts";
import { repository } from "../../helpers/project.ts";

const test = suite("citations of the report");

const bare: Citation = {
  title: "100% of A & B",
  authors: ["Ä & Söhne"],
  keywords: [],
  version: "1",
  license: "MIT",
};

/** A report with persons, a DOI and an address. */
const whole: Citation = {
  title: "A report of NASA",
  authors: ["The authors of A and B", "Ada van Lovelace"],
  keywords: ["one", "two words"],
  version: "1.2.0",
  license: "MIT",
  people: [
    { name: "The authors of A and B" },
    { name: "Ada van Lovelace", parts: { given: "Ada", family: "van Lovelace" } },
  ],
  url: "https://owner.github.io/report/",
  doi: "10.5281/zenodo.1234567",
};

const cited = (citation: Citation, own: Partial<Cited["facts"]> = {}): Cited => ({
  report: { citation },
  facts: { ...facts, ...own },
});

/** The text of an element of the page without nested elements. */
function textIn(page: string, start: RegExp): string {
  const text = new RegExp(`${start.source}([^<]*)<`).exec(page)?.[1] ?? "";
  return text.replace(/&(amp|lt|gt|quot|#x27|#x3D);/g, (_, name: string) => entities[name] ?? "");
}
const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  "#x27": "'",
  "#x3D": "=",
};

test("CITATION.cff, report.bib, the page and package.json agree about the report", () =>
  withSmallReport(async (project) => {
    const text = readFileSync(join(repository, "CITATION.cff"), "utf8");
    const cff = parse(text);
    const packaged = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
    assert.equal([packaged.version, packaged.license], [cff.version, cff.license]);
    assert.is((await build(project)).code, 0);
    const bibtex = await project.read("out/figures/report.bib");
    const field = (name: string) => new RegExp(`^ {2}${name} = \\{(.*)\\},$`, "m").exec(bibtex)?.[1];
    const authors: string[] = cff.authors.map(({ name }: { name: string }) => name);
    assert.is(field("title"), `{${cff.title}}`);
    assert.is(field("author"), authors.map((name) => `{${name}}`).join(" and "));
    assert.is(field("year"), "2026");
    assert.is(field("note"), `Version ${cff.version}, commit 0123456789ab`);
    const page = await project.read("out/index.html");
    assert.is(textIn(page, /<pre class="bibtex"[^>]*><code>/), bibtex);
    assert.is(
      textIn(page, /<section id="cite"[\s\S]*?<\/h2>\s*<p>/),
      `${authors.join(", ")} (2026). ${cff.title}. Version ${cff.version}, commit 0123456789ab.`,
    );
    for (const file of ["report.bib", "report.ris", "report.csl.json"]) {
      assert.match(page, `href="figures/${file}"`);
    }
    const other = text.replace(cff.title, "Another title");
    await project.write({ "CITATION.cff": other });
    assert.is((await build(project)).code, 0);
    for (const file of [
      "figures/report.bib",
      "figures/report.ris",
      "figures/report.csl.json",
      "index.html",
    ]) {
      assert.match(await project.read(`out/${file}`), "Another title", file);
    }
  }));

test("a name that LaTeX would read as a command is escaped in BibTeX", () => {
  const bibtex = toBibtex(cited(bare, { commitDate: undefined }));
  assert.match(bibtex, /title = \{\{100\\% of A \\& B\}\}/);
  assert.not.match(bibtex, /year/);
});

const person = { given: "Ada", family: "van Lovelace" };
const group = "The authors of A and B";

test("BibTeX, RIS and CSL-JSON are read by Citation.js, with persons, groups, day, DOI and address", () => {
  const source = cited(whole);
  const [bibtex] = readEntries(toBibtex(source), "bibtex");
  const [ris] = readEntries(toRis(source), "ris");
  const [csl] = readEntries(toCsl(source), "csl");
  for (const entry of [bibtex, ris, csl]) {
    assert.is(entry?.title, "A report of NASA");
    assert.is(entry?.DOI, "10.5281/zenodo.1234567");
    assert.is(entry?.URL, "https://owner.github.io/report/");
    assert.is(entry?.author.length, 2);
    assert.is(entry?.issued?.["date-parts"][0]?.[0], 2026);
    assert.match(entry?.note ?? "", "Version 1.2.0, commit 0123456789ab");
  }
  // BibTeX marks a particle, and RIS a group, by the form of the name alone.
  assert.match(toBibtex(source), `author = {{${group}} and van Lovelace, Ada},`);
  assert.match(toRis(source), `AU  - ${group}\nAU  - van Lovelace, Ada\n`);
  assert.equal(csl?.author, [{ literal: group }, person]);
  assert.equal([ris?.type, csl?.type], ["report", "report"]);
  assert.equal(csl?.issued?.["date-parts"], [[2026, 1, 2]]);
  assert.equal(ris?.issued?.["date-parts"], [[2026, 1, 2]]);
  assert.is(
    inApa(toCsl(source)).trim(),
    `${group}, & van Lovelace, A. (2026). A report of NASA (Version 1.2.0). https://doi.org/10.5281/zenodo.1234567`,
  );
  assert.is(
    toReference(source),
    `${group}, Ada van Lovelace (2026). A report of NASA. Version 1.2.0, commit 0123456789ab. https://doi.org/10.5281/zenodo.1234567`,
  );
});

test("editions of different days have different keys, in BibTeX as in CSL-JSON", () => {
  const days = ["2026-01-02T03:04:05+00:00", "2026-02-01T00:00:00+00:00", undefined];
  const keys = days.map((commitDate) => citationKey(cited(whole, { commitDate })));
  assert.equal(keys, ["a-report-of-nasa-2026-01-02", "a-report-of-nasa-2026-02-01", "a-report-of-nasa"]);
  assert.is(readEntries(toBibtex(cited(whole)), "bibtex")[0]?.["citation-key"], keys[0]);
  assert.is(readEntries(toCsl(cited(whole)), "csl")[0]?.id, keys[0]);
});

test("report.bib has the report and each source that it cites, with authors and year", async () => {
  const { records } = (await buildFixture()).recorded;
  const { report, slides } = records;
  const sources = Object.assign({}, report.references, ...slides.map(({ references }) => references));
  const references = {
    lora: {
      authors: "Hu, Shen, Wallis, et al.",
      short: "Hu et al.",
      title: "LoRA: 50% & more",
      year: 2021,
      venue: "ICLR 2022",
      url: "https://arxiv.org/abs/2106.09685",
      arxiv: "2106.09685",
    },
  };
  const text = bibliography({ slides, report: { ...report, references: { ...sources, ...references } } });
  const entries = readEntries(text, "bibtex");
  assert.is(entries.length, 1 + Object.keys({ ...sources, ...references }).length);
  const lora = entries.find((entry) => entry["citation-key"] === "hu2021lora");
  assert.is(lora?.title, "LoRA: 50% & more");
  assert.equal(lora?.issued?.["date-parts"], [[2021]]);
  assert.equal(
    lora?.author.map(({ family, literal }) => family ?? literal),
    ["Hu", "Shen", "Wallis", "others"],
  );
});

test.run();
