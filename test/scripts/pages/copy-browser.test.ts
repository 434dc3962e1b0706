import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openReport, waitUntil } from "../../helpers/open-report.ts";

const test = suite("a claim's link in a browser");

const { study, withPage, close } = await openReport();

test.after(close);

const link = 'a[href="#slide-15-claim-slower"][data-sentence]';

test("it copies the claim's sentence, follows itself and says so; from disk no address is copied", () =>
  withPage({}, async (page) => {
    await page.addInitScript(
      "Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { window.copied = text; } } })",
    );
    await page.goto(study);
    const sentence = await page.locator(link).getAttribute("data-sentence");
    assert.match((await page.locator(link).textContent()) ?? "", "Copy with link");
    await page.locator(link).click();
    await page.waitForSelector(`${link}:has-text("Copied")`);
    assert.is(await page.evaluate("window.copied"), sentence);
    assert.ok(page.url().endsWith("#slide-15-claim-slower"));
    await page.evaluate(
      "document.head.insertAdjacentHTML('beforeend', '<link rel=\"canonical\" href=\"https://example.org/report/\">')",
    );
    await page.locator(link).click();
    await waitUntil(page, "window.copied.endsWith(' https://example.org/report/#slide-15-claim-slower')");
    assert.is(
      await page.evaluate("window.copied"),
      `${sentence} https://example.org/report/#slide-15-claim-slower`,
    );
  }));

test("without a clipboard it stays a link", () =>
  withPage({}, async (page) => {
    await page.addInitScript("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
    await page.goto(study);
    assert.match((await page.locator(link).textContent()) ?? "", /^Link/);
    await page.locator(link).click();
    assert.ok(page.url().endsWith("#slide-15-claim-slower"));
  }));

test.run();
