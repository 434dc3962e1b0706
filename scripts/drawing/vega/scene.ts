/**
 * Draws a themed spec with Vega: returns the SVG and the compiled Vega spec. Large matrices are drawn as images with vector
 * axes, because 50 x 50 cells take more than 150 kB as rectangles. Regular grids of rectangles are found in Vega's scene
 * graph, so specs need not say which matrices are large.
 */
// The CommonJS bundle of culori loads one file instead of a hundred.
import culori from "culori/require";
import type { LoggerInterface } from "vega";
import * as vega from "vega";
import { type Config, compile, type TopLevelSpec } from "vega-lite";
import type { FigureSpec, Tables } from "../../../experiments/kit/experiment.ts";
import { ReportError } from "../../base/errors.ts";
import { installTextMetrics } from "../fonts/text-metrics.ts";
import type { CompiledSpec } from "./compiled-spec.ts";
import { encodePng } from "./png.ts";

/** A spec with its schema, layout and theme config. */
export type ThemedSpec = FigureSpec & {
  readonly $schema: string;
  readonly config: Config;
  readonly datasets?: Tables;
};

interface DrawnScene {
  readonly svg: string;
  /** Size of the drawing, px. */
  readonly width: number;
  readonly height: number;
  /** Without the tables' rows. */
  readonly compiled: CompiledSpec;
}

interface SceneMark {
  marktype: string;
  readonly role?: string;
  items: readonly SceneItem[];
}

/** An item of a scene: a point, a rectangle, or a group that holds marks. */
interface SceneItem {
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
  readonly items?: readonly SceneMark[];
}

/** What `view.scenegraph()` returns in fact; Vega's types declare something else. */
interface Scenegraph {
  readonly root: SceneMark;
}

/**
 * The latest drawing. Vega keeps id counters and text metrics in module state, so figures are drawn one at a time, even
 * when several are requested at once.
 */
let lastDrawing: Promise<unknown> = Promise.resolve();

/**
 * Draws a spec with its tables. Equal input gives equal bytes. Throws a ReportError for any warning of Vega, and
 * for a point beyond the axes.
 */
export function drawScene(id: string, spec: ThemedSpec, tables: Tables): Promise<DrawnScene> {
  const drawing = lastDrawing.then(() => draw(id, spec, tables));
  lastDrawing = drawing.catch(() => undefined);
  return drawing;
}

async function draw(id: string, spec: ThemedSpec, tables: Tables): Promise<DrawnScene> {
  const logger = createCollectingLogger();
  installTextMetrics();
  vega.resetSVGDefIds();
  const { view, compiled } = createView(id, spec, logger);
  try {
    // Rows go to the view, since the compiler would copy and hash them. They are copied, since Vega adds a key to each.
    for (const [name, rows] of Object.entries(tables)) {
      view.data(
        name,
        rows.map((row) => ({ ...row })),
      );
    }
    await view.runAsync();
    refuseWarnings(id, logger);
    const { root } = view.scenegraph() as unknown as Scenegraph;
    checkPoints(id, root);
    drawMatricesAsImages(root);
    const svg = await view.toSVG();
    refuseWarnings(id, logger);
    const [, width = 0, height = 0] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)?.map(Number) ?? [];
    return { svg, width, height, compiled };
  } finally {
    view.finalize();
  }
}

function createView(id: string, spec: ThemedSpec, logger: CollectingLogger) {
  try {
    const { spec: vegaSpec } = compile(spec as TopLevelSpec, { logger });
    const view = new vega.View(vega.parse(vegaSpec), { renderer: "none", logger });
    return { view, compiled: vegaSpec as unknown as CompiledSpec };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    // Vega-Lite appends the whole specification.
    const [what = "", whole] = reason.split(/(?<=Invalid specification) (?=\{)/);
    const help = whole === undefined ? {} : { help: "expected data, mark and encoding, or panels of these" };
    throw new ReportError(`invalid spec of figure ${id}: ${what}`, { cause, ...help });
  }
}

/** Throws a ReportError for the first warning. */
function refuseWarnings(id: string, { entries: [first] }: CollectingLogger): void {
  if (first === undefined) return;
  // Vega-Lite's warning for a view whose height follows from its rows of names.
  if (first.startsWith('Dropping "fit-y"')) {
    throw new ReportError(`missing height of figure ${id}`, {
      help: 'its rows are names, so its spec needs a height in px: "height: 80"',
    });
  }
  throw new ReportError(`invalid spec of figure ${id}: ${first}`);
}

interface CollectingLogger extends LoggerInterface {
  /** Warnings and errors so far. */
  readonly entries: readonly string[];
}

/** Collects warnings and errors, and ignores everything else. */
function createCollectingLogger(): CollectingLogger {
  const entries: string[] = [];
  const collect = function <Self>(this: Self, ...messages: readonly unknown[]): Self {
    entries.push(messages.map(String).join(" "));
    return this;
  };
  const drop = function <Self>(this: Self): Self {
    return this;
  };
  const warnLevel = 2;
  return { entries, level: () => warnLevel, error: collect, warn: collect, info: drop, debug: drop };
}

/** How far a point's centre may be beyond the axes, px, to allow for rounding. */
const tolerance = 1;

/** Throws a ReportError for a point beyond the axes of its view, because Vega would draw it over other parts. */
function checkPoints(id: string, mark: SceneMark): void {
  for (const view of mark.items) {
    for (const inner of view.items ?? []) {
      if (inner.marktype === "group" && inner.role === "scope") checkPoints(id, inner);
      if (inner.marktype === "symbol" && inner.role === "mark") checkView(id, view, inner.items);
    }
  }
}

function checkView(id: string, { width = 0, height = 0 }: SceneItem, points: readonly SceneItem[]): void {
  // A point far outside leaves no width to a view that is fitted into a width, so `end` is 0.
  const isWithin = (place: number, end: number): boolean =>
    end > 0 && place >= -tolerance && place <= end + tolerance;
  if (points.every(({ x = 0, y = 0 }) => isWithin(x, width) && isWithin(y, height))) return;
  throw new ReportError(`a point of figure ${id} is beyond its axes`, {
    help: "widen the domain of the scale, or omit it to fit the data",
  });
}

const toRgb = culori.converter("rgb");

/** Up to this many cells stay rectangles, which are sharp in print and can carry text. */
const maxRectangles = 400;

interface Rectangle extends Required<Omit<SceneItem, "items">> {
  readonly fill: string;
}

interface DrawnImage extends SceneItem {
  readonly aspect: false;
  readonly image: { readonly src: string; readonly complete: true };
}

/** Changes the scene below `mark` in place: each regular grid of more than 400 rectangles becomes one image. */
function drawMatricesAsImages(mark: SceneMark): void {
  if (mark.marktype === "group") {
    for (const group of mark.items) group.items?.forEach(drawMatricesAsImages);
  }
  if (mark.marktype !== "rect" || mark.items.length <= maxRectangles) return;
  const image = matrixImage(mark.items as readonly Rectangle[]);
  if (image === undefined) return;
  mark.marktype = "image";
  mark.items = [image];
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
