/** How a speaker moves through the presentation in a browser. */
import type { Page } from "playwright-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openReport } from "../../helpers/open-report.ts";

const test = suite("moving through the presentation in a browser");

const { present, withPage, close } = await openReport();

test.after(close);

const desk = { viewport: { width: 1280, height: 720 } };

/** The id of the screen that fills the window; fails if none does. */
const shownOn = (page: Page): Promise<string> =>
  page.evaluate(
    "[...document.querySelectorAll('.slide-screen')].find((screen) => Math.abs(screen.getBoundingClientRect().top) < 1)?.id ?? 'none'",
  );

const hashOf = (page: Page): string => new URL(page.url()).hash;

const addressToName = (page: Page, id: string): Promise<void> =>
  page.waitForURL(({ hash }) => hash === `#${id}`);

/** Waits until the address names a screen, and asserts that this screen is shown. */
async function expectScreen(page: Page, id: string): Promise<void> {
  await addressToName(page, id);
  assert.is(await shownOn(page), id);
}

/** Polls until a condition holds, because without scripts the page has no events. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const most = 1000;
  for (let attempt = 0; attempt < most; attempt++) if (await isSo()) return;
  assert.unreachable(`still false after ${most} attempts`);
}

test("a presenter's keys turn the screens, the address names the screen, and a reload keeps it", () =>
  withPage(
    desk,
    async (page) => {
      await expectScreen(page, "opening");
      for (const [key, id] of [
        ["ArrowRight", "slide-01"],
        ["Space", "slide-02"],
        ["PageDown", "slide-03"],
        ["ArrowLeft", "slide-02"],
        ["PageUp", "slide-01"],
        ["Shift+Space", "opening"],
        ["ArrowLeft", "opening"],
        ["End", "closing"],
        ["ArrowRight", "closing"],
        ["Home", "opening"],
        ["ArrowDown", "slide-01"],
      ] as const) {
        await page.keyboard.press(key);
        await expectScreen(page, id);
      }
      await page.reload();
      await expectScreen(page, "slide-01");
      assert.is(await page.evaluate("document.activeElement.id"), "slide-01");
    },
    present,
  ));

test("a click on the right shows the next screen, on the left the previous one, and between them no other", () =>
  withPage(
    desk,
    async (page) => {
      await page.mouse.click(1270, 300);
      await expectScreen(page, "slide-01");
      await page.mouse.click(640, 300);
      assert.is(hashOf(page), "#slide-01");
      await page.mouse.click(10, 300);
      await expectScreen(page, "opening");
      await page.locator("#opening [rel=next]").click();
      await expectScreen(page, "slide-01");
    },
    present,
  ));

test("a swipe to the left shows the next screen, to the right the previous one", () =>
  withPage(
    { ...desk, hasTouch: true },
    async (page) => {
      const swipe = (from: number, to: number) =>
        page.evaluate(`
          (() => {
            const touch = (clientX) => new Touch({ identifier: 1, target: document.body, clientX, clientY: 300 });
            const send = (type, x, touches) =>
              document.body.dispatchEvent(new TouchEvent(type, { bubbles: true, touches, changedTouches: [touch(x)] }));
            send("touchstart", ${from}, [touch(${from})]);
            send("touchend", ${to}, []);
          })()`);
      await swipe(900, 500);
      await expectScreen(page, "slide-01");
      await swipe(500, 530);
      assert.is(hashOf(page), "#slide-01");
      await swipe(500, 900);
      await expectScreen(page, "opening");
    },
    present,
  ));

test("the overview shows all screens small; arrows and Enter choose one, Escape returns", () =>
  withPage(
    desk,
    async (page) => {
      await page.keyboard.press("o");
      const boxes = await page
        .locator(".slide-screen")
        .evaluateAll((all) => all.map((screen) => screen.getBoundingClientRect().toJSON()));
      assert.ok(boxes.every(({ width }) => width < 1280 / 3));
      const columns = boxes.filter(({ top }) => top === boxes[0].top).length;
      assert.ok(columns >= 3);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Enter");
      await expectScreen(page, `slide-${String(columns + 1).padStart(2, "0")}`);
      await page.keyboard.press("Escape");
      await page.locator("#slide-02").click();
      await expectScreen(page, "slide-02");
      await page.keyboard.press("o");
      await page.keyboard.press("Escape");
      await expectScreen(page, "slide-02");
    },
    present,
  ));

test("the window of notes follows and controls the screens, from disk and after a reload", () =>
  withPage(
    desk,
    async (page) => {
      await page.keyboard.press("End");
      await page.keyboard.press("ArrowLeft");
      await expectScreen(page, "slide-15");
      const opened = page.context().waitForEvent("page");
      await page.keyboard.press("n");
      const notes = await opened;
      await addressToName(notes, "slide-15");
      const texts = await notes.locator(".notes:visible").allTextContents();
      assert.is(texts.length, 1);
      assert.match(texts[0] ?? "", "the loss falls more slowly with LoRA");
      assert.match((await notes.locator(".clock").textContent()) ?? "", /^\d:\d\d/);
      await page.keyboard.press("ArrowRight");
      await addressToName(notes, "closing");
      await notes.keyboard.press("ArrowLeft");
      await expectScreen(page, "slide-15");
      await page.reload();
      await notes.keyboard.press("Home");
      await addressToName(page, "opening");
      await page.keyboard.press("ArrowRight");
      await addressToName(notes, "slide-01");
    },
    present,
  ));

test("a question mark lists the keys", () =>
  withPage(
    desk,
    async (page) => {
      const help = page.locator("dialog");
      assert.not.ok(await help.isVisible());
      await page.keyboard.press("?");
      assert.ok(await help.isVisible());
      await page.keyboard.press("ArrowRight");
      assert.is(hashOf(page), "#opening");
      await page.keyboard.press("Escape");
      assert.not.ok(await help.isVisible());
    },
    present,
  ));

test("without scripts, scrolling snaps to a screen or to the end of its notes, and links lead to screens", () =>
  withPage(
    { ...desk, javaScriptEnabled: false },
    async (page) => {
      const offsets: string =
        "[...document.querySelectorAll('.screen')].map((screen) => screen.getBoundingClientRect().top).concat(" +
        "[...document.querySelectorAll('.notes')].map((notes) => notes.getBoundingClientRect().bottom - innerHeight))";
      const isAtRest = () => page.evaluate<boolean>(`${offsets}.some((offset) => Math.abs(offset) < 1)`);
      const scrolled = () => page.evaluate<number>("scrollY");
      await page.locator("#slide-02 [rel=next]").click();
      const box = await page.locator("#slide-03 .screen").boundingBox();
      assert.ok(box !== null && Math.abs(box.y) < 1 && box.height === 720);
      await page.mouse.move(600, 300);
      const before = await scrolled();
      await page.mouse.wheel(0, 500);
      await until(async () => (await scrolled()) !== before);
      await until(isAtRest);
      assert.ok(await page.locator("#slide-15 .notes").isVisible());
      assert.not.ok(await page.locator("[data-does]").first().isVisible());
    },
    present,
  ));

test.run();
