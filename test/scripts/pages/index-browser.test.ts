import type { Page } from "playwright-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openReport } from "../../helpers/open-report.ts";

const test = suite("the report's page in a browser");

const { withPage, close } = await openReport();

test.after(close);

/** The positions of the deck and of the evidence in the measured slide's short form. */
async function partsOf(page: Page) {
  const boxes = ["side", "evidence"].map((name) => page.locator(`#slide-15 .slide-${name}`).boundingBox());
  const [deck, evidence] = await Promise.all(boxes);
  if (!deck || !evidence) throw new Error("a part is not shown");
  return { deck, evidence };
}

for (const width of [720, 1440]) {
  test(`at ${width} px the deck is left of the evidence, tops aligned`, () =>
    withPage({ viewport: { width, height: 900 } }, async (page) => {
      const { deck, evidence } = await partsOf(page);
      assert.ok(evidence.x >= deck.x + deck.width, `${deck.x}, ${deck.width}, ${evidence.x}`);
      assert.ok(Math.abs(evidence.y - deck.y) < 1);
    }));
}

test("on a phone the evidence is above the deck, and the headline figure is within two screens", () =>
  withPage({ viewport: { width: 360, height: 800 } }, async (page) => {
    const { deck, evidence } = await partsOf(page);
    assert.ok(deck.y >= evidence.y + evidence.height);
    const headline = await page.locator(".headline .figure-drawing").boundingBox();
    assert.ok(headline !== null && headline.y + headline.height < 2 * 800);
  }));

test("on a phone the deck's figure is folded until it is asked for, with scripts switched off; elsewhere it is shown", async () => {
  await withPage({ javaScriptEnabled: false, viewport: { width: 360, height: 800 } }, async (page) => {
    const figure = page.locator("#slide-15 .deck-card .plate");
    assert.is(await figure.isVisible(), false);
    await page.locator("#slide-15 .deck-show input").focus();
    await page.keyboard.press("Space");
    assert.is(await figure.isVisible(), true);
  });
  // The narrowest page that has the deck next to the evidence.
  await withPage({ viewport: { width: 720, height: 800 } }, async (page) => {
    assert.is(await page.locator("#slide-15 .deck-card .plate").isVisible(), true);
    assert.is(await page.locator("#slide-15 .deck-show").isVisible(), false);
  });
});

test("claims are filtered by outcome with scripts switched off", () =>
  withPage({ javaScriptEnabled: false }, async (page) => {
    await page.locator("#claims summary").click();
    const rows = page.locator("#claims .claims-table").first().locator("tbody tr:visible");
    const all = await rows.count();
    await page.locator('label[for="filter-contradicted"]').click();
    const shown = await rows.locator(".badge").allTextContents();
    assert.equal(
      shown.map((text) => text.trim()),
      ["contradicted"],
    );
    await page.locator('label[for="filter-all"]').click();
    assert.is(await rows.count(), all);
  }));

test("a click on a column's head sorts the claims, first up, then down", () =>
  withPage({}, async (page) => {
    await page.locator("#claims summary").click();
    const slides = page.locator("#claims .claims-table").first().locator(".claim-slide");
    const button = page.locator("#claims th button", { hasText: "Slide" });
    const sorted = async () => (await slides.allTextContents()).map(Number);
    const before = await sorted();
    await button.click();
    assert.equal(
      await sorted(),
      [...before].sort((a, b) => a - b),
    );
    await button.click();
    assert.equal(
      await sorted(),
      [...before].sort((a, b) => b - a),
    );
    assert.is(await page.locator("#claims th[aria-sort]").getAttribute("aria-sort"), "descending");
  }));

test("old links to a figure that only the study shows lead to the link to the study", () =>
  withPage({}, async (page) => {
    const target = page.locator("#figure-15-final");
    const link = target.locator("..").locator("a");
    assert.is(await link.getAttribute("href"), "slides/15-measured/index.html");
  }));

test.run();
