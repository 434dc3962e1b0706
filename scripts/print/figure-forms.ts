/** The forms of a figure for print: SVG and PDF with their fonts embedded, PNG. Nothing here is kept between builds. */
import { renderAsync } from "@resvg/resvg-js";
import type { CachingEffects } from "../base/cached.ts";
import { embedFonts, faceFile, faces, figureFaces } from "../drawing/fonts.ts";
import { bytes32, chunk } from "../drawing/png.ts";
import { createTypesetter, type Typesetter, typstString } from "./typst.ts";

export interface PrintedFigure {
  readonly svg: string;
  /** pt: one unit of the drawing is one point. */
  readonly width: number;
  readonly height: number;
  readonly alt: string;
}

/** The figure alone on a page as large as itself, in a version of PDF that every TeX includes. */
export function figurePdf({ svg, width, height, alt }: PrintedFigure, typesetter: Typesetter): Uint8Array {
  const source = [
    `#set document(title: ${typstString(alt)}, date: none)`,
    `#set page(width: ${width}pt, height: ${height}pt, margin: 0pt)`,
    `#set text(lang: "en")`,
    `#image("figure.svg", width: 100%, alt: ${typstString(alt)})`,
  ].join("\n");
  return typesetter.toPdf({ source, files: new Map([["figure.svg", svg]]), standard: "1.5" });
}

const POINTS_PER_INCH = 72;
const METRES_PER_INCH = 0.0254;
/** What printers ask for. */
const dotsPerInch = 300;

/** PNG at 300 dots an inch of a drawing whose unit is a point. The file says so itself. */
export async function figurePng(svg: string, width: number): Promise<Uint8Array> {
  return withResolution(await pixels(svg, Math.round((width / POINTS_PER_INCH) * dotsPerInch)));
}

/** PNG of a given width in pixels, drawn beside the main thread. */
export async function pixels(svg: string, width: number): Promise<Uint8Array> {
  const drawing = await renderAsync(svg, {
    fitTo: { mode: "width", value: width },
    background: "#ffffff",
    font: {
      loadSystemFonts: false,
      fontFiles: figureFaces.map(faceFile),
      defaultFontFamily: faces.sans.family,
    },
  });
  return drawing.asPng();
}

/** Where the header's chunk ends: signature, then length, name, 13 bytes and check sum. */
const HEADER_END = 8 + 4 + 4 + 13 + 4;

/** Adds the chunk that tells how large a pixel is (W3C PNG specification, section 11.3.4.3). */
function withResolution(png: Uint8Array): Uint8Array {
  const perMetre = Math.round(dotsPerInch / METRES_PER_INCH);
  const size = chunk("pHYs", [...bytes32(perMetre), ...bytes32(perMetre), 1]);
  return Buffer.concat([png.subarray(0, HEADER_END), Buffer.from(size), png.subarray(HEADER_END)]);
}

/** Makes each form of a figure. */
export interface Press {
  /** With its fonts embedded. */
  svg(figure: PrintedFigure): Promise<Uint8Array>;
  pdf(figure: PrintedFigure): Promise<Uint8Array>;
  /** 300 dots an inch. */
  png(figure: PrintedFigure): Promise<Uint8Array>;
}

export function createPress(effects: CachingEffects): Press {
  let typesetter: Promise<Typesetter> | undefined;
  return {
    svg: async ({ svg }) => Buffer.from(await embedFonts(svg, effects)),
    async pdf(figure) {
      typesetter ??= createTypesetter(figureFaces, effects);
      return figurePdf(figure, await typesetter);
    },
    png: ({ svg, width }) => figurePng(svg, width),
  };
}
