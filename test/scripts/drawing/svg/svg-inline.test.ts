import { Resvg } from "@resvg/resvg-js";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { colors } from "../../../../experiments/kit/theme.ts";
import { cleanSvg, inlineSvg } from "../../../../scripts/drawing/svg/svg.ts";

const test = suite("inline svg");

/** No colour is from the theme, so the page's copy keeps them and can be drawn without the style sheet. */
const drawing = `<svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="90" height="60" viewBox="0 0 90 60"><g fill="none"><g>
<g transform="translate(5,5)"><g><line transform="translate(0,0)" x1="0" y1="0" x2="70" y2="0" stroke="#123456" stroke-width="1"/></g>
<g/><line transform="translate(0,8)" x2="0" y2="20" stroke="#123456" stroke-width="2"/></g></g>
<rect x="0" y="40" width="30" height="10" stroke="#123456" stroke-width="1" fill="#abcdef"/>
<g><text transform="translate(40,50)" font-size="13px" font-weight="normal" fill="#123456">Mi</text></g>
<text transform="translate(60,50)" font-size="9px" font-weight="bold" fill="#123456">Mi</text></g></svg>`;

const pixelsOf = (svg: string) =>
  new Resvg(svg.replace(/^<svg(?! xmlns)/, '<svg xmlns="http://www.w3.org/2000/svg"')).render().pixels;

test("the page's copy draws the same pixels in fewer bytes", () => {
  const copy = inlineSvg(drawing);
  assert.ok(copy.length < drawing.length - 150, copy);
  assert.not.match(copy, /translate\(0,0\)|stroke-width="1"|x1=|<g>|13px"[^>]*>Mi/);
  assert.match(copy, /stroke-width="2"/);
  assert.match(copy, /font-size="9px" font-weight="bold"/);
  assert.is(Buffer.compare(pixelsOf(copy), pixelsOf(drawing)), 0);
  assert.is.not(Buffer.compare(pixelsOf(copy), pixelsOf(drawing.replace("70", "60"))), 0);
});

test("groups with attributes stay, and every group is closed", () => {
  const copy = inlineSvg('<svg><g><g opacity="0.5"><g><path d="M0,0"/></g></g></g><g/></svg>');
  assert.is(copy.replace(/^<svg[^>]*>/, ""), '<g opacity="0.5"><path d="M0,0"/></g><g/></svg>');
});

test("theme colours become classes", () => {
  assert.match(inlineSvg(`<svg><path fill="${colors.ink.light}"/></svg>`), /<path class="fig-fill-ink"\/>/);
});

test("a group that is empty and closes itself is removed, and no end of another", () => {
  const svg =
    '<svg><g class="axis"><g class="grid"/></g><g class="axis"><text>1</text><g class="grid"/></g></svg>';
  const cleaned = cleanSvg(svg, { id: "a", alt: "", description: "" });
  assert.match(cleaned, /<\/desc><g><text>1<\/text><\/g><\/svg>$/);
});

test.run();
