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
        ["ArrowRight", "set-up"],
        ["Space", "slide-01"],
        ["PageDown", "slide-02"],
        ["ArrowLeft", "slide-01"],
        ["PageUp", "set-up"],
        ["Shift+Space", "opening"],
        ["ArrowLeft", "opening"],
        ["End", "closing"],
        ["ArrowRight", "closing"],
        ["Home", "opening"],
        ["ArrowDown", "set-up"],
      ] as const) {
        await page.keyboard.press(key);
        await expectScreen(page, id);
      }
      await page.reload();
      await expectScreen(page, "set-up");
      assert.is(await page.evaluate("document.activeElement.id"), "set-up");
    },
    present,
  ));

test("a click on the right shows the next screen, on the left the previous one, and between them no other", () =>
  withPage(
    desk,
    async (page) => {
      await page.mouse.click(1270, 300);
      await expectScreen(page, "set-up");
      await page.mouse.click(640, 300);
      assert.is(hashOf(page), "#set-up");
      await page.mouse.click(10, 300);
      await expectScreen(page, "opening");
      await page.locator("#opening [rel=next]").click();
      await expectScreen(page, "set-up");
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
      await expectScreen(page, "set-up");
      await swipe(500, 530);
      assert.is(hashOf(page), "#set-up");
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
      // The set-up comes before the first slide.
      await expectScreen(page, `slide-${String(columns).padStart(2, "0")}`);
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
      await page.keyboard.type("15");
      await page.keyboard.press("Enter");
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
      await addressToName(notes, "limits");
      await notes.keyboard.press("ArrowLeft");
      await expectScreen(page, "slide-15");
      await page.reload();
      await notes.keyboard.press("Home");
      await addressToName(page, "opening");
      await page.keyboard.press("ArrowRight");
      await addressToName(notes, "set-up");
    },
    present,
  ));

test("the short route skips the other screens, in both windows, until R is pressed again", () =>
  withPage(
    desk,
    async (page) => {
      await page.locator("html.short").waitFor();
      const opened = page.context().waitForEvent("page");
      await page.keyboard.press("n");
      const notes = await opened;
      await notes.locator("html.short").waitFor();
      const walked = ["opening"];
      for (let last = ""; walked.at(-1) !== last; ) {
        last = walked.at(-1) ?? "";
        await page.keyboard.press("ArrowRight");
        const id = hashOf(page).slice(1);
        if (id !== last) walked.push(id);
      }
      assert.equal(walked, [
        "opening",
        "set-up",
        "slide-01",
        "slide-03",
        "slide-04",
        "slide-13",
        "limits",
        "closing",
      ]);
      // The windows follow each other by messages.
      await addressToName(notes, "closing");
      await notes.keyboard.press("ArrowLeft");
      await expectScreen(page, "limits");
      assert.match(
        (await notes.locator(".clock-pace").textContent()) ?? "",
        /^of 10:00, this screen until 8:45: /,
      );
      await notes.keyboard.press("r");
      await page.locator("html:not(.short)").waitFor();
      await addressToName(notes, "limits");
      await page.keyboard.press("ArrowLeft");
      await expectScreen(page, "slide-15");
    },
    `${present}?short`,
  ));

test("digits and Enter show the slide of this number, zero the first screen, and an unknown number nothing", () =>
  withPage(
    desk,
    async (page) => {
      await page.keyboard.press("9");
      assert.is(await page.locator(".typed").textContent(), "9");
      await page.keyboard.press("Enter");
      await expectScreen(page, "slide-09");
      assert.is(await page.locator(".typed").textContent(), "");
      await page.keyboard.type("77");
      await page.keyboard.press("Enter");
      assert.is(hashOf(page), "#slide-09");
      await page.keyboard.type("12");
      await page.keyboard.press("ArrowRight");
      await expectScreen(page, "slide-10");
      await page.keyboard.press("0");
      await page.keyboard.press("Enter");
      await expectScreen(page, "opening");
    },
    present,
  ));

