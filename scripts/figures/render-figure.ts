/**
 * From a spec to a figure:
 *
 *   spec + tables -> checked -> themed -> Vega-Lite compile -> Vega scene -> SVG -> cleaned -> stand-alone and inline copy
 */
import * as vega from "vega";
import { type Config, compile, type TopLevelSpec } from "vega-lite";
import type { FigureSpec, Tables } from "../../experiments/lib/experiment.ts";
import { figureSizes, fonts } from "../../templates/theme.ts";
import { ReportError } from "../errors.ts";
import { type CollectingLogger, createCollectingLogger } from "./collecting-logger.ts";
import { toCsv } from "./csv.ts";
import { tablesOfSpec } from "./figure-tables.ts";
import { drawMatricesAsImages } from "./matrix-image.ts";
import { checkColors } from "./palette-check.ts";
import { checkPoints } from "./points-check.ts";
import { cleanSvg } from "./svg-clean.ts";
import { inlineSvg } from "./svg-inline.ts";
import { rewriteTags } from "./svg-tags.ts";
import { installTextMetrics } from "./text-metrics.ts";
import { vegaConfig } from "./vega-config.ts";

const schema = "https://vega.github.io/schema/vega-lite/v6.json";

export interface FigureInput {
  /** Unique in the report; prefixes every id of the drawing. */
  readonly id: string;
  readonly spec: FigureSpec;
  readonly tables: Tables;
  readonly alt: string;
  readonly description: string;
}

type ThemedSpec = FigureSpec & {
  readonly $schema: string;
  readonly config: Config;
  readonly datasets?: Tables;
};

export interface DrawnFigure {
  /** Stand-alone SVG with literal light colours. */
  readonly svg: string;
  /** SVG for the page: theme colours are classes of `figureCss()`. */
  readonly inlineSvg: string;
  /** Complete Vega-Lite spec with data and theme. */
  readonly spec: ThemedSpec;
  /** The tables that the spec names, each under its name where there are several. */
  readonly csv: string;
  readonly width: number;
  readonly height: number;
}

/** Vega counts ids and measures text in module state, so figures are drawn one after the other, whoever asks. */
let lastDrawing: Promise<unknown> = Promise.resolve();

/** Draws one figure. Same input, same bytes. */
export function renderFigure(input: FigureInput): Promise<DrawnFigure> {
  const drawing = lastDrawing.then(() => draw(input));
  lastDrawing = drawing.catch(() => undefined);
  return drawing;
}

async function draw(input: FigureInput): Promise<DrawnFigure> {
  const tables = tablesOfSpec(input.id, input.spec, input.tables);
  const themed = themedSpec(input.spec);
  const { svg, width, height } = await drawSvg(input.id, themed, tables);
  checkColors(input.id, svg);
  const cleaned = cleanSvg(svg, input);
  return {
    svg: standAloneSvg(cleaned),
    inlineSvg: inlineSvg(cleaned),
    spec: { ...themed, datasets: tables },
    csv: csvOf(tables),
    width,
    height,
  };
}

/** Single and layered views are laid out into the theme's width; panels of a concatenation bring their own sizes. */
function themedSpec(spec: FigureSpec): ThemedSpec {
  const isOneView = "mark" in spec || "layer" in spec;
  const layout = isOneView && !("width" in spec) ? { width: figureSizes.width, autosize: fitWidth } : {};
  return { $schema: schema, ...spec, ...layout, config: vegaConfig };
}

/** What `view.scenegraph()` returns; Vega's types say otherwise. */
interface Scenegraph {
  readonly root: unknown;
}

const fitWidth = { type: "fit-x", contains: "padding" } as const;

async function drawSvg(
  id: string,
  spec: ThemedSpec,
  tables: Tables,
): Promise<{ svg: string; width: number; height: number }> {
  const logger = createCollectingLogger();
  installTextMetrics();
  vega.resetSVGDefIds();
  const view = createView(id, spec, logger);
  try {
    // The rows go to the view, not to the compiler, which would copy and hash them. Vega marks the rows that it is given.
    for (const [name, rows] of Object.entries(tables)) {
      view.data(
        name,
        rows.map((row) => ({ ...row })),
      );
    }
    await view.runAsync();
    const { root } = view.scenegraph() as unknown as Scenegraph;
    checkPoints(id, root);
    drawMatricesAsImages(root);
    const svg = await view.toSVG();
    const [first] = logger.entries;
    if (first !== undefined) throw new ReportError(`invalid spec of figure ${id}: ${first}`);
    return { svg, ...checkedSize(id, svg) };
  } finally {
    view.finalize();
  }
}

function createView(id: string, spec: ThemedSpec, logger: CollectingLogger): vega.View {
  try {
    const { spec: vegaSpec } = compile(spec as TopLevelSpec, { logger });
    return new vega.View(vega.parse(vegaSpec), { renderer: "none", logger });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ReportError(`invalid spec of figure ${id}: ${reason}`, { cause });
  }
}

function checkedSize(id: string, svg: string): { width: number; height: number } {
  const [, width = 0, height = 0] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)?.map(Number) ?? [];
  if (width > figureSizes.maxWidth) {
    throw new ReportError(`invalid width of figure ${id}: ${width} px`, {
      help: `at most ${figureSizes.maxWidth} px, so that its labels are readable on a phone; stack its panels`,
    });
  }
  return { width, height };
}

/** Names the font once, with what stands in where it is not installed. */
function standAloneSvg(svg: string): string {
  const withFont = rewriteTags(svg, [
    (attributes, tagName) => {
      if (tagName === "svg") attributes.set("font-family", fonts.figure);
    },
  ]);
  return `${withFont}\n`;
}

function csvOf(tables: Tables): string {
  const parts = Object.entries(tables);
  if (parts.length === 1) return parts.map(([, rows]) => toCsv(rows)).join("");
  return parts.map(([name, rows]) => `# ${name}\n${toCsv(rows)}`).join("\n");
}
