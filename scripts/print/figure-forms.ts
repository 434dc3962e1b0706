/** Makes the printable forms of a figure: SVG and PDF with embedded fonts, and PNG. Callers do the caching. */
import { renderAsync } from "@resvg/resvg-js";
import type { CachingEffects } from "../bundling/cached.ts";
import { embedFonts, faceFile, faces, figureFaces } from "../drawing/fonts/fonts.ts";
import { bytes32, chunk } from "../drawing/vega/png.ts";
import { type Origin, pngTexts, withMetadata } from "./origin.ts";
import { withOrigin } from "./pdf-origin.ts";
import { createTypesetter, type Typesetter, typstString } from "./typst.ts";

export interface PrintedFigure {
  readonly svg: string;
  /** Size in print, pt. */
  readonly width: number;
  readonly height: number;
  readonly alt: string;
  readonly origin: Origin;
}

export interface FigurePrinter {
  /** With embedded fonts. */
  svg(figure: PrintedFigure): Promise<Uint8Array>;
  pdf(figure: PrintedFigure): Promise<Uint8Array>;
  /** At 300 dpi. */
  png(figure: PrintedFigure): Promise<Uint8Array>;
}

/** The typesetter is loaded for the first PDF. */
export function createFigurePrinter(effects: CachingEffects): FigurePrinter {
  let typesetter: Promise<Typesetter> | undefined;
  return {
    svg: async ({ svg, origin }) => Buffer.from(withMetadata(await embedFonts(svg, effects), origin)),
    async pdf(figure) {
      typesetter ??= createTypesetter(figureFaces, effects);
      return figurePdf(figure, await typesetter);
    },
    png: figurePng,
  };
}

/** PDF of the figure on a page of its own size, in version 1.5, which every TeX engine can include. */
export async function figurePdf(
  { svg, width, height, alt, origin }: PrintedFigure,
  typesetter: Typesetter,
): Promise<Uint8Array> {
  const { title, description, creators, licence, source: place, identifier = "" } = origin;
  const information = {
    title: typstString(title),
    description: typstString(description),
    author: typstArray(creators),
    keywords: typstArray([licence, place, identifier]),
    date: "none",
  };
  const fields = Object.entries(information).map(([name, value]) => `${name}: ${value}`);
  const source = [
    `#set document(${fields.join(", ")})`,
    `#set page(width: ${width}pt, height: ${height}pt, margin: 0pt)`,
    `#set text(lang: "en")`,
    `#image("figure.svg", width: 100%, alt: ${typstString(alt)})`,
  ].join("\n");
  const pdf = typesetter.toPdf({ source, files: new Map([["figure.svg", svg]]), standard: "1.5" });
  return await withOrigin(pdf, origin);
}

const typstArray = (items: readonly string[]): string =>
  `(${items.map((item) => `${typstString(item)}, `).join("")})`;

const POINTS_PER_INCH = 72;
const METRES_PER_INCH = 0.0254;
/** The resolution that publishers ask for. */
const dotsPerInch = 300;

/** PNG at 300 dpi. The file records this and its origin. */
export async function figurePng({
  svg,
  width,
  origin,
}: Pick<PrintedFigure, "svg" | "width" | "origin">): Promise<Uint8Array> {
  const png = await pixels(svg, Math.round((width / POINTS_PER_INCH) * dotsPerInch));
  return withFacts(png, origin);
}

/** PNG of a given width in pixels, rendered on another thread. */
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

/** End of the header chunk: signature, then length, name, 13 bytes and checksum. */
const HEADER_END = 8 + 4 + 4 + 13 + 4;

/** Adds the chunks for the size of a pixel and for texts (W3C PNG specification, sections 11.3.4.3 and 11.3.3.4). */
function withFacts(png: Uint8Array, origin: Origin): Uint8Array {
  const perMetre = Math.round(dotsPerInch / METRES_PER_INCH);
  const size = chunk("pHYs", [...bytes32(perMetre), ...bytes32(perMetre), 1]);
  const texts = pngTexts(origin).flatMap(([keyword, text]) =>
    chunk("iTXt", [...Buffer.from(`${keyword}\0\0\0${keyword.includes(":") ? "" : "en"}\0\0${text}`)]),
  );
  return Buffer.concat([
    png.subarray(0, HEADER_END),
    Buffer.from([...size, ...texts]),
    png.subarray(HEADER_END),
  ]);
}
