/** The presentation's sizes in a browser, its fit to the screen, and its printed pages. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openReport } from "../../helpers/open-report.ts";
import { pagesOfDestinations } from "../../helpers/pdf-destinations.ts";
import { misfitsOfScreens } from "../../helpers/screen-fit.ts";

const test = suite("the screens of the presentation in a browser");

const { present, withPage, close } = await openReport();

test.after(close);

const on = (width: number, height: number) => ({ viewport: { width, height } });

for (const [width, height] of [
  [1920, 1080],
  [1280, 720],
  [1024, 768],
] as const) {
  test(`on ${width} x ${height}, text has 1/30 of the height and labels in figures 1/45`, () =>
    withPage(
      on(width, height),
      async (page) => {
        const sizes: { text: string; share: number; isLabel: boolean }[] = await page.evaluate(`
          [...document.querySelectorAll(".sheet *")].flatMap((element) => {
            const own = [...element.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ data }) => data.trim()).join("");
            if (own === "" || element.closest(".visually-hidden, title, desc")) return [];
            const isLabel = element instanceof SVGElement;
            const { a, b } = isLabel ? element.getScreenCTM() : { a: 1, b: 0 };
            const size = parseFloat(getComputedStyle(element).fontSize) * Math.hypot(a, b);
            return [{ text: own, share: innerHeight / size, isLabel }];
          })`);
        assert.ok(sizes.filter(({ isLabel }) => isLabel).length > 100);
        assert.ok(sizes.filter(({ isLabel }) => !isLabel).length > 100);
        const small = sizes.filter(({ share, isLabel }) => share > (isLabel ? 45 : 30));
        assert.equal(small, []);
      },
      present,
    ));
}

for (const [name, width, height] of [
  ["16:9", 1280, 720],
  ["4:3", 1024, 768],
  ["21:9", 1720, 737],
  ["a phone's", 390, 844],
] as const) {
  test(`on a screen of ${name} shape, no part of a slide leaves it or covers another`, () =>
    withPage(
      on(width, height),
      async (page) => {
        assert.equal(await misfitsOfScreens(page), []);
      },
      present,
    ));
}

test("printed, each screen has a page with its notes below", () =>
  withPage(
    on(1280, 720),
    async (page) => {
      const count: number = await page.evaluate(`
        (() => {
          const sections = document.querySelectorAll(".slide-screen");
          for (const [index, section] of sections.entries()) {
            for (const [end, part] of [["top", ".sheet"], ["end", ".notes"]]) {
              section.querySelector(part).insertAdjacentHTML("beforeend", \`<span id="mark-\${index}-\${end}"></span>\`);
              document.body.insertAdjacentHTML("beforeend", \`<a href="#mark-\${index}-\${end}">.</a>\`);
            }
          }
          return sections.length;
        })()`);
      const printed = pagesOfDestinations(await page.pdf({ format: "A4", printBackground: true }));
      const pages = Array.from({ length: count }, (_, index) => printed.get(`mark-${index}-top`));
      assert.is(new Set(pages).size, count);
      assert.equal(
        Array.from({ length: count }, (_, index) => printed.get(`mark-${index}-end`)),
        pages,
      );
    },
    present,
  ));

test.run();
