import type { Page } from "playwright-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { violationsOf } from "../../helpers/axe.ts";
import { openReport } from "../../helpers/open-report.ts";

const test = suite("what readers ask of their system, in a browser");

const { pages, withPage, close } = await openReport();

test.after(close);

/** How long a transition of the page's body lasts, and how the page scrolls. */
const motionOf = (page: Page): Promise<[duration: string, scrolling: string]> =>
  page.evaluate(`(() => {
    document.body.style.transition = "opacity 2s";
    document.body.style.scrollBehavior = "smooth";
    const { transitionDuration, scrollBehavior } = getComputedStyle(document.body);
    return [transitionDuration, scrollBehavior];
  })()`);

/** Relative luminance (WCAG 2.2) of a colour as computed styles write it. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [...color.matchAll(/[\d.]+/g)].map(([part]) => {
    const share = Number(part) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((low, high) => low - high);
  return (light + 0.05) / (dark + 0.05);
}

interface Painted {
  readonly what: string;
  readonly color: string;
}

/** The colours of a page's drawings: texts on the ground, and lines and areas in the theme's ink and hues. */
const paintedIn = (page: Page): Promise<Painted[]> =>
  page.evaluate(`[...document.querySelectorAll(".figure-drawing *, .scale *, .strip *")].flatMap((item) => {
    const names = item.getAttribute("class") ?? "";
    const what = item.localName + "." + names;
    const hue = (property) => new RegExp("fig-" + property + "-(ink|muted|blue|sky|navy|orange|green|vermillion|purple|gray)\\b");
    const isFilled = item.localName === "text" ? !/cell|paper/.test(names) : hue("fill").test(names);
    const isStroked = hue("stroke").test(names) || /interval-(range|threshold)/.test(names);
    const style = getComputedStyle(item);
    return [...(isFilled ? [style.fill] : []), ...(isStroked ? [style.stroke] : [])].map((color) => ({ what, color }));
  })`);

for (const [name, url] of pages) {
  test(`${name}: nothing moves for readers who want less motion, in spite of any style`, async () => {
    const expect = (reducedMotion: "reduce" | "no-preference", motion: [string, string]) =>
      withPage({ reducedMotion }, async (page) => assert.equal(await motionOf(page), motion), url);
    await expect("no-preference", ["2s", "smooth"]);
    await expect("reduce", ["0s", "auto"]);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`${name}: figures are readable in the reader's own colours, on a ${colorScheme} ground`, () =>
      withPage(
        { forcedColors: "active", colorScheme },
        async (page) => {
          assert.equal(await violationsOf(page), []);
          const ground: string = await page.evaluate(
            "(() => { document.body.style.background = 'Canvas'; return getComputedStyle(document.body).backgroundColor; })()",
          );
          const papers: string[] = await page.evaluate(
            "[...document.querySelectorAll('.fig-fill-paper, .region')].map((paper) => getComputedStyle(paper).fill)",
          );
          assert.ok(papers.length > 0);
          assert.equal(new Set(papers), new Set([ground]));
          const painted = await paintedIn(page);
          assert.ok(painted.length > 30);
          for (const { what, color } of painted) {
            assert.ok(contrast(color, ground) >= 3, `${what}: ${color} on ${ground}`);
          }
        },
        url,
      ));

    test(`${name}: with more contrast, what was muted in ${colorScheme} mode is as strong as the text`, () =>
      withPage(
        { contrast: "more", colorScheme },
        async (page) => {
          assert.equal(await violationsOf(page), []);
          const [label, text]: [string, string] = await page.evaluate(
            "['.label', 'body'].map((name) => getComputedStyle(document.querySelector(name)).color)",
          );
          assert.is(label, text);
        },
        url,
      ));
  }

  test(`${name}: every outcome has a glyph and a word`, () =>
    withPage(
      {},
      async (page) => {
        const badges = await page.locator(".badge").all();
        assert.ok(badges.length > 0);
        for (const badge of badges) {
          assert.is(await badge.locator("svg path").count(), 1);
          assert.match((await badge.textContent()) ?? "", /\w/);
        }
      },
      url,
    ));
}

test("in the reader's own colours, the chosen filter differs from the others", () =>
  withPage({ forcedColors: "active" }, async (page) => {
    const grounds: string[] = await page.evaluate(
      "[...document.querySelectorAll('.filters label')].map((label) => getComputedStyle(label).backgroundColor)",
    );
    const [chosen, ...unchosen] = grounds;
    assert.ok(unchosen.length > 0 && unchosen.every((ground) => ground !== chosen));
  }));

test.run();
