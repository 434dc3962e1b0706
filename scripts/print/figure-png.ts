/** A figure as pixels, by resvg: the fonts are the bundled ones, so the pixels are the same everywhere. */
import { renderAsync } from "@resvg/resvg-js";
import { bytes32, chunk } from "../figures/png.ts";
import { faceFile, figureFaces } from "./faces.ts";

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
      defaultFontFamily: "Source Sans 3",
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
