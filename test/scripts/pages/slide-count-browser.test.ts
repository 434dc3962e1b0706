/** The pages and both PDFs have room for few and for many slides. */
import type { Page } from "playwright-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { checkPdf, checkSlidesPdf } from "../../../scripts/checks/check-files.ts";
import { scanPages } from "../../../scripts/checks/scan-html.ts";
import { startBrowser } from "../../helpers/browser.ts";
import { buildDeckOf, effects } from "../../helpers/fixture.ts";
import { openReport, overflowOf } from "../../helpers/open-report.ts";
import { paintedOutside } from "../../helpers/pdf-fill.ts";
import { misfitsOfScreens } from "../../helpers/screen-fit.ts";

const test = suite("reports with few and many slides");

/** Visible texts of more than two short words whose column holds fewer than about 12 characters. */
const narrowTexts = (page: Page): Promise<string[]> =>
  page.evaluate(`(() => {
    const visibleText = (node) => {
      if (node.nodeType === 3) return node.data;
      return node.matches?.(".visually-hidden, svg") ? "" : [...node.childNodes].map(visibleText).join("");
    };
    return [...document.querySelectorAll("body *:not(svg, svg *, .visually-hidden, .scroll *)")].flatMap((element) => {
      const text = visibleText(element).trim();
      const style = getComputedStyle(element);
      const holdsText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "");
      if (!holdsText || text.length < 24 || style.display === "inline" || !element.checkVisibility()) return [];
      const width = element.getBoundingClientRect().width;
      return width < 6 * parseFloat(style.fontSize) ? [Math.round(width) + " px: " + text.slice(0, 40)] : [];
    });
  })()`);

/** How many slides the chart of claims lists, and whether each reaches from side to side. */
const groupsOfChart = (page: Page): Promise<{ count: number; isFilled: boolean }> =>
  page.evaluate(`(() => {
    const chart = document.querySelector(".chart").getBoundingClientRect();
    const groups = [...document.querySelectorAll(".chart > li")].map((item) => item.getBoundingClientRect());
    return {
      count: groups.length,
      isFilled: groups.every(({ left, right }) => Math.abs(left - chart.left) < 2 && Math.abs(right - chart.right) < 2),
    };
  })()`);

const browser = await startBrowser();

for (const count of [1, 3, 14, 15, 20]) {
  const report = await buildDeckOf(count);
  const { withPage, present, close } = await openReport(
    async () => browser,
    async () => report,
  );
  test.after(close);

  for (const width of [1600, 1280, 1200, 390]) {
    test(`the first page lists ${count}, each from side to side and wide enough to read, at ${width} px`, () =>
      withPage({ viewport: { width, height: 900 } }, async (page) => {
        const heading = await page.locator("#slides-title").textContent();
        assert.is(heading, `The deck’s ${count} ${count === 1 ? "slide" : "slides"}, judged`);
        assert.equal(await narrowTexts(page), []);
        assert.ok((await overflowOf(page)) <= 0);
        assert.equal(await groupsOfChart(page), { count, isFilled: true });
      }));
  }

  for (const [width, height] of [
    [1600, 900],
    [1280, 720],
    [1200, 900],
    [390, 844],
  ] as const) {
    test(`the presentation shows ${count} on screens of ${width} x ${height}, and no part reaches beyond them`, () =>
      withPage(
        { viewport: { width, height } },
        async (page) => {
          assert.equal(await narrowTexts(page), []);
          assert.ok((await overflowOf(page)) <= 0);
          assert.equal(await misfitsOfScreens(page), []);
        },
        present,
      ));
  }

  test(`both PDFs hold ${count} on the expected number of pages, and paint nothing outside of them`, async () => {
    const { files, recorded } = report;
    const pages = scanPages(files);
    const { slides } = recorded.records;
    assert.equal(await checkPdf(files, slides, pages, effects), []);
    assert.equal(await checkSlidesPdf(files, pages, effects), []);
    for (const file of ["report.pdf", "slides.pdf"]) {
      assert.equal(await paintedOutside(Buffer.from(files.get(file) ?? "")), [], file);
    }
  });
}

test.run();
