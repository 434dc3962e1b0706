import { existsSync, readdirSync, readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { lines } from "../../../experiments/kit/charts/lines.ts";
import { type ColorName, colors } from "../../../experiments/kit/theme.ts";
import { full, lora } from "../../../experiments/lab/arms.ts";
import { renderFigure } from "../../../scripts/drawing/figure.ts";
import { figureCss } from "../../../scripts/drawing/svg/svg.ts";

const test = suite("dark mode");

const rows = [full, lora(4)].flatMap(({ name }) => [
  { arm: name, x: 0, y: 1 },
  { arm: name, x: 1, y: 2 },
]);
const spec = lines({
  table: "rows",
  rows,
  x: { field: "x", title: "x" },
  y: { field: "y", title: "y" },
  arms: [full, lora(4)],
});
const drawn = await renderFigure({
  id: "f",
  spec,
  tables: { rows },
  alt: "a",
  description: "d",
  isInvented: false,
});

test("the inline drawing contains no literal theme colour; the stand-alone one contains the light ones", () => {
  for (const { light } of Object.values(colors)) assert.not.match(drawn.inlineSvg.toLowerCase(), light);
  for (const name of ["paper", "ink", "muted", "grid", "blue"] as const) {
    assert.match(drawn.svg, `"${colors[name].light}"`);
  }
});

test("every class of an inline drawing has a rule", () => {
  const css = figureCss();
  const classes = new Set(
    [...drawn.inlineSvg.matchAll(/class="([^"]*)"/g)].flatMap(([, list]) => list?.split(" ")),
  );
  assert.ok(classes.size > 4);
  for (const name of classes) assert.match(css, `.${name}{`);
});

test("every variable of a rule has a light value, and on dark screens a dark one", () => {
  const css = figureCss();
  const [light = "", dark = ""] = css.split("@media screen and (prefers-color-scheme:dark)");
  for (const [, variable = ""] of css.matchAll(/var\((--[a-z-]+)\)/g)) {
    assert.match(light, `${variable}:#`);
    assert.match(dark.split("\n")[0] ?? "", `${variable}:#`);
  }
  assert.is(css.match(/@media/g)?.length, 1, "print has no values of its own, so it is light");
});

/** WCAG 2.2: relative luminance of sRGB. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const data: ColorName[] = ["blue", "sky", "navy", "orange", "green", "vermillion", "purple", "gray"];

for (const mode of ["light", "dark"] as const) {
  test(`text and data have a contrast of 4.5:1 to the ${mode} paper, so that a label may have its line's colour`, () => {
    for (const name of [...data, "ink", "muted"] as const) {
      const ratio = contrast(colors[name][mode], colors.paper[mode]);
      assert.ok(ratio >= 4.5, `${name}: ${ratio}`);
    }
  });

  test(`ink has a contrast of 4.5:1 to every pale fill, in ${mode} mode`, () => {
    for (const name of ["surface", "paleGray", "paleBlue", "paleOrange"] as const) {
      assert.ok(contrast(colors.ink[mode], colors[name][mode]) >= 4.5, name);
    }
  });
}

test("a light value names one colour, so that a drawn colour can be traced back", () => {
  const values = Object.values(colors).map(({ light }) => light);
  assert.is(new Set(values).size, values.length);
});

test("no chart builder and no slide defines a colour", () => {
  const experiments = new URL("../../../experiments/", import.meta.url);
  const charts = readdirSync(new URL("kit/charts/", experiments)).map((name) => `kit/charts/${name}`);
  const slides = readdirSync(experiments).map((name) => `${name}/deck.ts`);
  const files = [...charts, ...slides]
    .map((name) => new URL(name, experiments))
    .filter((url) => existsSync(url));
  assert.ok(files.length >= 20, `${files.length} files`);
  for (const file of files) assert.not.match(readFileSync(file, "utf8"), /#[0-9a-f]{6}\b/i, file.href);
});

test.run();
