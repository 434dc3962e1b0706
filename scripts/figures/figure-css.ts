/** The style sheet of the figures in the page: the theme's colours as variables, and the classes that use them. */
import { type ColorName, colors, fonts } from "../../templates/theme.ts";
import { colorClass } from "./svg-inline.ts";

const names = Object.keys(colors) as ColorName[];

/** Variables for both modes (print is light), and one class for each colour and attribute. */
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
