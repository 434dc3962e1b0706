/** A report of the whole deck in a real browser: the deck's own figures, and one measured slide at the end. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { BrowserContextOptions, Page } from "playwright-core";
import * as assert from "uvu/assert";
import { startBrowser } from "./browser.ts";
import { buildWholeDeck, writeReport } from "./fixture.ts";

export async function openReport() {
  const folder = await mkdtemp(path.join(tmpdir(), "report-"));
  const { files, rendered } = await buildWholeDeck();
  await writeReport(files, folder);
  const browser = await startBrowser();
  const addressOf = (file: string) => pathToFileURL(path.join(folder, file)).href;
  const index = addressOf("index.html");
  return {
    folder,
    figures: rendered.flatMap((slide) => slide.figures),
    index,
    present: addressOf("present.html"),
    /** The study of the measured slide. */
    study: addressOf("slides/15-measured/index.html"),
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
      const home = url.startsWith("file:") ? pathToFileURL(folder).href : new URL(".", url).href;
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

/** Opens every collapsed part of the page. */
export async function unfold(page: Page): Promise<void> {
  await page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true");
}
