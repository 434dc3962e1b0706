import { suite } from "uvu";
import * as assert from "uvu/assert";
import { measureText } from "../../../scripts/drawing/fonts/text-metrics.ts";
import { violationsOf } from "../../helpers/axe.ts";
import { openReport, overflowOf, unfold } from "../../helpers/open-report.ts";
import { withServer } from "../../helpers/serve-folder.ts";

const test = suite("the pages in a browser");

const {
  folder,
  figures,
  index,
  present,
  checklist,
  study,
  pages: documents,
  withPage,
  close,
} = await openReport();
const pages = [...documents, ["the presentation", present], ["the checklist", checklist]] as const;

test.after(close);

for (const [name, url] of pages) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`${name}: axe finds nothing in ${colorScheme} mode, everything folded and unfolded`, () =>
      withPage(
        { colorScheme },
        async (page) => {
          // Its bar is shown while it has the focus.
          if (url === present) await page.locator(".tools a").first().focus();
          assert.equal(await violationsOf(page), []);
          await unfold(page);
          assert.equal(await violationsOf(page), []);
        },
        url,
      ));
  }

  test(`${name}: axe finds nothing at the width of a phone`, () =>
    withPage(
      { viewport: { width: 320, height: 700 } },
      async (page) => assert.equal(await violationsOf(page), []),
      url,
    ));

  for (const width of [320, 720, 1000, 1440]) {
    test(`${name}: nothing is wider than a window of ${width} px`, () =>
      withPage(
        { viewport: { width, height: 900 } },
        async (page) => {
          assert.is(await overflowOf(page), 0);
          await unfold(page);
          assert.is(await overflowOf(page), 0);
        },
        url,
      ));
  }
}

for (const [name, url] of pages.filter(([, url]) => url !== checklist))
  test(`${name}: on a phone of 360 px, no text of a figure is smaller than 11 px`, () =>
    withPage(
      { viewport: { width: 360, height: 800 } },
      async (page) => {
        const sizes: number[] = await page.evaluate(`
          [...document.querySelectorAll("figure svg text, .scale text")].filter((label) => label.checkVisibility()).map((label) => {
            const { a, b } = label.getScreenCTM();
            return parseFloat(getComputedStyle(label).fontSize) * Math.hypot(a, b);
          })`);
        assert.ok(sizes.length > 10);
        assert.ok(Math.min(...sizes) >= 11, String(Math.min(...sizes)));
      },
      url,
    ));

test("a figure's list of files is opened, and its links are reached, by keyboard alone", () =>
  withPage(
    {},
    async (page) => {
      const menu = page.locator(".figure-files").first();
      await menu.locator("summary").focus();
      await page.keyboard.press("Enter");
      const reached: string[] = [];
      const links = await menu.locator("a").count();
      for (let step = 0; step < links; step++) {
        await page.keyboard.press("Tab");
        reached.push(await page.evaluate("document.activeElement.textContent"));
      }
      assert.equal(reached.slice(0, 9), [
        "SVG",
        "PDF",
        "PNG",
        "CSV",
        "Vega-Lite",
        "LaTeX",
        "Text",
        "Provenance",
        "Vega editor",
      ]);
      assert.equal(reached.slice(9), ["BibTeX", "ZIP", "Embed"]);
    },
    study,
  ));

for (const [name, url] of pages)
  test(`${name}: ids are unique and every link within it leads somewhere`, () =>
    withPage(
      {},
      async (page) => {
        const ids: string[] = await page.evaluate(
          "[...document.querySelectorAll('[id]')].map((element) => element.id)",
        );
        assert.is(new Set(ids).size, ids.length);
        const broken: string[] = await page.evaluate(
          "[...document.querySelectorAll('a[href^=\"#\"]')].map((link) => link.hash).filter((hash) => !document.querySelector(hash))",
        );
        assert.equal(broken, []);
      },
      url,
    ));

test("each page shows its figures without scripts and from disk", async () => {
  const shown = async (url: string, count: number) =>
    withPage(
      { javaScriptEnabled: false },
      async (page) => {
        const drawings = page.locator("figure .figure-drawing").filter({ visible: true });
        assert.is(await drawings.count(), count);
        for (const drawing of await drawings.all()) {
          const box = await drawing.boundingBox();
          assert.ok(box !== null && box.width > 100 && box.height > 40);
        }
      },
      url,
    );
  // The headline figure, the deck's figures and one measured one; then all of one slide.
  await shown(index, 1 + figures.filter(({ origin }) => origin === "deck").length + 1);
  await shown(study, 3);
});

test("the page works from a server, below any path", () =>
  withServer(folder, (address) =>
    withPage(
      {},
      async (page) => {
        await page.goto(`${page.url()}#slide-09`);
        await page.waitForSelector('.contents a[href="#slide-09"][aria-current="true"]');
        await page.locator("#slide-15 .study-link a").click();
        await page.waitForSelector("h1:has-text('Training Stability')");
        // A page that is left while it loads would report its script as failed.
        await page.waitForLoadState();
        await page.locator(".crumbs a").first().click();
        await page.waitForURL("**/some/where/index.html#slide-15");
      },
      `${address}index.html`,
    ),
  ));

test("every font of the style sheet is used by a study and can be loaded", () =>
  withPage(
    {},
    async (page) => {
      await unfold(page);
      await page.evaluate("document.fonts.ready.then(() => undefined)");
      const unread: string[] = await page.evaluate(
        "[...document.fonts].filter((face) => face.status !== 'loaded').map((face) => face.family + face.style)",
      );
      assert.equal(unread, []);
    },
    study,
  ));

test("labels are as wide as predicted, within 1.5 px", () =>
  withPage({}, async (page) => {
    const labels: { text: string; size: number; weight: string; width: number }[] = await page.evaluate(`
      [...document.querySelectorAll(".figure-drawing text")]
        .filter((label) => label.children.length === 0 && label.textContent !== "")
        .map((label) => {
          const { fontSize, fontWeight } = getComputedStyle(label);
          return { text: label.textContent.replace(/\\s+/g, " "), size: parseFloat(fontSize), weight: fontWeight, width: label.getComputedTextLength() };
        })`);
    assert.ok(labels.length > 100);
    for (const { text, size, weight, width } of labels) {
      const predicted = measureText(text, size, weight);
      assert.ok(Math.abs(predicted - width) <= 1.5, `“${text}”: ${predicted} predicted, ${width} shown`);
    }
  }));

test.run();
