/**
 * Cleans Vega's SVG: unique ids, one accessible name and description, and coordinates rounded so that they are equal on every
 * machine. The copy inlined in a page has classes for theme colours, so that it follows light and dark mode, and no
 * attributes with default values, because a page holds many figures. The CSS of these classes is here as well.
 */
import { type ColorName, colors, figureSizes, fonts } from "../../../experiments/kit/theme.ts";
import { escapeXml } from "../../base/format.ts";

interface FigureTexts {
  readonly id: string;
  readonly alt: string;
  readonly description: string;
}

/** Attributes of an opening tag, in order, values still escaped. */
type Attributes = Map<string, string>;

/** Changes the attributes of a tag in place. */
type TagRewrite = (attributes: Attributes, tagName: string) => void;

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

/** Removes style attributes, which the page's policy blocks. The only one needed is also an attribute. */
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

/** Coordinates are rounded to 1/100 px, because machines differ in the last bits. */
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
  let before: string;
  let after = svg.replace(/<path class="(?:back|fore)ground"[^>]*\/>/g, (tag) => (isVisible(tag) ? tag : ""));
  do {
    before = after;
    after = before.replace(/<g(?:\s[^>]*?)?(?:\/>|><\/g>)/g, "");
  } while (after !== before);
  return after;
}

const isVisible = (tag: string): boolean =>
  !tag.includes('display="none"') && /\s(?:fill|stroke)="(?!none)/.test(tag);

const colorAttributes = ["fill", "stroke", "stop-color"] as const;

const names = Object.keys(colors) as ColorName[];

const namesByLight = new Map<string, ColorName>(names.map((name) => [colors[name].light, name]));

/** The name of the theme colour with this light value; undefined for any other colour. */
export const themeColorName = (value: string): ColorName | undefined => namesByLight.get(value.toLowerCase());

/** The class that sets `attribute` to a theme colour. */
export const colorClass = (attribute: string, name: ColorName): string => `fig-${attribute}-${name}`;

/** Turns a cleaned SVG with literal light colours into one coloured by the classes of `figureCss()`. */
export function inlineSvg(svg: string): string {
  return withoutBareGroups(rewriteTags(svg, [paintByClass, dropDefaults, rootForPage]));
}

/** Attributes with default values, and the tags that have these defaults. */
const defaults: readonly { readonly tags: RegExp; readonly attributes: readonly string[] }[] = [
  { tags: /^(line|path|rect|circle|text|g)$/, attributes: ['transform="translate(0,0)"'] },
  { tags: /^(line|path|rect|circle)$/, attributes: ['stroke-width="1"'] },
  { tags: /^line$/, attributes: ["x1", "y1", "x2", "y2"].map((name) => `${name}="0"`) },
  { tags: /^text$/, attributes: ['font-weight="normal"', `font-size="${figureSizes.labelText}px"`] },
];

const dropDefaults: TagRewrite = (attributes, tagName) => {
  const dropped = defaults.flatMap((entry) => (entry.tags.test(tagName) ? entry.attributes : []));
  for (const [name, value] of attributes) {
    if (dropped.includes(`${name}="${value}"`)) attributes.delete(name);
  }
};

/** Removes groups without attributes, which have no effect on a drawing. */
function withoutBareGroups(svg: string): string {
  const open: boolean[] = [];
  return svg.replace(/<g(\s[^>]*)?>|<\/g>/g, (tag, attributes?: string) => {
    if (tag === "</g>") return open.pop() ? "" : tag;
    open.push(attributes === undefined);
    return attributes === undefined ? "" : tag;
  });
}

const paintByClass: TagRewrite = (attributes) => {
  const classes: string[] = [];
  for (const attribute of colorAttributes) {
    const name = themeColorName(attributes.get(attribute) ?? "");
    if (name === undefined) continue;
    attributes.delete(attribute);
    classes.push(colorClass(attribute, name));
  }
  if (classes.length > 0) attributes.set("class", classes.join(" "));
};

/** Inline SVG needs no namespace declarations, and its font is set by the style sheet. */
const rootForPage: TagRewrite = (attributes, tagName) => {
  if (tagName !== "svg") return;
  for (const name of ["xmlns", "xmlns:xlink", "version", "font-family"]) attributes.delete(name);
  attributes.set("class", "figure-drawing");
  attributes.set("font-size", `${figureSizes.labelText}px`);
};

/** The figures' CSS: variables for light and dark mode (print is light), and a class for each colour and attribute. */
export function figureCss(): string {
  return [
    `:root{color-scheme:light dark;${variables("light")}}`,
    `@media screen and (prefers-color-scheme:dark){:root{${variables("dark")}}}`,
    ...names.flatMap((name) =>
      colorAttributes.map(
        (attribute) => `.${colorClass(attribute, name)}{${attribute}:var(--${cssName(name)})}`,
      ),
    ),
    `.figure-drawing{display:block;max-width:100%;height:auto;font-family:${fonts.figure}}`,
    "",
  ].join("\n");
}

const variables = (mode: "light" | "dark"): string =>
  names.map((name) => `--${cssName(name)}:${colors[name][mode]};`).join("");

/** `paleBlue` -> `pale-blue` */
const cssName = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const tagPattern = /<([a-zA-Z][\w:]*)((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>/g;

const attributePattern = /([\w:-]+)="([^"]*)"/g;

/** Applies each rewrite, in order, to each opening tag. */
export function rewriteTags(svg: string, rewrites: readonly TagRewrite[]): string {
  return svg.replace(tagPattern, (_tag, name: string, attributeText: string, selfClosing: string) => {
    const attributes: Attributes = new Map();
    for (const [, key = "", value = ""] of attributeText.matchAll(attributePattern))
      attributes.set(key, value);
    for (const rewrite of rewrites) rewrite(attributes, name);
    const rewritten = [...attributes].map(([key, value]) => ` ${key}="${value}"`).join("");
    return `<${name}${rewritten}${selfClosing}>`;
  });
}
