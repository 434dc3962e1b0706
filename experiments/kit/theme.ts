/**
 * The look of the report: colours, fonts and sizes, shared by the page's style sheet and the figures. Each colour has
 * a light and a dark value and becomes the CSS variable `--<name>`. Figure files contain the light values; figures
 * inlined in the page use classes.
 *
 * Colours of data are Okabe and Ito's hues, darker in light mode and lighter in dark mode. Each has a contrast of
 * 4.5:1 to the paper, so a label can have its line's colour. Three blues, ordered by contrast, are for ordered arms.
 * Colour alone never distinguishes two arms: experiments/lab/arms.ts adds dashes and shapes.
 */
export interface ThemeColor {
  readonly light: string;
  readonly dark: string;
}

/** Light values are unique, because they identify the colour in a drawn figure. */
export const colors = {
  /** The background. */
  paper: { light: "#ffffff", dark: "#16191d" },
  /** The background of the deck's text, code and table heads. */
  surface: { light: "#f5f4f1", dark: "#20242a" },
  /** Text, and the arm with which all others are compared. */
  ink: { light: "#1b1e23", dark: "#eceae4" },
  /** Secondary text, axis labels. */
  muted: { light: "#5a6069", dark: "#a9b0ba" },
  /** Axis ticks and frames. */
  line: { light: "#8b9099", dark: "#78808b" },
  /** Grid lines and hairlines: decoration, not information. */
  grid: { light: "#e4e3df", dark: "#30353c" },
  blue: { light: "#0062a8", dark: "#78bdf0" },
  sky: { light: "#3677b0", dark: "#4a97d6" },
  navy: { light: "#0a3563", dark: "#bfe0ff" },
  orange: { light: "#a86500", dark: "#f2b04a" },
  green: { light: "#00684c", dark: "#2fcf98" },
  vermillion: { light: "#9f2f00", dark: "#ff7446" },
  purple: { light: "#a3248c", dark: "#ee8fd2" },
  gray: { light: "#70767f", dark: "#8f97a1" },
  /** Pale fills of a diagram's nodes, with text in ink. */
  paleGray: { light: "#eeeeec", dark: "#2b3037" },
  paleBlue: { light: "#dfebf6", dark: "#1d3348" },
  paleOrange: { light: "#f8ebd7", dark: "#3d2f18" },
  /** Tints of the deciding region of a claim's scale. */
  paleGreen: { light: "#d8ecdf", dark: "#16402f" },
  paleVermillion: { light: "#f8dfd2", dark: "#53291a" },
  /** Text on the cells of a heat map, whose colours do not depend on the mode. */
  cellDark: { light: "#000000", dark: "#000000" },
  cellLight: { light: "#fdfdfc", dark: "#fdfdfc" },
} as const satisfies Readonly<Record<string, ThemeColor>>;

export type ColorName = keyof typeof colors;

/** Font families, each with its fallbacks. */
export const fonts = {
  text: "'Source Serif 4', 'Source Serif Pro', Georgia, serif",
  figure: "'Source Sans 3', 'Source Sans Pro', 'Helvetica Neue', Arial, sans-serif",
  code: "'Source Code Pro', ui-monospace, Menlo, Consolas, monospace",
} as const;

/** CSS px, or user units of an SVG. */
export const figureSizes = {
  /** Natural width of a figure. */
  width: 400,
  /** Width of a figure on a phone of 360 px, which shrinks wider ones, and the smallest text allowed there. */
  phoneWidth: 344,
  phoneText: 11,
  height: 250,
  labelText: 13,
  /** Numbers in cells, and secondary notes. */
  smallText: 12.8,
  line: 2,
  thinLine: 1.25,
  hairline: 1,
  /** Area of a point, px^2. */
  point: 56,
  /** Area of the dot of a seed, px^2. */
  dot: 18,
} as const;

/** Stroke patterns, px on and off. */
export const dashes = {
  solid: [1, 0],
  dashed: [7, 3],
  dotted: [1.5, 3],
  dashDot: [8, 3, 1.5, 3],
  shortDash: [4, 2.5],
  longDash: [12, 4],
} as const satisfies Readonly<Record<string, readonly number[]>>;

/** Colours of a magnitude from zero: darker means more, also in greyscale. */
export const sequentialRange = ["#f4f1e6", "#c7d9d0", "#86b8c2", "#4a8fb5", "#27639b", "#143a6b"] as const;

/** Colours of a signed magnitude: brown below zero, blue above. */
export const divergingRange = ["#7a3b00", "#c98a3d", "#f4f1e6", "#5b9bc4", "#123f74"] as const;
