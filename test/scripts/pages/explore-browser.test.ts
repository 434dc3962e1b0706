import type { Page } from "playwright-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { violationsOf } from "../../helpers/axe.ts";
import { openReport, waitUntil } from "../../helpers/open-report.ts";
import { SERVED_BELOW, withServer } from "../../helpers/serve-folder.ts";

const test = suite("figures explored in a browser");

const { folder, drawings, index, study, withPage, close } = await openReport();

test.after(close);

/** The rows of the measured slide's curves: three arms, thirteen steps. */
const rows = drawings.get("15-loss")?.tables[0]?.rows ?? [];

const phone = { width: 360, height: 760 };

async function openCurves(page: Page): Promise<void> {
  await page.locator("#figure-15-loss .explore-button").click();
  await page.waitForSelector(".explore-stage svg");
}

/** The readout: its name, and its values. */
const readoutOf = (page: Page) => page.locator(".explore-name, .explore-readout dd").allTextContents();

/** The lines of the drawing, without those of its legend. */
const LINES = '.explore-stage path[stroke-width="2"][d^="M0,"]';

const untilLines = (page: Page, count: number) =>
  waitUntil(page, `document.querySelectorAll('${LINES}').length === ${count}`);

test("Vega and a figure are loaded when a reader opens the figure, and nothing before", () =>
  withPage({}, async (page) => {
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url().replace(/^.*\/assets\//, "")));
    await page.reload();
    await page.evaluate("document.fonts.ready.then(() => undefined)");
    assert.not.ok(asked.some((file) => /vega|explore\//.test(file)));
    asked.length = 0;
    await openCurves(page);
    assert.equal(asked.sort(), ["explore/15-loss.js", "vega.js"]);
  }));

test("each measured figure has a button, which the tab key reaches; the deck's figures have none", () =>
  withPage({}, async (page) => {
    const buttons = page.locator("main button.explore-button");
    assert.is(await buttons.count(), await page.locator("[data-explore]").count());
    assert.is(await page.locator(".plate-deck .explore-button").count(), 0);
    const added: number = await page.evaluate(`
      [...document.querySelectorAll("[data-explore]")].flatMap((figure) => [...figure.querySelectorAll("a, button, [tabindex]")])
        .filter(({ tabIndex }) => tabIndex >= 0).length`);
    assert.is(added, await buttons.count());
  }));

test("by keyboard alone a figure opens, its values are read one by one, Escape closes it and the focus returns", () =>
  withPage({}, async (page) => {
    const button = page.locator("#figure-15-loss .explore-button");
    await button.focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector(".explore-stage svg");
    const seen = new Set<string>();
    const keys = ["Home", ...Array.from({ length: 12 }, () => "ArrowRight")];
    // The first key shows the start, on the lowest line.
    for (const turn of ["ArrowUp", "ArrowUp", "ArrowUp"]) {
      await page.keyboard.press(turn);
      for (const key of keys) {
        await page.keyboard.press(key);
        seen.add(JSON.stringify(await readoutOf(page)));
      }
    }
    const { format } = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });
    const expected = rows.map(({ arm, step, loss }) =>
      JSON.stringify([arm, format(Number(step)), format(Number(loss))]),
    );
    assert.equal([...seen].sort(), expected.sort());
    await page.keyboard.press("Escape");
    await page.waitForSelector(".explore", { state: "detached" });
    assert.ok(await button.evaluate((element) => element === element.ownerDocument.activeElement));
  }));

test("the value nearest to the pointer is shown and announced politely", () =>
  withPage(
    {},
    async (page) => {
      await page.locator("#figure-15-final .drawing").filter({ visible: true }).click();
      await page.waitForSelector(".explore-stage svg");
      const stage = page.locator(".explore-stage svg");
      const box = await stage.boundingBox();
      if (box === null) throw new Error("no drawing");
      const shown: (string | undefined)[] = [];
      for (const share of [0.2, 0.4, 0.65]) {
        await page.mouse.move(box.x + box.width / 2, box.y + share * box.height);
        shown.push((await readoutOf(page))[0]);
      }
      assert.equal(shown, ["floor", "full", "lora"]);
      assert.is(await page.locator(".explore-readout").getAttribute("aria-live"), "polite");
      assert.is(await page.locator(".explore-ring").count(), 1);
    },
    study,
  ));

test("an arm is switched off and on again, and the last one stays", () =>
  withPage({}, async (page) => {
    await openCurves(page);
    await untilLines(page, 3);
    const boxes = page.locator(".explore-arms input");
    await boxes.nth(0).uncheck();
    await untilLines(page, 2);
    await boxes.nth(1).uncheck();
    await untilLines(page, 1);
    assert.ok(await boxes.nth(2).isDisabled());
    await boxes.nth(0).check();
    await untilLines(page, 2);
    assert.not.ok(await boxes.nth(2).isDisabled());
  }));

test("the axis is narrowed by its inputs, by keys and by a drag, and reset", () =>
  withPage({}, async (page) => {
    await openCurves(page);
    const [from, to] = [
      page.locator(".explore-range input").first(),
      page.locator(".explore-range input").last(),
    ];
    const ends = async () => [Number(await from.inputValue()), Number(await to.inputValue())];
    const reset = page.locator(".explore-range button");
    await from.fill("300");
    await to.fill("700");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".explore-stage text:text-is('500')");
    assert.is(await page.locator(".explore-stage text:text-is('1,200')").count(), 0);
    await reset.click();
    await page.waitForSelector(".explore-stage text:text-is('1,200')");
    assert.equal(await ends(), [0, 1200]);
    await page.locator(".explore-stage").focus();
    await page.keyboard.press("+");
    assert.equal(await ends(), [300, 900]);
    await page.keyboard.press("0");
    assert.equal(await ends(), [0, 1200]);
    await page.waitForSelector(".explore-stage text:text-is('1,200')");
    const box = await page.locator(".explore-stage svg").boundingBox();
    if (box === null) throw new Error("no drawing");
    await page.mouse.move(box.x + box.width * 0.3, box.y + 200);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 220, { steps: 3 });
    await page.mouse.up();
    const [low = 0, high = 0] = await ends();
    assert.ok(200 < low && low < high && high < 800, `${low}, ${high}`);
  }));

