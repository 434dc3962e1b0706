/**
 * Draws a large matrix as one image: 50 x 50 cells take more than 150 KB as rectangles, but ten as an image. Axes stay
 * vectors. The spec does not change: regular grids of rectangles are found in Vega's scene graph.
 */
// The CommonJS bundle of culori loads one file instead of a hundred.
import culori from "culori/require";
import { encodePng } from "./png.ts";

const toRgb = culori.converter("rgb");

/** Up to this many cells stay rectangles, which are sharp in print and can carry text. */
const maxRectangles = 400;

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly fill: string;
}

interface SceneMark {
  marktype: string;
  items: (Rectangle | SceneGroup | DrawnImage)[];
}

interface SceneGroup {
  readonly items?: SceneMark[];
}

interface DrawnImage {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly aspect: false;
  readonly image: { readonly src: string; readonly complete: true };
}

/** Changes the scene below `mark` in place: each regular grid of more than 400 rectangles becomes one image. */
export function drawMatricesAsImages(mark: unknown): void {
  const scene = mark as SceneMark;
  if (scene.marktype === "group") {
    for (const group of scene.items as SceneGroup[]) group.items?.forEach(drawMatricesAsImages);
  }
  if (scene.marktype !== "rect" || scene.items.length <= maxRectangles) return;
  const image = matrixImage(scene.items as Rectangle[]);
  if (image === undefined) return;
  scene.marktype = "image";
  scene.items = [image];
}

function matrixImage(cells: readonly Rectangle[]): DrawnImage | undefined {
  const x = Math.min(...cells.map((cell) => cell.x));
  const y = Math.min(...cells.map((cell) => cell.y));
  const { width: cellWidth, height: cellHeight } = cells[0] ?? { width: 0, height: 0 };
  const columns = cells.map((cell) => (cell.x - x) / cellWidth);
  const rows = cells.map((cell) => (cell.y - y) / cellHeight);
  const isRegular = cells.every((cell) => isNear(cell.width, cellWidth) && isNear(cell.height, cellHeight));
  if (!isRegular || ![...columns, ...rows].every((place) => isNear(place, Math.round(place))))
    return undefined;

  const width = Math.round(Math.max(...columns)) + 1;
  const height = Math.round(Math.max(...rows)) + 1;
  const rgb = new Uint8Array(3 * width * height);
  cells.forEach((cell, index) => {
    const pixel = Math.round(rows[index] ?? 0) * width + Math.round(columns[index] ?? 0);
    rgb.set(bytesOf(cell.fill), 3 * pixel);
  });
  const png = Buffer.from(encodePng({ width, height, rgb })).toString("base64");
  return {
    x,
    y,
    width: width * cellWidth,
    height: height * cellHeight,
    aspect: false,
    image: { src: `data:image/png;base64,${png}`, complete: true },
  };
}

const isNear = (a: number, b: number): boolean => Math.abs(a - b) < 1e-3;

/** Red, green and blue of a CSS colour, 0 to 255. */
function bytesOf(color: string): number[] {
  const rgb = toRgb(color);
  if (rgb === undefined) throw new Error(`not a colour in a matrix: ${color}`);
  return [rgb.r, rgb.g, rgb.b].map((channel) => Math.round(255 * channel));
}
