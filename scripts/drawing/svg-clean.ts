/**
 * Cleans Vega's SVG for use in a page or a paper: unique ids, one accessible name and description, and coordinates
 * rounded so that they are equal on every machine.
 */
import { escapeXml } from "../base/xml.ts";
import { type Attributes, rewriteTags, type TagRewrite } from "./svg-tags.ts";

export interface FigureTexts {
  readonly id: string;
  readonly alt: string;
  readonly description: string;
}

/** Returns the cleaned SVG, its root element labelled by `alt` and described by `description`. */
export function cleanSvg(svg: string, texts: FigureTexts): string {
  const root: TagRewrite = (attributes, tagName) => {
    if (tagName !== "svg") return;
    attributes.delete("class");
    attributes.set("role", "img");
    attributes.set("aria-labelledby", `${texts.id}-title ${texts.id}-desc`);
  };
  const cleaned = rewriteTags(withoutEmpty(svg), [
    dropAria,
    dropStyle,
    dropVegaNoise,
    roundNumbers,
    prefixIds(texts.id),
    root,
  ]);
  return cleaned.replace(
    /^<svg[^>]*>/,
    (tag) =>
      `${tag}<title id="${texts.id}-title">${escapeXml(texts.alt)}</title>` +
      `<desc id="${texts.id}-desc">${escapeXml(texts.description)}</desc>`,
  );
}

/** Removes Vega's roles and labels of marks and axes: inside an image they are unreachable, and some fail axe. */
const dropAria: TagRewrite = (attributes) => {
  for (const name of [...attributes.keys()]) {
    if (name === "role" || name.startsWith("aria-")) attributes.delete(name);
  }
};

/** Removes style attributes, which the page's policy blocks. The only one needed exists as an attribute of its own. */
const dropStyle: TagRewrite = (attributes, tagName) => {
  attributes.delete("style");
  if (tagName === "image") attributes.set("image-rendering", "pixelated");
};

/** Removes attributes without effect here: Vega's classes, pointer events, and fonts, since the root sets the font. */
const dropVegaNoise: TagRewrite = (attributes) => {
  attributes.delete("class");
  attributes.delete("pointer-events");
  attributes.delete("font-family");
  if (attributes.get("opacity") === "1") attributes.delete("opacity");
};

/** Coordinates are rounded to 1/100 px, which hides the last bits, in which machines differ. */
const roundingSteps = 100;
const roundedAttributes = new Set(
  "d transform x y x1 y1 x2 y2 cx cy r fx fy width height viewBox points stroke-width font-size stroke-dasharray offset".split(
    " ",
  ),
);

const roundNumbers: TagRewrite = (attributes) => {
  for (const [name, value] of attributes) {
    if (roundedAttributes.has(name)) attributes.set(name, roundAll(value));
  }
};

function roundAll(text: string): string {
  return text.replace(/-?(?:\d+\.\d+|\.\d+|\d+)(?:e[-+]?\d+)?/g, (number) => {
    const rounded = Math.round(Number(number) * roundingSteps) / roundingSteps;
    return String(Object.is(rounded, -0) ? 0 : rounded);
  });
}

/** Prefixes ids and references with the figure's id: Vega counts from 0 in each figure, so they would clash. */
function prefixIds(id: string): TagRewrite {
  return (attributes: Attributes) => {
    for (const [name, value] of attributes) {
      if (name === "id") attributes.set(name, `${id}-${value}`);
      else if (name === "href" || name === "xlink:href") attributes.set(name, value.replace(/^#/, `#${id}-`));
      else if (value.includes("url(#")) attributes.set(name, value.replaceAll("url(#", `url(#${id}-`));
    }
  };
}

/** Removes invisible backgrounds and foregrounds, which Vega draws for every group, and then groups left empty. */
function withoutEmpty(svg: string): string {
  let before = svg;
  let after = svg.replace(/<path class="(?:back|fore)ground"[^>]*\/>/g, (tag) => (isVisible(tag) ? tag : ""));
  while (after !== before) {
    before = after;
    after = before.replace(/<g(?:\s[^>]*)?(?:\/>|><\/g>)/g, "");
  }
  return after;
}

const isVisible = (tag: string): boolean =>
  !tag.includes('display="none"') && /\s(?:fill|stroke)="(?!none)/.test(tag);
