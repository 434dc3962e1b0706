/** A report of the whole deck in a real browser: the deck's own figures, and one measured slide at the end. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import * as assert from "uvu/assert";
import { startBrowser } from "./browser.ts";
import { buildWholeDeck, writeReport } from "./fixture.ts";
import { SERVED_BELOW } from "./serve-folder.ts";

export type OpenReport = Awaited<ReturnType<typeof openReport>>;

/** The caller closes it; `start` starts the browser, `build` makes the report. */
export async function openReport(
  start: () => Promise<Browser> = startBrowser,
  build: typeof buildWholeDeck = buildWholeDeck,
) {
  const folder = await mkdtemp(path.join(tmpdir(), "report-"));
  const { files, recorded, drawings } = await build();
  await writeReport(files, folder);
  const browser = await start();
  const addressOf = (file: string) => pathToFileURL(path.join(folder, file)).href;
  const index = addressOf("index.html");
  /** Of the measured slide. */
  const study = addressOf("slides/15-measured/index.html");
  return {
    folder,
    figures: recorded.records.slides.flatMap((slide) => slide.figures),
    drawings,
    index,
    present: addressOf("present.html"),
    checklist: addressOf("checklist.html"),
    study,
    /** One page of each kind, by name. */
    pages: [
      ["the report", index],
      ["a study", study],
    ] as const,
    /** Opens a page for `body`; asserts that the console stayed silent and that nothing came from outside the report. */
    async withPage(
      options: BrowserContextOptions,
      body: (page: Page) => Promise<void>,
      url = index,
    ): Promise<void> {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      const page = await context.newPage();
      const messages: string[] = [];
      const strangers: string[] = [];
      const home = url.startsWith("file:") ? pathToFileURL(folder).href : new URL(SERVED_BELOW, url).href;
      page.on("console", (message) => messages.push(message.text()));
      page.on("pageerror", (error) => messages.push(String(error)));
      page.on("requestfailed", (request) => messages.push(`failed: ${request.url()}`));
      page.on("request", (request) => {
        if (!request.url().startsWith(home) && !request.url().startsWith("data:")) {
          strangers.push(request.url());
        }
      });
      await page.goto(url);
      await page.evaluate("document.fonts.ready.then(() => undefined)");
      await body(page);
      await context.close();
      assert.equal(messages, []);
      assert.equal(strangers, []);
    },
    async close(): Promise<void> {
      await browser.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Locator.click scrolls the page when it has to try again, and a scroll changes where the bar leads. */
export async function clickInPlace(page: Page, target: Locator): Promise<void> {
  const box = await target.boundingBox();
  assert.ok(box !== null);
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
}

/**
 * Waits until an expression is true in the page. Page.waitForFunction evaluates it in the page from the second time on, which
 * the policy of the pages refuses.
 */
export async function waitUntil(page: Page, expression: string): Promise<void> {
  const end = Date.now() + 30_000;
  while ((await page.evaluate(expression)) !== true) {
    assert.ok(Date.now() < end, `not true within 30 s: ${expression}`);
    await setTimeout(50);
  }
}

/** Opens every collapsed part of the page. */
export async function unfold(page: Page): Promise<void> {
  await page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true");
}

/** By how much the page is wider than the window, px. */
export async function overflowOf(page: Page): Promise<number> {
  return await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
}

/** What the focus reaches by Tab alone, from the start of the page to its end: how each stop begins. */
export async function tabStopsOf(page: Page): Promise<string[]> {
  const stops: string[] = [];
  for (;;) {
    await page.keyboard.press("Tab");
    const stop: string = await page.evaluate(
      "document.activeElement === document.body ? '' : document.activeElement.outerHTML.slice(0, 60)",
    );
    if (stop === "") return stops;
    stops.push(stop);
  }
}
