/** What a page of an edition says once a newer one is published: served, from disk, and without scripts. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { addressOf, serve } from "../../../scripts/system/serve-folder.ts";
import { startBrowser } from "../../helpers/browser.ts";
import { filesOf } from "../../helpers/build.ts";
import { overflowOf } from "../../helpers/open-report.ts";
import { firstEdition, publish, secondEdition, withLaterReport } from "../../helpers/two-editions.ts";

const test = suite("a page of an edition in a browser");

const browser = await startBrowser();

test.after(() => browser.close());

const withPage = async (
  options: { readonly javaScriptEnabled?: boolean },
  body: (page: Page) => Promise<void>,
) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 800 }, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("console", (message) => problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("requestfailed", (request) => problems.push(`failed: ${request.url()}`));
  await body(page);
  await context.close();
  assert.equal(problems, []);
};

/** The notices of a page. */
const noticesOn = async (page: Page, address: string): Promise<string[]> => {
  await page.goto(address);
  return await page.locator(".notice").allInnerTexts();
};

const changed =
  "A newer edition, 2027-03, exists. The claim “words of the deck” changed from supported to inconclusive.";
const unchanged = "A newer edition, 2027-03, exists. No claim on this page has changed.";

test("each address of the first edition answers as before; its pages say what the next one changes, other pages say nothing", () =>
  withLaterReport(async (project) => {
    await publish(firstEdition, project);
    const own = [...(await filesOf(project, "out.site"))].filter(([file]) =>
      file.startsWith("editions/2026-12/"),
    );
    const folder = join(project.root, "out.site");
    const server = await serve(folder, "/report/", 0, project.effects.disk);
    const served = addressOf(server);
    const onDisk = `${pathToFileURL(folder).href}/`;
    try {
      await withPage({}, async (page) => {
        assert.equal(await noticesOn(page, `${served}editions/2026-12/`), []);
      });
      await publish(secondEdition, project);
      for (const [file, content] of own) {
        const response = await fetch(served + file);
        assert.is(response.status, 200, file);
        assert.ok(Buffer.from(await response.arrayBuffer()).equals(Buffer.from(content, "latin1")), file);
      }
      await saysWhatChanged([served, onDisk]);
      await worksWithoutScripts(onDisk);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }));

async function saysWhatChanged(sites: readonly string[]): Promise<void> {
  for (const site of sites) {
    await withPage({}, async (page) => {
      for (const [file, said] of [
        ["index.html", changed],
        ["slides/01-one/index.html", changed],
        ["slides/02-two/index.html", unchanged],
      ] as const) {
        const links = "This page in edition 2027-03 · All editions";
        assert.equal(await noticesOn(page, `${site}editions/2026-12/${file}`), [`${said} ${links}`]);
        assert.is(await overflowOf(page), 0);
        const link = page.locator(".notice a").first();
        assert.is(await link.getAttribute("href"), `${site}editions/2027-03/${file}`);
      }
      await page.locator(".notice a").last().click();
      assert.is(page.url(), `${site}editions/index.html`);
      for (const file of ["editions/2027-03/index.html", "index.html", "slides/01-one/index.html"]) {
        assert.equal(await noticesOn(page, site + file), []);
      }
    });
  }
  await withPage({}, async (page) => {
    for (const file of ["editions/index.html", "editions/2027-03/changes.html"]) {
      await page.goto((sites[0] ?? "") + file);
      assert.is(await overflowOf(page), 0, file);
    }
  });
}

async function worksWithoutScripts(onDisk: string): Promise<void> {
  await withPage({ javaScriptEnabled: false }, async (page) => {
    assert.equal(await noticesOn(page, `${onDisk}editions/2026-12/slides/01-one/index.html`), []);
    await page.getByRole("link", { name: "all editions" }).click();
    assert.is(page.url(), `${onDisk}editions/index.html`);
  });
}

test.run();
