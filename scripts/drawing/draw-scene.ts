/** Draws a themed spec with Vega: as SVG, and with the Vega spec that it compiles to. */
import type { LoggerInterface } from "vega";
import * as vega from "vega";
import { type Config, compile, type TopLevelSpec } from "vega-lite";
import type { FigureSpec, Tables } from "../../experiments/lib/experiment.ts";
import { ReportError } from "../base/errors.ts";
import type { CompiledSpec } from "./compiled-spec.ts";
import { drawMatricesAsImages } from "./matrix-image.ts";
import { installTextMetrics } from "./text-metrics.ts";

/** A spec with its schema, layout and theme config. */
export type ThemedSpec = FigureSpec & {
  readonly $schema: string;
  readonly config: Config;
  readonly datasets?: Tables;
};

export interface DrawnScene {
  readonly svg: string;
  /** Size of the drawing, px. */
  readonly width: number;
  readonly height: number;
  /** Without the tables' rows. */
  readonly compiled: CompiledSpec;
}

/** What `view.scenegraph()` really returns; Vega's types declare something else. */
interface Scenegraph {
  readonly root: unknown;
}

/**
 * The latest drawing. Vega keeps id counters and text metrics in module state, so figures are drawn one at a time even
 * when several are asked for at once.
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
  // What Vega-Lite says of a view whose height follows from its rows of names.
  if (first.startsWith('Dropping "fit-y"')) {
    throw new ReportError(`missing height of figure ${id}`, {
      help: 'its rows are names, so its spec needs a height in px: "height: 80"',
    });
  }
  throw new ReportError(`invalid spec of figure ${id}: ${first}`);
}

export interface CollectingLogger extends LoggerInterface {
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

interface Mark {
  readonly marktype: string;
  readonly role?: string;
  readonly items: readonly Item[];
}

/** An item of a scene: a point, or a group with marks of its own. */
interface Item {
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
  readonly items?: readonly Mark[];
}

/** A point's centre may lie this far beyond the axes, px, to allow for rounding. */
const tolerance = 1;

/** Throws a ReportError where a point lies beyond the axes of its view: Vega would draw it over other parts. */
function checkPoints(id: string, mark: unknown): void {
  for (const view of (mark as Mark).items) {
    for (const inner of view.items ?? []) {
      if (inner.marktype === "group" && inner.role === "scope") checkPoints(id, inner);
      if (inner.marktype === "symbol" && inner.role === "mark") checkView(id, view, inner.items);
    }
  }
}

function checkView(id: string, { width = 0, height = 0 }: Item, points: readonly Item[]): void {
  // A view fitted into a width gets none where a point lies far outside, so `end` is 0.
  const isWithin = (place: number, end: number): boolean =>
    end > 0 && place >= -tolerance && place <= end + tolerance;
  if (points.every(({ x = 0, y = 0 }) => isWithin(x, width) && isWithin(y, height))) return;
  throw new ReportError(`a point of figure ${id} lies beyond its axes`, {
    help: "widen the domain of the scale, or omit it to fit the data",
  });
}
