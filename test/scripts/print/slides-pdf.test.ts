/** slides.pdf of the small report: a page for each screen, and the problems that its check finds. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { checkSlidesPdf } from "../../../scripts/checks/check-files.ts";
import { scanPages } from "../../../scripts/checks/scan-html.ts";
import { readPdf } from "../../../scripts/print/pdf-facts.ts";
import { buildFixture, effects, effectsWith } from "../../helpers/fixture.ts";

const test = suite("the presentation as PDF");

const { files } = await buildFixture();
const pdf = Buffer.from(files.get("slides.pdf") ?? "");
/** Caches nothing. */
const fresh = effectsWith({
  disk: { ...effects.disk, maybeBytes: async () => undefined, write: async () => {} },
});
const problemsOf = (content: Uint8Array, present = String(files.get("present.html"))) => {
  const changed = new Map([...files, ["slides.pdf", content], ["present.html", present]] as const);
  return checkSlidesPdf(changed, scanPages(changed), fresh);
};

test("it has a page of 16:9 for each screen", async () => {
  assert.equal(await problemsOf(pdf), []);
  const { pages, title, isAccessible } = await readPdf(pdf);
  // Opening, set-up, four slides, limits, closing.
  assert.is(pages.length, 8);
  for (const [width, height] of pages) assert.is(width / height, 16 / 9);
  assert.is(title, "Present · LoRA for pre-training, measured");
  assert.ok(isAccessible);
});

test("it shows the figure of the answer, and the deck's and the measured figure of each slide", async () => {
  // Slide 9 has both figures. Slide 11 failed, so it only has the deck's.
  assert.is((await readPdf(pdf)).figures, 1 + 2 + 1);
});

test("made again, it has the same bytes", async () => {
  const again = await buildFixture("default", fresh);
  assert.ok(pdf.equals(Buffer.from(again.files.get("slides.pdf") ?? "")));
});

test("a PDF that is missing, has another number of pages or another title is a problem", async () => {
  assert.equal(await checkSlidesPdf(new Map(), [], effects), ["missing file: slides.pdf"]);
  const shorter = String(files.get("present.html")).replace('class="slide-screen"', 'class="other"');
  assert.match((await problemsOf(pdf, shorter)).join(), "it has 8 pages, not 7");
  const renamed = pdf.toString("latin1").replace(">Present", ">Absents");
  assert.match((await problemsOf(Buffer.from(renamed, "latin1"))).join(), /its title is “Absents/);
  const report = Buffer.from(files.get("report.pdf") ?? "");
  assert.match((await problemsOf(report)).join(), "not all of its pages are 16:9");
});

test.run();
