/**
 * What every drawn figure needs before it can stand in a page or a paper: ids of its own, one accessible name in place
 * of Vega's many, and coordinates short enough to be equal on every machine.
 */
import { escapeXml } from "../base/xml.ts";
import { type Attributes, rewriteTags, type TagRewrite } from "./svg-tags.ts";

export interface FigureTexts {
  readonly id: string;
  readonly alt: string;
  readonly description: string;
}

/** The figure as cleaned SVG, its root named by `alt` and described by `description`. */
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

/** Vega names each mark and axis; inside an image these names are unreachable, and some fail accessibility checks. */
const dropAria: TagRewrite = (attributes) => {
  for (const name of [...attributes.keys()]) {
    if (name === "role" || name.startsWith("aria-")) attributes.delete(name);
  }
};

/** A strict Content-Security-Policy blocks style attributes; the one that matters exists as an attribute too. */
const dropStyle: TagRewrite = (attributes, tagName) => {
  attributes.delete("style");
  if (tagName === "image") attributes.set("image-rendering", "pixelated");
};

/** Classes for Vega's own tests, pointer events of a picture that takes none, and the font, which the root names. */
const dropVegaNoise: TagRewrite = (attributes) => {
  attributes.delete("class");
  attributes.delete("pointer-events");
  attributes.delete("font-family");
  if (attributes.get("opacity") === "1") attributes.delete("opacity");
};

/** Two decimals are a hundredth of a pixel, and hide the last bits in which machines differ. */
const decimals = 100;
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
    const rounded = Math.round(Number(number) * decimals) / decimals;
    return String(Object.is(rounded, -0) ? 0 : rounded);
  });
}

/** Vega counts ids from 0 in each figure; the figure's own id in front keeps those of one page apart. */
function prefixIds(id: string): TagRewrite {
  return (attributes: Attributes) => {
    for (const [name, value] of attributes) {
      if (name === "id") attributes.set(name, `${id}-${value}`);
      else if (name === "href" || name === "xlink:href") attributes.set(name, value.replace(/^#/, `#${id}-`));
      else if (value.includes("url(#")) attributes.set(name, value.replaceAll("url(#", `url(#${id}-`));
    }
  };
}

/** Vega draws a background and a foreground for each group, most of them invisible, and many a group around nothing. */
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
