/**
 * Makes the copy of a figure that is inlined in the page. Theme colours become classes, so that it follows light and dark
 * mode. Attributes with default values are dropped, because the page holds all figures and has a size budget.
 */
import { type ColorName, colors, figureSizes, fonts } from "../../templates/theme.ts";
import { rewriteTags, type TagRewrite } from "./svg-tags.ts";

const colorAttributes = ["fill", "stroke", "stop-color"] as const;

const namesByLight = new Map<string, ColorName>();
for (const [name, { light }] of Object.entries(colors)) namesByLight.set(light, name as ColorName);

/** The name of the theme colour with this light value; undefined for any other colour. */
export const themeColorName = (value: string): ColorName | undefined => namesByLight.get(value.toLowerCase());

/** The class that sets `attribute` to a theme colour. */
export const colorClass = (attribute: string, name: ColorName): string => `fig-${attribute}-${name}`;

/** Turns a cleaned SVG with literal light colours into one coloured by the classes of `figureCss()`. */
export function inlineSvg(svg: string): string {
  return withoutBareGroups(rewriteTags(svg, [paintByClass, dropDefaults, rootForPage]));
}

/** Attributes with default values, and the tags for which these are the defaults. */
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

const names = Object.keys(colors) as ColorName[];

/** The figures' CSS: variables for light and dark mode (print is light), and a class for each colour and attribute. */
export function figureCss(): string {
  return [
    `:root{color-scheme:light dark;${variables("light")}}`,
    `@media screen and (prefers-color-scheme:dark){:root{${variables("dark")}}}`,
    ...names.flatMap((name) =>
      ["fill", "stroke", "stop-color"].map(
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
