import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openReport } from "../../helpers/open-report.ts";
import { pagesOfDestinations } from "../../helpers/pdf-destinations.ts";

const test = suite("the pages in print");

const { pages, withPage, close } = await openReport();

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

test.run();