test("B and the full stop make the screen black until they or a turn end it, and the speaker sees the screen", () =>
  withPage(
    desk,
    async (page) => {
      const cover = () =>
        page.evaluate("getComputedStyle(document.documentElement, '::after').backgroundColor");
      const opened = page.context().waitForEvent("page");
      await page.keyboard.press("n");
      const notes = await opened;
      for (const key of ["b", ".", "ArrowRight"]) {
        await page.keyboard.press("b");
        assert.is(await cover(), "rgb(0, 0, 0)");
        await notes.locator("html.black").waitFor();
        assert.ok(await notes.locator(".current .screen").isVisible());
        await page.keyboard.press(key);
        assert.not.equal(await cover(), "rgb(0, 0, 0)");
      }
      assert.is(hashOf(page), "#set-up");
    },
    present,
  ));

test("L shows a spot that follows the pointer", () =>
  withPage(
    desk,
    async (page) => {
      const spot = page.locator(".spot");
      assert.not.ok(await spot.isVisible());
      await page.keyboard.press("l");
      await page.mouse.move(400, 300);
      const box = await spot.boundingBox();
      assert.ok(box !== null && box.width >= 1080 / 60);
      assert.ok(Math.abs(box.x + box.width / 2 - 400) < 1 && Math.abs(box.y + box.height / 2 - 300) < 1);
      await page.keyboard.press("l");
      assert.not.ok(await spot.isVisible());
    },
    present,
  ));

test("the clock shows time and pace, pauses and starts again", () =>
  withPage(
    desk,
    async (page) => {
      await page.clock.install({ time: 0 });
      await page.goto(`${present}?notes#set-up`);
      await page.clock.pauseAt(600_000);
      const restart = () => page.evaluate("document.querySelector('[data-does=restart]').click()");
      await restart();
      const time = page.locator(".clock time");
      const pace = page.locator(".clock-pace");
      await page.clock.runFor(60_000);
      assert.is(await time.textContent(), "1:00");
      assert.match((await pace.textContent()) ?? "", /this screen until 2:30: 0:15 ahead$/);
      await page.clock.runFor(30_000);
      assert.match((await pace.textContent()) ?? "", /: on time$/);
      await page.keyboard.press("p");
      await page.clock.runFor(600_000);
      assert.is(await time.textContent(), "1:30");
      await page.keyboard.press("p");
      await page.clock.runFor(90_000);
      assert.match((await pace.textContent()) ?? "", /: 0:30 behind$/);
      await restart();
      assert.is(await time.textContent(), "0:00");
    },
    present,
  ));

test("the window of notes shows this screen and the next one as large, above what to say", () =>
  withPage(
    { viewport: { width: 1280, height: 800 } },
    async (page) => {
      const [now, next] = await Promise.all(
        [".current .screen", ".following .screen"].map((part) => page.locator(part).boundingBox()),
      );
      assert.ok(now && next && now.width > 600 && Math.abs(now.width - next.width) < 1);
      const say = await page.locator(".notes-say p:visible").first().boundingBox();
      assert.ok(say !== null && say.y > now.y + now.height && say.y + say.height < 800);
    },
    `${present}?notes#set-up`,
  ));

test("the names in the overview and the list of keys can be read on a projector", () =>
  withPage(
    { viewport: { width: 1920, height: 1080 } },
    async (page) => {
      const size = (selector: string) =>
        page.evaluate<number>(`parseFloat(getComputedStyle(document.querySelector("${selector}")).fontSize)`);
      assert.ok((await size(".help dd")) >= 1080 / 35);
      await page.keyboard.press("o");
      assert.ok((await size("#slide-01 .screen-name")) >= 1080 / 40);
      const last = await page.locator("#closing").boundingBox();
      assert.ok(last !== null && last.y + last.height <= 1080);
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
