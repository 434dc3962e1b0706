/** The pages in Firefox, from disk and from a server. Tests of every page run for each of `pages`. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { violationsOf } from "../../helpers/axe.ts";
import { findFirefox, startFirefox } from "../../helpers/firefox.ts";
import { leaveOut } from "../../helpers/left-out.ts";
import { clickInPlace, type OpenReport, openReport, overflowOf, unfold } from "../../helpers/open-report.ts";
import { withServer } from "../../helpers/serve-folder.ts";

const test = suite("the pages in Firefox");

const executable = findFirefox();
if (executable === undefined) leaveOut("firefox", "neither firefox-esr nor firefox is on the path");
else await testWith(executable);

async function testWith(firefox: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    const report = await openReport(() => startFirefox(firefox, colorScheme));
    test.after(report.close);
    testColors(report, colorScheme);
    if (colorScheme === "dark") continue;
    testEveryPage(report);
    testReport(report);
    testOthers(report);
  }
}

/** The report, a study and the presentation. */
function everyPage({ pages, present }: OpenReport) {
  return [...pages, ["the presentation", present] as const];
}

function testColors(report: OpenReport, colorScheme: "light" | "dark"): void {
  const { withPage } = report;
  for (const [name, url] of everyPage(report)) {
    test(`${name}: axe finds nothing in ${colorScheme} mode, everything folded and unfolded`, () =>
      withPage(
        {},
        async (page) => {
          const isDark = await page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches");
          assert.is(isDark, colorScheme === "dark");
          assert.equal(await violationsOf(page), []);
          await unfold(page);
          assert.equal(await violationsOf(page), []);
        },
        url,
      ));
  }
}

function testEveryPage(report: OpenReport): void {
  const { folder, withPage } = report;
  for (const [name, url] of everyPage(report)) {
    for (const width of [320, 720, 1440]) {
      test(`${name}: nothing is wider than a window of ${width} px`, () =>
        withPage(
          { viewport: { width, height: 900 } },
          async (page) => {
            assert.is(await page.evaluate("innerWidth"), width);
            assert.is(await overflowOf(page), 0);
            await unfold(page);
            assert.is(await overflowOf(page), 0);
          },
          url,
        ));
    }

    test(`${name}: from a server, it loads nothing from outside the report`, () =>
      withServer(folder, async (address) => {
        const requested: string[] = [];
        await withPage(
          {},
          async (page) => {
            page.on("request", (request) => requested.push(request.url()));
            await page.reload();
            await page.evaluate("document.fonts.ready.then(() => undefined)");
          },
          address + path.relative(folder, fileURLToPath(url)),
        );
        // At least the page and the style sheet, which shows that requests are recorded.
        assert.ok(requested.length >= 2, requested.join());
      }));

    test(`${name}: its figures are shown with scripts switched off`, () =>
      withPage(
        { javaScriptEnabled: false },
        async (page) => {
          // A figure may have a drawing for wide windows and one for narrow ones.
          const figures = await page.locator("figure:visible").all();
          assert.ok(figures.length > 0);
          for (const figure of figures) {
            const box = await figure.locator(".figure-drawing:visible").boundingBox();
            assert.ok(box !== null && box.width > 100 && box.height > 40);
          }
        },
        url,
      ));
  }
}

function testReport({ withPage }: OpenReport): void {
  test("at 720 px the deck's and the measured figure are side by side", () =>
    withPage({ viewport: { width: 720, height: 900 } }, async (page) => {
      const deck = await page.locator("#figure-15-deck .figure-drawing").boundingBox();
      const loss = await page.locator("#figure-15-loss .figure-drawing").boundingBox();
      assert.ok(deck !== null && loss !== null && loss.x >= deck.x + deck.width);
    }));

  test("the bar names the current slide and leads to the next; its menu works by keyboard", () =>
    withPage({ viewport: { width: 360, height: 800 } }, async (page) => {
      await clickInPlace(page, page.locator(".bar-step[data-step='1']"));
      await page.waitForSelector(".bar-current:has-text('1 ')");
      await page.locator(".bar summary").focus();
      for (const key of ["Enter", "Tab", "Tab", "Enter"]) await page.keyboard.press(key);
      await page.waitForSelector(".bar-current:has-text('2 Understanding')");
      const top: number = await page.evaluate(
        "document.querySelector('#slide-02').getBoundingClientRect().top",
      );
      assert.ok(top >= 48 && top < 800, String(top));
    }));

  test("the list of contents marks the slide being read", () =>
    withPage({}, async (page) => {
      await page.locator(".contents a[href='#slide-09']").click();
      await page.waitForSelector(".contents a[href='#slide-09'][aria-current='true']");
    }));

  test("claims are filtered by outcome with scripts switched off", () =>
    withPage({ javaScriptEnabled: false }, async (page) => {
      await page.locator("#claims summary").click();
      await page.locator('label[for="filter-contradicted"]').click();
      const rows = page.locator("#claims .claims-table").first().locator("tbody tr:visible");
      assert.is(await rows.count(), 1);
    }));
}

function testOthers({ present, study, withPage }: OpenReport): void {
  test("the presentation is controlled by keyboard, and its address names the screen", () =>
    withPage(
      {},
      async (page) => {
        for (const [key, hash] of [
          ["ArrowRight", "#set-up"],
          ["End", "#closing"],
          ["Home", "#opening"],
        ] as const) {
          await page.keyboard.press(key);
          await page.waitForURL((url) => url.hash === hash);
        }
      },
      present,
    ));

  test("a figure is explored: a value is read by keyboard, and Escape closes the dialog", () =>
    withPage(
      {},
      async (page) => {
        await page.locator("#figure-15-loss .explore-button").click();
        await page.waitForSelector(".explore-stage svg");
        const readout = () => page.locator(".explore-name, .explore-readout dd").allTextContents();
        const before = await readout();
        await page.keyboard.press("ArrowRight");
        assert.not.equal(await readout(), before);
        await page.keyboard.press("Escape");
        assert.not.ok(await page.locator(".explore-stage svg").isVisible());
      },
      study,
    ));
}

test.run();