test("ends in the wrong order, or without a value between them, are not accepted, and the reason is shown", () =>
  withPage({}, async (page) => {
    await openCurves(page);
    const inputs = page.locator(".explore-range input");
    await inputs.first().fill("1300");
    await page.keyboard.press("Enter");
    assert.match((await page.locator(".explore-note").textContent()) ?? "", /smaller number/);
    await inputs.first().fill("110");
    await page.keyboard.press("Enter");
    await inputs.last().fill("190");
    await page.keyboard.press("Enter");
    assert.match((await page.locator(".explore-note").textContent()) ?? "", /no values/);
  }));

for (const colorScheme of ["light", "dark"] as const) {
  for (const viewport of [{ width: 1280, height: 900 }, phone]) {
    test(`axe finds nothing in a ${colorScheme} dialog of ${viewport.width} px, a value shown`, () =>
      withPage({ colorScheme, viewport }, async (page) => {
        await openCurves(page);
        await page.keyboard.press("ArrowRight");
        assert.equal(await violationsOf(page), []);
      }));
  }
}

test("lines and the mark of a value follow dark mode", () =>
  withPage({ colorScheme: "dark" }, async (page) => {
    await openCurves(page);
    const colors: string[] = await page.evaluate(`
      [document.querySelector('${LINES}'), document.querySelector(".explore-stage rect")]
        .map((mark, place) => getComputedStyle(mark)[place === 0 ? "stroke" : "fill"])`);
    assert.equal(colors, ["rgb(236, 234, 228)", "rgb(22, 25, 29)"]);
  }));

for (const viewport of [{ width: 1440, height: 900 }, phone]) {
  test(`at ${viewport.width} px every text of the figure is within the drawing, at 11 px or more`, () =>
    withPage({ viewport }, async (page) => {
      await openCurves(page);
      const texts: { text: string; isInside: boolean; size: number }[] = await page.evaluate(`
        [...document.querySelectorAll(".explore-stage text")].map((label) => {
          const svg = label.ownerSVGElement;
          const [box, frame] = [label.getBoundingClientRect(), svg.getBoundingClientRect()];
          const isInside = box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;
          const scale = frame.width / svg.viewBox.baseVal.width;
          return { text: label.textContent, isInside, size: parseFloat(getComputedStyle(label).fontSize) * scale };
        })`);
      assert.ok(texts.length > 10);
      assert.equal(
        texts.filter(({ isInside, size }) => !isInside || size < 11),
        [],
      );
    }));
}

test("on a phone the dialog fills the window, and nothing in it is wider", () =>
  withPage({ viewport: phone, hasTouch: true, isMobile: true }, async (page) => {
    await openCurves(page);
    const dialog = page.locator(".explore");
    assert.equal(await dialog.boundingBox(), { x: 0, y: 0, ...phone });
    assert.is(await dialog.evaluate((element) => element.scrollWidth), phone.width);
    await page.locator(".explore-stage svg").tap();
    assert.ok((await readoutOf(page)).length > 1);
  }));

test("it works below any path of a server", () =>
  withServer(folder, (address) =>
    withPage(
      {},
      async (page) => {
        await openCurves(page);
        await untilLines(page, 3);
        assert.match(page.url(), SERVED_BELOW);
      },
      `${address}index.html`,
    ),
  ));

test("without scripts the figures are unchanged and have no button to explore them", () =>
  withPage({ javaScriptEnabled: false }, async (page) => {
    assert.is(await page.locator(".explore-button").count(), 0);
    assert.ok(await page.locator("#figure-15-loss .figure-drawing").isVisible());
    assert.is(page.url(), index);
  }));

test.run();
