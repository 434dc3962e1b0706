import type { Page } from "playwright-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { violationsOf } from "../../helpers/axe.ts";
import { openReport, overflowOf, waitUntil } from "../../helpers/open-report.ts";

const test = suite("the search, opened from disk");

const { folder, index, study, pages, withPage, close } = await openReport();

test.after(close);

const phone = { viewport: { width: 390, height: 844 } };
const isOpen = (page: Page) => page.locator("dialog.search").isVisible();
const statusOf = (page: Page) => page.locator(".search-status").textContent();
const focusedText = (page: Page): Promise<string> => page.evaluate("document.activeElement.textContent");
const focusedName = (page: Page): Promise<string> => page.evaluate("document.activeElement.localName");

/** Types a query into the open search, and waits for its results. */
async function ask(page: Page, query: string): Promise<void> {
  await page.locator(".search input").fill(query);
  await waitUntil(page, "document.querySelector('.search-status').textContent !== ''");
}

/** The kind and the text of each result. */
async function resultsOf(page: Page): Promise<string[]> {
  return await page.locator(".search-results li").allTextContents();
}

for (const [name, url] of pages) {
  test(`${name} loads the search when it opens, not before`, () =>
    withPage(
      {},
      async (page) => {
        const loaded: string[] = [];
        page.on("request", (request) => loaded.push(request.url().replace(/^.*\/assets\//, "")));
        await page.reload();
        assert.ok(loaded.includes("report.js"));
        const ofSearch = () => loaded.filter((file) => file.startsWith("search"));
        assert.equal(ofSearch(), []);
        await page.keyboard.press("/");
        await ask(page, "noise");
        assert.equal(ofSearch(), ["search/index.js", "search.js"]);
      },
      url,
    ));

  test(`${name} has one visible button at a time, at every width`, () =>
    withPage(
      {},
      async (page) => {
        for (const width of [360, 999, 1280, 1920]) {
          await page.setViewportSize({ width, height: 800 });
          await page.evaluate("scrollTo(0, 0)");
          const buttons = page.locator(".top .search-open:visible, .bar .search-open:visible");
          assert.is(await buttons.count(), 1, String(width));
          assert.ok((await overflowOf(page)) <= 0, String(width));
        }
      },
      url,
    ));
}

test("by keyboard alone: / opens, arrows move, Enter follows, Escape closes and gives the focus back", () =>
  withPage({}, async (page) => {
    await page.keyboard.press("/");
    assert.is(await focusedName(page), "input");
    await ask(page, "loss");
    const found = await resultsOf(page);
    assert.ok(found.length > 2, String(found.length));
    await page.keyboard.press("ArrowUp");
    assert.is(await focusedName(page), "input");
    for (const place of [0, 1]) {
      await page.keyboard.press("ArrowDown");
      assert.is(await focusedText(page), found[place]);
    }
    await page.keyboard.press("ArrowUp");
    assert.is(await focusedText(page), found[0]);
    await page.keyboard.press("Escape");
    assert.is(await isOpen(page), false);
    assert.is(await focusedName(page), "body");
    const button = page.locator(".top .search-open");
    await button.focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    assert.ok(
      await button.evaluate((element: { matches(query: string): boolean }) => element.matches(":focus")),
    );
  }));

test("a claim is found by its words, with its page and result, and Enter leads to it", () =>
  withPage({}, async (page) => {
    await page.keyboard.press("/");
    await ask(page, "falls slowly LoRA");
    const [first = ""] = await resultsOf(page);
    assert.match(first, /^claim Slide 15, Training Stability the loss falls more slowly with LoRA 0\.12/i);
    assert.equal(await page.locator(".search-results li:first-child .search-title mark").allTextContents(), [
      "falls",
      "slowly",
      "LoRA",
    ]);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/slides/15-measured/index.html#slide-15-claim-slower");
  }));

test("a figure, a heading, a sentence with a finding and a check of spelling are found", () =>
  withPage({}, async (page) => {
    const firstFor = async (query: string) => {
      await ask(page, query);
      return (await resultsOf(page))[0] ?? "";
    };
    await page.keyboard.press("/");
    assert.match(await firstFor("exponentials"), /^figure .*Figure \d+/i);
    assert.match(await firstFor("what was found"), /^section Slide 15.* What was found$/i);
    assert.match(await firstFor("1.967"), /^finding .*which ends at 1\.967\snats\.$/i);
    assert.match(await firstFor("1200 steps"), /1,200/);
    assert.match(await firstFor("stabilty"), /Stability/);
  }));

test("a result on the same page closes the search and shows its place", () =>
  withPage(
    {},
    async (page) => {
      await page.locator(".bar .search-open").click();
      await ask(page, "final loss of each arm");
      await page.locator(".search-results a").first().click();
      await page.waitForURL("**#figure-15-final");
      assert.is(await isOpen(page), false);
      const top: number = await page.evaluate(
        "document.querySelector('#figure-15-final').getBoundingClientRect().top",
      );
      assert.ok(top >= 48 && top < 900, String(top));
    },
    study,
  ));

test("what is nowhere is said so, and an empty field lists nothing", () =>
  withPage({}, async (page) => {
    await page.keyboard.press("/");
    await ask(page, "<b>xylophone</b>");
    assert.is(await statusOf(page), "Nothing found for “<b>xylophone</b>”.");
    assert.equal(await resultsOf(page), []);
    await page.keyboard.press("Enter");
    assert.is(await isOpen(page), true);
    await page.locator(".search input").fill(" ");
    assert.is(await statusOf(page), "");
  }));

test("many results are counted, and the best are listed", () =>
  withPage({}, async (page) => {
    await page.keyboard.press("/");
    await ask(page, "the");
    const [, count = "", shown = ""] =
      /^(\d+) results, the best (\d+) are shown\.$/.exec((await statusOf(page)) ?? "") ?? [];
    assert.is(String((await resultsOf(page)).length), shown);
    assert.ok(Number(count) > Number(shown), count);
  }));

test("/ is a letter while typing into a field, and opens nothing over another dialog", () =>
  withPage(
    {},
    async (page) => {
      await page.keyboard.press("/");
      await page.keyboard.type("1/2");
      assert.is(await page.locator(".search input").inputValue(), "1/2");
      await page.keyboard.press("Escape");
      await page.locator(".explore-button").first().click();
      await page.keyboard.press("/");
      assert.is(await isOpen(page), false);
    },
    study,
  ));

test("without scripts there is no search", () =>
  withPage({ javaScriptEnabled: false }, async (page) => {
    assert.is(await page.locator(".search-open:visible").count(), 0);
  }));

for (const [name, options] of [
  ["wide", {}],
  ["on a phone", phone],
] as const) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`open, ${name} and ${colorScheme}, it meets WCAG AA`, () =>
      withPage({ ...options, colorScheme }, async (page) => {
        await page.keyboard.press("/");
        await ask(page, "LoRA");
        assert.equal(await violationsOf(page), []);
        assert.ok((await overflowOf(page)) <= 0);
      }));
  }
}

test("every result leads to a place that exists", async () => {
  const { readFile } = await import("node:fs/promises");
  const script = await readFile(`${folder}/assets/search/index.js`, "utf8");
  const searched: readonly { file: string; entries: readonly { id: string }[] }[] = JSON.parse(
    script.replace(/^globalThis\.searchPages = /, "").replace(/;\n$/, ""),
  );
  assert.ok(searched.length > 14);
  for (const { file, entries } of searched) {
    const html = await readFile(`${folder}/${file}`, "utf8");
    for (const { id } of entries) assert.ok(html.includes(` id="${id}"`), `${file}#${id}`);
  }
  assert.ok(index.length > 0);
});

test.run();
