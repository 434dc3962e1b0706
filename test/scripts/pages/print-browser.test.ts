import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openReport } from "../../helpers/open-report.ts";
import { pagesOfDestinations } from "../../helpers/pdf-destinations.ts";

const test = suite("the pages in print");

const { pages, withPage, close } = await openReport();

/** A4 less the margins of print.css, CSS px. */
const sheet = { width: 672, height: 1005 };

test.after(close);

for (const format of ["A4", "Letter"] as const) {
  for (const [name, url] of pages) {
    test(`${name}, printed on ${format}: no figure is split from its caption`, () =>
      withPage(
        {},
        async (page) => {
          const count: number = await page.evaluate(`
            (() => {
              const figures = document.querySelectorAll("figure");
              for (const [index, figure] of figures.entries()) {
                const ends = [["top", ".drawing", "afterbegin"], ["end", "figcaption", "beforeend"]];
                for (const [end, part, place] of ends) {
                  figure.querySelector(part).insertAdjacentHTML(place, \`<span id="mark-\${index}-\${end}"></span>\`);
                  document.body.insertAdjacentHTML("beforeend", \`<a href="#mark-\${index}-\${end}">.</a>\`);
                }
              }
              return figures.length;
            })()`);
          const printed = pagesOfDestinations(await page.pdf({ format, printBackground: true }));
          for (let figure = 0; figure < count; figure++) {
            const top = printed.get(`mark-${figure}-top`);
            assert.ok(top !== undefined, `figure ${figure} is printed`);
            assert.is(printed.get(`mark-${figure}-end`), top, `figure ${figure} is whole`);
          }
        },
        url,
      ));
  }
}

test("each slide begins a page, and a slide that fits on a page is on one", () =>
  withPage({}, async (page) => {
    const slides: string[] = await page.evaluate(`
      [...document.querySelectorAll(".slide")].map((slide) => {
        for (const [end, place] of [["top", "afterbegin"], ["end", "beforeend"]]) {
          const id = slide.id + "-" + end;
          slide.insertAdjacentHTML(place, '<span id="' + id + '"></span>');
          document.body.insertAdjacentHTML("beforeend", '<a href="#' + id + '">.</a>');
        }
        return slide.id;
      })`);
    const printed = pagesOfDestinations(await page.pdf({ format: "A4", printBackground: true }));
    const starts = slides.map((slide) => printed.get(`${slide}-top`));
    assert.is(starts.includes(undefined), false);
    assert.is(new Set(starts).size, slides.length);
    assert.is(printed.get("slide-15-end"), printed.get("slide-15-top"));
  }));

test("in print, the deck is left of the evidence, the ground is white and the heads of tables are repeated", () =>
  withPage({ viewport: sheet, colorScheme: "dark" }, async (page) => {
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    const deck = await page.locator("#slide-15 .slide-side").boundingBox();
    const evidence = await page.locator("#slide-15 .slide-evidence").boundingBox();
    assert.ok(deck !== null && evidence !== null && evidence.x >= deck.x + deck.width);
    assert.ok(Math.abs(deck.y - evidence.y) < 1);
    const [ground, head]: [string, string] = await page.evaluate(
      "[getComputedStyle(document.documentElement).backgroundColor, getComputedStyle(document.querySelector('.claims-table thead')).display]",
    );
    assert.is(ground, "rgb(255, 255, 255)");
    assert.is(head, "table-header-group");
  }));

for (const [name, url] of pages) {
  test(`${name}, printed, has nothing to click or to unfold`, () =>
    withPage(
      { viewport: sheet },
      async (page) => {
        await page.emulateMedia({ media: "print" });
        for (const parts of ["nav", "summary", "fieldset", ".permalink", ".skip-link", ".study-link"]) {
          for (const part of await page.locator(parts).all()) {
            assert.is(await part.isVisible(), false, `${parts}: ${await part.textContent()}`);
          }
        }
      },
      url,
    ));
}

test.run();
