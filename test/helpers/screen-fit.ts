/** Whether the presentation's screens hold what they show. */
import type { Page } from "playwright-core";

/** Parts of a screen that leave it or cover what follows them. */
export const misfitsOfScreens = (page: Page): Promise<string[]> =>
  page.evaluate(`
    [...document.querySelectorAll(".sheet")].flatMap((sheet) => {
      const id = sheet.closest("section").id;
      const outer = sheet.getBoundingClientRect();
      const parts = [...sheet.children].filter((part) => !part.matches(".screen-progress") && part.getClientRects().length > 0);
      const ends = parts.map((part) => {
        const inner = [part, ...part.querySelectorAll(":not(svg *, .visually-hidden)")].map((element) => element.getBoundingClientRect());
        return { name: part.className, top: inner[0].top, right: Math.max(...inner.map(({ right }) => right)), bottom: Math.max(...inner.map(({ bottom }) => bottom)) };
      });
      return ends.flatMap(({ name, right, bottom }, index) => [
        ...(right > outer.right + 1 || bottom > outer.bottom + 1 ? [id + ": " + name + " leaves the screen"] : []),
        ...(bottom > (ends[index + 1]?.top ?? Infinity) + 1 ? [id + ": " + name + " covers what follows"] : []),
      ]);
    })`);
