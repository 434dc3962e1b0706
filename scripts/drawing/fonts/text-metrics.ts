/**
 * Measures text with the bundled TrueType fonts, so that Vega lays out labels as wide as browsers draw them. Without a
 * canvas Vega estimates 0.8 x characters x font size, which leaves gaps and misplaces labels.
 */
import { openSync } from "fontkit";
import * as vega from "vega";
import { faceFile } from "./fonts.ts";

export interface Box {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

const [regular, semiBold] = [openSync(faceFile("sans")), openSync(faceFile("sansSemiBold"))];

const isBold = (weight: string | number | undefined): boolean => weight === "bold" || Number(weight) >= 600;

const fontOf = (weight: string | number | undefined) => (isBold(weight) ? semiBold : regular);

/** Widths in em, by face and text, since a figure measures the same few labels many times. */
const known = { regular: new Map<string, number>(), semiBold: new Map<string, number>() };

/** Width of one line of text in the figures' font, in the unit of `fontSize`. */
export function measureText(text: string, fontSize: number, fontWeight?: string | number): number {
  const weight = isBold(fontWeight) ? "semiBold" : "regular";
  let ems = known[weight].get(text);
  if (ems === undefined) {
    const font = fontOf(fontWeight);
    ems = font.layout(text).advanceWidth / font.unitsPerEm;
    known[weight].set(text, ems);
  }
  return ems * fontSize;
}

/** Boxes around the ink of each letter of a line of text that starts at 0, 0 on its baseline; y grows downwards. */
export function inkOf(text: string, fontSize: number, fontWeight?: string | number): Box[] {
  const font = fontOf(fontWeight);
  const { glyphs, positions } = font.layout(text);
  const scale = fontSize / font.unitsPerEm;
  let pen = 0;
  return glyphs.flatMap(({ bbox: { minX, minY, maxX, maxY } }, index) => {
    const { xAdvance = 0, xOffset = 0 } = positions[index] ?? {};
    const x = pen + xOffset;
    pen += xAdvance;
    const hasInk = maxX > minX && maxY > minY;
    return hasInk
      ? [{ x1: (x + minX) * scale, y1: -maxY * scale, x2: (x + maxX) * scale, y2: -minY * scale }]
      : [];
  });
}

/** The text that Vega draws for a value; empty for a missing value. */
const shownText = (text: unknown): string => (text === null || text === undefined ? "" : String(text).trim());

/** Makes Vega use these widths for layout and truncation, in the whole process: its hook is global. */
export function installTextMetrics(): void {
  vega.textMetrics.width = (item, text) => measureText(shownText(text), item.fontSize ?? 11, item.fontWeight);
}
