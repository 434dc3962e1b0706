import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { AxeResults, RunOptions } from "axe-core";
import type { BrowserContextOptions, Page } from "playwright-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { measureText } from "../../../scripts/drawing/text-metrics.ts";
import { startBrowser } from "../../helpers/browser.ts";
import { buildWholeDeck, writeReport } from "../../helpers/fixture.ts";
import { pagesOfDestinations } from "../../helpers/pdf-destinations.ts";

const test = suite("the page in a browser");

const folder = await mkdtemp(path.join(tmpdir(), "report-"));
const { files, rendered } = await buildWholeDeck();
await writeReport(files, folder);
const figures = rendered.flatMap((slide) => slide.figures);
const address = pathToFileURL(path.join(folder, "index.html")).href;
const browser = await startBrowser();
const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

test.after(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

/** Opens the report for `body`, and asserts that the console stayed silent and that nothing was fetched from elsewhere. */
async function withPage(
  options: BrowserContextOptions,
  body: (page: Page) => Promise<void>,
  url = address,
): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const messages: string[] = [];
  const strangers: string[] = [];
  page.on("console", (message) => messages.push(message.text()));
  page.on("pageerror", (error) => messages.push(String(error)));
  page.on("requestfailed", (request) => messages.push(`failed: ${request.url()}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(new URL(".", url).href) && !request.url().startsWith("data:")) {
      strangers.push(request.url());
    }
  });
  await page.goto(url);
  await page.evaluate("document.fonts.ready.then(() => undefined)");
  await body(page);
  await context.close();
  assert.equal(messages, []);
  assert.equal(strangers, []);
}

/** Opens every collapsed part of the page. */
async function unfold(page: Page): Promise<void> {
  await page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true");
}

/** By how much the page is wider than the window, px. */
async function overflowOf(page: Page): Promise<number> {
  return await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
}

/** Violations found by axe, each with its elements. */
async function violationsOf(page: Page): Promise<string[]> {
  const options: RunOptions = {
    preload: false,
    runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
  };
  await page.evaluate(axeSource);
  const { violations }: AxeResults = await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`);
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`,
  );
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing in ${colorScheme} mode, everything unfolded`, () =>
    withPage({ colorScheme }, async (page) => {
      await unfold(page);
      assert.equal(await violationsOf(page), []);
    }));
}

test("axe finds nothing at the width of a phone", () =>
  withPage({ viewport: { width: 320, height: 700 } }, async (page) => {
    assert.equal(await violationsOf(page), []);
  }));

for (const width of [320, 768, 1440]) {
  test(`nothing is wider than a window of ${width} px`, () =>
    withPage({ viewport: { width, height: 900 } }, async (page) => {
      assert.is(await overflowOf(page), 0);
      await unfold(page);
      assert.is(await overflowOf(page), 0);
    }));
}

test("a figure's list of files opens, and its links are reached, by keyboard alone", () =>
  withPage({}, async (page) => {
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
    assert.equal(reached.slice(9), ["BibTeX", "ZIP"]);
  }));

test("ids are unique and every link within the page leads somewhere", () =>
  withPage({}, async (page) => {
    const ids: string[] = await page.evaluate(
      "[...document.querySelectorAll('[id]')].map((element) => element.id)",
    );
    assert.is(new Set(ids).size, ids.length);
    const broken: string[] = await page.evaluate(
      "[...document.querySelectorAll('a[href^=\"#\"]')].map((link) => link.hash).filter((hash) => !document.querySelector(hash))",
    );
    assert.equal(broken, []);
  }));

test("all figures are shown, fonts included, without scripts and from disk", () =>
  withPage({ javaScriptEnabled: false }, async (page) => {
    const drawings = page.locator("figure .figure-drawing");
    assert.is(await drawings.count(), figures.length);
    for (const drawing of await drawings.all()) {
      const box = await drawing.boundingBox();
      assert.ok(box !== null && box.width > 100 && box.height > 40);
    }
  }));

test("the page works from a server, below any path", async () => {
  const server = createServer(async ({ url = "" }, response) => {
    const file = path.join(folder, url.replace("/some/where/", ""));
    const types: Record<string, string> = {
      ".css": "text/css",
      ".js": "text/javascript",
      ".woff2": "font/woff2",
    };
    response.setHeader("Content-Type", types[path.extname(file)] ?? "text/html");
    response.end(await readFile(file));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await withPage(
      {},
      async (page) => {
        await page.waitForSelector('.contents a[href="#abstract"][aria-current="true"]');
        await page.goto(`${page.url()}#slide-09`);
        await page.waitForSelector('.contents a[href="#slide-09"][aria-current="true"]');
      },
      `http://127.0.0.1:${port}/some/where/index.html`,
    );
  } finally {
    server.close();
  }
});

test("every font of the style sheet is used and can be loaded", () =>
  withPage({}, async (page) => {
    await unfold(page);
    await page.evaluate("document.fonts.ready.then(() => undefined)");
    const unread: string[] = await page.evaluate(
      "[...document.fonts].filter((face) => face.status !== 'loaded').map((face) => face.family + face.style)",
    );
    assert.equal(unread, []);
  }));

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

for (const format of ["A4", "Letter"] as const) {
  test(`printed on ${format}, no figure is split`, () =>
    withPage({}, async (page) => {
      await page.evaluate(`
        for (const [index, figure] of document.querySelectorAll("figure").entries()) {
          for (const [end, place] of [["top", "afterbegin"], ["end", "beforeend"]]) {
            figure.insertAdjacentHTML(place, \`<span id="mark-\${index}-\${end}"></span>\`);
            document.body.insertAdjacentHTML("beforeend", \`<a href="#mark-\${index}-\${end}">.</a>\`);
          }
        }`);
      const pages = pagesOfDestinations(await page.pdf({ format, printBackground: true }));
      for (const [index] of figures.entries()) {
        const top = pages.get(`mark-${index}-top`);
        assert.ok(top !== undefined, `figure ${index} is printed`);
        assert.is(pages.get(`mark-${index}-end`), top, `figure ${index} is whole`);
      }
    }));
}

test.run();
