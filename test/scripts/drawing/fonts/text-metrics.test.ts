import { openSync } from "fontkit";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import * as vega from "vega";
import { faceFile, faces, figureFaces, reportFaces } from "../../../../scripts/drawing/fonts/fonts.ts";
import { inkOf, installTextMetrics, measureText } from "../../../../scripts/drawing/fonts/text-metrics.ts";
import { close } from "../../../helpers/close.ts";

const test = suite("widths of texts");

const regular = openSync(faceFile("sans"));
const semiBold = openSync(faceFile("sansSemiBold"));

test("a width is the sum of the font's advances, in proportion to the size", () => {
  const ems = regular.layout("lora").advanceWidth / regular.unitsPerEm;
  close(measureText("lora", 10), 10 * ems, 1e-9);
  // Again, from memory.
  close(measureText("lora", 20), 20 * ems, 1e-9);
  assert.is(measureText("", 10), 0);
});

test("a weight of 600 or more, or bold, is the semi-bold face", () => {
  const ems = semiBold.layout("MMMM").advanceWidth / semiBold.unitsPerEm;
  for (const weight of [600, "600", "bold", 700])
    close(measureText("MMMM", 10, weight), 10 * ems, 1e-9, `${weight}`);
  for (const weight of [undefined, 400, 599, "normal"]) assert.ok(measureText("MMMM", 10, weight) < 10 * ems);
});

test("ink is a box for each letter, from left to right, around the baseline, and none for a space", () => {
  const [first, second, ...others] = inkOf("x y", 100);
  assert.equal(others, []);
  assert.ok(first !== undefined && second !== undefined);
  // Nothing of an x lies below the baseline; a y has a descender; both are as high as the font's x-height.
  close(first.y2, 0, 0.5, "foot of x");
  assert.ok(second.y2 > 10, "foot of y");
  close(first.y1, second.y1, 2, "x-height");
  assert.ok(first.x1 >= 0 && first.x2 < second.x1 && second.x2 <= measureText("x y", 100) + 1);
  const [small] = inkOf("x", 50);
  close(2 * (small?.x2 ?? 0), first.x2, 1e-9, "in proportion to the size");
});

test("a letter's place counts the letters before it", () => {
  const [, second] = inkOf("HH", 100);
  const [first] = inkOf("H", 100);
  close((second?.x1 ?? 0) - (first?.x1 ?? 0), measureText("H", 100), 1e-6);
});

test("Vega measures by the bundled font, without the spaces at the ends, at 11 px where no size is given", () => {
  installTextMetrics();
  const width = (text: unknown, item = {}) => vega.textMetrics.width(item, text);
  close(width(" lora "), measureText("lora", 11), 1e-9);
  close(width("lora", { fontSize: 20, fontWeight: 600 }), measureText("lora", 20, 600), 1e-9);
  assert.equal([width(null), width(undefined), width(12) > 0], [0, 0, true]);
});

test("faces have the weight and the style of their files", () => {
  assert.equal(
    reportFaces.map((name) => [name, faces[name].weight, faces[name].style]),
    [
      ["sans", 400, "normal"],
      ["sansItalic", 400, "italic"],
      ["sansSemiBold", 600, "normal"],
      ["serif", 400, "normal"],
      ["serifItalic", 400, "italic"],
      ["serifSemiBold", 600, "normal"],
      ["code", 400, "normal"],
    ],
  );
  assert.equal(figureFaces, ["sans", "sansSemiBold"]);
  for (const name of reportFaces) assert.match(faceFile(name), /\.ttf$/);
});

test.run();
