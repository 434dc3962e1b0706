/** The page on how to repeat and check a report, made from a record alone. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { scanHtml } from "../../../scripts/checks/scan-html.ts";
import { checklistView } from "../../../scripts/pages/checklist.ts";
import { htmlTemplates, loadTemplates } from "../../../scripts/pages/templates.ts";
import type { ReportRecord, ReproductionRecord } from "../../../scripts/record/record.ts";
import { nodeDisk } from "../../../scripts/system/node-disk.ts";
import { htmlMarkup } from "../../../scripts/text/markup.ts";
import { repository } from "../../helpers/project.ts";

const test = suite("the page on how to repeat and check a report");

const kept: ReportRecord = JSON.parse(
  readFileSync(join(repository, "test/scripts/record/kept/report.json"), "utf8"),
);
const renderTemplate = await loadTemplates(htmlTemplates, { home: repository, disk: nodeDisk });
const pageOf = (changes: Partial<ReportRecord> = {}) =>
  scanHtml(
    renderTemplate(
      "checklist",
      checklistView({ report: { ...kept, ...changes }, slides: [] }, undefined, htmlMarkup),
    ),
  );

const sent: ReproductionRecord = {
  file: "a.json",
  who: "A <b>group</b>",
  date: "2026-12-01",
  machine: "a processor",
  runtime: "Node 22.1.0",
  engine: "wasm",
  commit: "0123456789abcdef",
  profile: "default",
  identical: 4,
  different: 1,
  unknown: 0,
};

/** The texts of the table's cells. */
function cellsOf(reproductions: readonly ReproductionRecord[]): readonly string[] {
  const { html, tags } = pageOf({ reproductions });
  const cells = tags.filter(({ name }) => name === "td");
  return cells.map(({ start, end }) => html.slice(start, end).replaceAll(/<[^>]+>/g, ""));
}

test("a report that nobody has repeated has no table of who has", () => {
  assert.not.match(pageOf().visibleText, /Who has run it again/);
});

test("each reproduction has a row: who, on what, which commit, and how many runs are identical and different", () => {
  assert.equal(cellsOf([sent]), [
    "A &lt;b&gt;group&lt;/b&gt;, 2026-12-01",
    "a processor; Node 22.1.0",
    "wasm",
    "01234567, default",
    "4 of 5",
    "1",
  ]);
});

test("runs that this build does not have are named as such, and count neither as identical nor as different", () => {
  const old = { ...sent, identical: 0, different: 0, unknown: 5 };
  const [, , , commit, ...counts] = cellsOf([old]);
  assert.is(
    commit,
    "01234567, default; 5 runs are not in this build, but of an earlier commit or another profile",
  );
  assert.equal(counts, ["–", "–"]);
  assert.match(cellsOf([{ ...sent, unknown: 2 }])[3] ?? "", /; 2 further runs are not in this build/);
});

test("the command names the published address where the citation has it", () => {
  const { citation, ...identity } = kept.report;
  const at = (url: string | undefined) => {
    const { url: _, ...others } = citation;
    const report = { ...identity, citation: url === undefined ? others : { ...others, url } };
    return pageOf({ report }).html;
  };
  assert.match(
    at("https://owner.example/report/"),
    "npm run audit -- --from https://owner.example/report/ --sample 5",
  );
  assert.match(at(undefined), "npm run audit -- --sample 5");
});

test("the page says how to verify the manifest only where the citation names a repository on GitHub", () => {
  const { citation, ...identity } = kept.report;
  const at = (repository: string) =>
    pageOf({ report: { ...identity, citation: { ...citation, repository } } }).html;
  assert.match(
    at("https://github.com/owner/a-report"),
    "<code>gh attestation verify manifest.json --repo owner/a-report</code>",
  );
  assert.match(at("https://github.com/owner/a-report.git"), "--repo owner/a-report</code>");
  assert.not.match(at("https://code.example/owner/a-report"), "gh attestation");
  assert.not.match(pageOf().html, "gh attestation");
});

test("a reviewer's questions have the report's answers first, then those of the build, which follow its facts", () => {
  const own = {
    question: "Is it large?",
    answer: "no",
    text: { plain: "Very *small*.", parts: ["Very *small*."] },
    link: "index.html#method",
  } as const;
  const answersOf = (changes: Partial<ReportRecord>) => {
    const { html, tags } = pageOf({ checklist: [own], ...changes });
    const texts = (kind: string) =>
      tags
        .filter(({ name }) => name === kind)
        .map(({ start, end }) => html.slice(start, end).replaceAll(/<[^>]+>/g, ""));
    const answers = texts("dd");
    return new Map(texts("dt").map((question, index) => [question, answers[index] ?? ""]));
  };
  const whole = answersOf({ facts: { ...kept.facts, partial: false }, verdicts: { given: true } });
  assert.equal([...whole][0], ["Is it large?", "no: Very small. Where"]);
  assert.match(whole.get("Can each result be reproduced?") ?? "", /^yes: One command/);
  assert.match(whole.get("Is statistical significance reported?") ?? "", /^yes: 0 of 0 main claims/);
  const quick = answersOf({
    facts: { ...kept.facts, partial: true },
    verdicts: { given: false, build: "quick build", reason: "It is short." },
  });
  assert.match(quick.get("Can each result be reproduced?") ?? "", /^no: This build left out/);
  assert.is(quick.get("Is statistical significance reported?"), "no: It is short. Where");
});

test.run();
