import { suite } from "uvu";
import * as assert from "uvu/assert";
import { closingView } from "../../../scripts/pages/overview.ts";
import type { Conclusion, ReportRecords } from "../../../scripts/record/record.ts";
import { assemble } from "../../../scripts/stages/assemble.ts";
import { htmlMarkup } from "../../../scripts/text/markup.ts";
import { createCitations } from "../../../scripts/text/prose.ts";
import { buildFixture, effects } from "../../helpers/fixture.ts";

const test = suite("the beginning and the end of the first page");

const { recorded, drawings } = await buildFixture();
const { records } = recorded;
const surroundings = { references: {}, citations: createCitations(), markup: htmlMarkup };

const conclude = (outcome: Conclusion["outcome"], plain: string): Conclusion => ({
  claim: "09/slower",
  outcome,
  text: { plain, parts: [plain] },
});

/** The first page of these records. */
async function pageOf(changes: Partial<ReportRecords["report"]>): Promise<string> {
  const report = { ...records.report, ...changes };
  const files = await assemble({ ...recorded, records: { ...records, report } }, drawings, effects);
  return String(files.get("index.html"));
}

test("conclusions are grouped by outcome, at most three of each, in the order of their weight", () => {
  const conclusions = [
    conclude("contradicted", "one"),
    ...["two", "three", "four", "five"].map((text) => conclude("supported", text)),
  ];
  const report = {
    ...records.report,
    closing: { conclusions, outlook: [conclude("inconclusive", "**six**")] },
  };
  const view = closingView(report, surroundings);
  assert.equal(
    view?.groups.map(({ title, conclusions: shown }) => [title, shown.map(({ text }) => text)]),
    [
      ["For the deck", ["two", "three", "four"]],
      ["Against it", ["one"]],
    ],
  );
  assert.equal(view?.outlook, ["<strong>six</strong>"]);
  assert.is(view?.groups[0]?.conclusions[0]?.slideId, "slide-09");
});

test("a build without conclusions ends without them, and its contents do not name them", async () => {
  const { closing: _closing, ...report } = records.report;
  assert.is(closingView(report, surroundings), null);
  const page = await pageOf({});
  assert.is(page.includes("#conclusions"), records.report.closing !== undefined);
});

test("the reader chooses among the headline's figures without a script: one choice each, the first one made", async () => {
  const ids = records.slides.flatMap(({ figures }) => figures.map(({ id }) => id)).slice(0, 2);
  const views = ids.map((figure) => ({
    figure,
    label: { plain: `see ${figure}`, parts: [`see ${figure}`] },
  }));
  const page = await pageOf({ headline: ids[1] ?? null, views });
  const inputs = [...page.matchAll(/<input type="radio" name="headline" value="([^"]+)"( checked)?>/g)];
  assert.equal(
    inputs.map(([, id, checked]) => [id, checked !== undefined]),
    [
      [ids[0], false],
      [ids[1], true],
    ],
  );
  assert.is(page.match(/<figure class="headline"/g)?.length, 2);
  const alone = await pageOf({ headline: ids[1] ?? null });
  assert.not(alone.includes('name="headline"'));
  assert.is(alone.match(/<figure class="headline"/g)?.length, 1);
});

test("the headline leads to the panel of its slide if the slide has trials that a browser can repeat", async () => {
  const page = await pageOf({});
  const headline = records.slides.find(({ figures }) =>
    figures.some(({ id }) => id === records.report.headline),
  );
  const isRepeatable = headline?.trials.some(({ repeatable }) => repeatable === true);
  assert.is(page.includes(`href="slides/${headline?.slide.name}/index.html#run"`), isRepeatable);
});

test("a drawing of what was done has no caption on the first page", async () => {
  const [id = ""] = records.slides.flatMap(({ figures }) => figures.map((figure) => figure.id));
  const page = await pageOf({ sketch: id });
  assert.match(page, /<div class="opening-sketch"><svg/);
  assert.not((await pageOf({})).includes("opening-sketch"));
});

test.run();
