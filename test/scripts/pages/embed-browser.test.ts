import { writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { violationsOf } from "../../helpers/axe.ts";
import { openReport } from "../../helpers/open-report.ts";
import { withServer } from "../../helpers/serve-folder.ts";

const test = suite("a figure embedded in another page");

const { folder, study, withPage, close } = await openReport();

test.after(close);

/** The element that the study offers for its curves. */
const codeOf = ".figure-files [href$='embed/15-loss.html'] ~ .embed-code";
const addressIn = (code = "") => /src="([^"]*)"/.exec(code)?.[1];

for (const width of [340, 1000]) {
  test(`in a frame ${width} px wide, it has drawing, caption, licence and a link to its place, and no bar to scroll sideways`, () =>
    withPage({}, async (page) => {
      const host = path.join(folder, "host.html");
      await writeFile(
        host,
        `<iframe src="embed/15-loss.html" title="Loss" width="${width}" height="600"></iframe>`,
      );
      await page.goto(pathToFileURL(host).href);
      const frame = page.frameLocator("iframe");
      await frame.locator("svg.figure-drawing").waitFor();
      assert.match(
        (await frame.locator("figcaption").textContent()) ?? "",
        "Validation loss falls more slowly",
      );
      const links = frame.locator(".embed-source a");
      assert.equal(await links.evaluateAll((all) => all.map((link) => String(link.getAttribute("href")))), [
        "../slides/15-measured/index.html#figure-15-loss",
        "https://spdx.org/licenses/MIT",
      ]);
      const inFrame = page.frames()[1];
      assert.ok(inFrame !== undefined);
      const over = await inFrame.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      assert.is(over, 0);
      await frame.locator(".explore-button").click();
      await frame.locator(".explore-stage svg").waitFor();
    }));
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`its page meets WCAG AA, ${colorScheme}, and asks not to be listed`, () =>
    withPage({ colorScheme }, async (page) => {
      await page.goto(pathToFileURL(path.join(folder, "embed", "15-loss.html")).href);
      assert.equal(await violationsOf(page), []);
      assert.is(await page.locator("meta[name=robots]").getAttribute("content"), "noindex");
    }));
}

test("a figure of invented values says so, and cannot be explored", () =>
  withPage({}, async (page) => {
    await page.goto(pathToFileURL(path.join(folder, "embed", "15-deck.html")).href);
    assert.match(
      (await page.locator("figcaption").textContent()) ?? "",
      "Both decay rates and both noise levels are invented.",
    );
    assert.is(await page.locator(".explore-button").count(), 0);
  }));

test("the menu of files has the element, relative from disk and absolute from a server", () =>
  withServer(folder, async (address) => {
    await withPage(
      {},
      async (page) => {
        const code = (await page.locator(codeOf).textContent()) ?? "";
        assert.is(addressIn(code), "../../embed/15-loss.html");
        assert.match(
          code,
          /^<iframe src="[^"]+" title="[^"]+" width="100%" height="\d+" loading="lazy" style="border: 0"><\/iframe>$/,
        );
      },
      study,
    );
    const served = `${address}slides/15-measured/index.html`;
    await withPage(
      {},
      async (page) => {
        const code = (await page.locator(codeOf).textContent()) ?? "";
        assert.is(addressIn(code), `${address}embed/15-loss.html`);
      },
      served,
    );
  }));

test.run();
