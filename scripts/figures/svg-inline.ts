/** The copy of a figure that stands in the page: theme colours become classes, so that it follows light and dark mode. */
import { type ColorName, colors } from "../../templates/theme.ts";
import { rewriteTags, type TagRewrite } from "./svg-tags.ts";

const colorAttributes = ["fill", "stroke", "stop-color"] as const;

const namesByLight = new Map<string, ColorName>();
for (const [name, { light }] of Object.entries(colors)) namesByLight.set(light, name as ColorName);

/** The theme's colour with this light value, if it is one. */
export const themeColorName = (value: string): ColorName | undefined => namesByLight.get(value.toLowerCase());

/** The class that paints one attribute in a theme colour. */
export const colorClass = (attribute: string, name: ColorName): string => `fig-${attribute}-${name}`;

/** Turns a figure with literal light colours into one painted by classes. */
export function inlineSvg(svg: string): string {
  return rewriteTags(svg, [paintByClass, rootForPage]);
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

/** The page sets the font and needs no namespace declarations. */
const rootForPage: TagRewrite = (attributes, tagName) => {
  if (tagName !== "svg") return;
  for (const name of ["xmlns", "xmlns:xlink", "version", "font-family"]) attributes.delete(name);
  attributes.set("class", "figure-drawing");
};
