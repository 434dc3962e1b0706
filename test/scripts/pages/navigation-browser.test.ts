import type { Page } from "playwright-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { clickInPlace, openReport, tabStopsOf } from "../../helpers/open-report.ts";

const test = suite("navigation in a browser");

const { index, study, withPage, close } = await openReport();

test.after(close);

const phone = { viewport: { width: 360, height: 800 } };
const BAR_HEIGHT = 48;

const currentOf = (page: Page) => page.locator(".bar-current").textContent();

/** The distance of an element from the top of the window, px. */
async function topOf(page: Page, selector: string): Promise<number> {
  return await page.evaluate(
    `document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect().top`,
  );
}

for (const [width, shown, hidden] of [
  [999, ".bar", ".contents"],
  [1000, ".contents", ".bar"],
] as const) {
  test(`at ${width} px the contents are in ${shown}, which stays visible`, () =>
    withPage({ viewport: { width, height: 900 } }, async (page) => {
      assert.is(await page.locator(hidden).isVisible(), false);
      await page.locator("#slide-07").scrollIntoViewIfNeeded();
      await page.evaluate("scrollBy(0, 300)");
      assert.is(await page.locator(shown).isVisible(), true);
      assert.is(await topOf(page, shown), 0);
    }));
}

test("the bar is 48 px high, names the current slide, and links to the slides before and after", () =>
  withPage(phone, async (page) => {
    assert.is((await page.locator(".bar > .wrap").boundingBox())?.height, BAR_HEIGHT);
    assert.is(await currentOf(page), "Contents");
    const [previous, next] = [page.getByText("‹", { exact: true }), page.getByText("›", { exact: true })];
    await clickInPlace(page, next);
    await page.waitForURL("**#slide-01");
    await page.waitForSelector(".bar-current:has-text('1 ')");
    await clickInPlace(page, next);
    await page.waitForSelector(".bar-current:has-text('2 Understanding LoRA’s Design')");
    assert.is(await next.getAttribute("aria-label"), "Next: 3 Limited Parameter Space");
    await clickInPlace(page, previous);
    await page.waitForURL("**#slide-01");
    await page.waitForSelector(".bar-current:has-text('1 ')");
    await clickInPlace(page, previous);
    await page.waitForURL("**#top");
    await page.waitForSelector(".bar-current:text-is('Contents')");
  }));

for (const javaScriptEnabled of [true, false]) {
  test(`no link of the bar leads to a place hidden below it, scripts ${javaScriptEnabled ? "on" : "off"}`, () =>
    withPage({ ...phone, javaScriptEnabled }, async (page) => {
      const links = await page.locator(".bar .toc a").count();
      assert.ok(links > 20, String(links));
      for (let link = 0; link < links; link++) {
        if (!(await page.locator(".bar .toc").isVisible())) await page.locator(".bar summary").click();
        await page.locator(".bar .toc a").nth(link).click();
        const target = new URL(page.url()).hash;
        const top = await topOf(page, target);
        assert.ok(target === "#top" || (top >= BAR_HEIGHT && top < 800), `${target}: ${top}`);
      }
      assert.is(await page.evaluate("scrollY"), 0);
    }));
}

test("without scripts, the bar has its menu, but no links to previous and next", () =>
  withPage({ ...phone, javaScriptEnabled: false }, async (page) => {
    assert.is(await page.locator(".bar-step:visible").count(), 0);
  }));

test("the menu is opened, closed and left by keyboard alone", () =>
  withPage(phone, async (page) => {
    const summary = page.locator(".bar summary");
    const list = page.locator(".bar .toc");
    await summary.focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    assert.match(await page.evaluate("document.activeElement.textContent"), /^1Why/);
    await page.keyboard.press("Escape");
    assert.is(await list.isVisible(), false);
    assert.is(await page.evaluate("document.activeElement.localName"), "summary");
    await page.keyboard.press("Enter");
    for (let stop = 0; stop < 3; stop++) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForURL("**#slide-03");
    assert.is(await list.isVisible(), false);
  }));

test("the bar of a study has its sections and a link to the study before", () =>
  withPage(
    phone,
    async (page) => {
      await page.locator(".bar summary").click();
      await page.locator(".bar .toc a", { hasText: "Claims and checks" }).click();
      assert.ok((await topOf(page, "#slide-15-claims")) >= BAR_HEIGHT);
      await page.locator(".bar a[rel=prev]").click();
      await page.waitForURL("**/slides/14-resources/index.html");
    },
    study,
  ));

for (const width of [360, 1280]) {
  test(`at ${width} px the report has fewer than 150 stops of Tab`, () =>
    withPage(
      { viewport: { width, height: 800 } },
      async (page) => {
        const stops = await tabStopsOf(page);
        assert.ok(stops.length > 50 && stops.length < 150, `${stops.length}: ${stops.join(", ")}`);
      },
      index,
    ));
}

test.run();
