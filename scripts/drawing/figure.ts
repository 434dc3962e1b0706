/**
 * Draws a figure from its spec:
 *
 *   spec + tables -> checked -> themed -> Vega-Lite compile -> Vega scene -> SVG -> linted -> cleaned -> stand-alone
 *   and inline copies
 */
import type { FigureSpec, Tables } from "../../experiments/kit/experiment.ts";
import { figureSizes, fonts } from "../../experiments/kit/theme.ts";
import { ReportError, refuseProblems } from "../base/errors.ts";
import type { Explorable } from "./explore/explorable.ts";
import { makeExplorable } from "./explore/make-explorable.ts";
import { lintReading, showProblem, smallestOf } from "./lint/lint.ts";
import { cleanSvg, inlineSvg, rewriteTags, themeColorName } from "./svg/svg.ts";
import { vegaConfig } from "./vega/config.ts";
import { editorAddress } from "./vega/editor-address.ts";
import { markInvented } from "./vega/invented-mark.ts";
import { drawScene, type ThemedSpec } from "./vega/scene.ts";
import { tablesOfSpec } from "./vega/tables.ts";

const schema = "https://vega.github.io/schema/vega-lite/v6.json";

export interface FigureInput {
  /** Unique in the report; prefixes every id of the drawing. */
  readonly id: string;
  readonly spec: FigureSpec;
  readonly tables: Tables;
  readonly alt: string;
  readonly description: string;
  /** Whether the drawing says that values are invented. */
  readonly isInvented: boolean;
}

export interface DrawnFigure {
  /** Stand-alone SVG with literal light colours. */
  readonly svg: string;
  /** SVG for the page: theme colours are classes of `figureCss()`. */
  readonly inlineSvg: string;
  /** Complete Vega-Lite spec with data and theme. */
  readonly spec: ThemedSpec;
  /** Opens the spec in the Vega editor; null where it is too long for an address. */
  readonly editorAddress: string | null;
  /** What the page needs to explore the figure, without its rows. */
  readonly explorable: Explorable;
  readonly width: number;
  readonly height: number;
}

/**
 * Draws one figure. Equal input gives equal bytes. Throws a ReportError for a mistake in the spec (an unknown table,
 * field or colour, a point beyond the axes, too large a width) and for a text that cannot be read.
 */
export async function renderFigure(input: FigureInput): Promise<DrawnFigure> {
  const tables = tablesOfSpec(input.id, input.spec, input.tables);
  const themed = themedSpec(input.isInvented ? markInvented(input.spec) : input.spec);
  const { svg, width, height, compiled } = await drawScene(input.id, themed, tables);
  checkColors(input.id, svg);
  checkWidth(input.id, svg, width);
  const size = { width, height };
  refuseProblems(lintReading(input.id, { svg, ...size }).map(showProblem));
  const cleaned = cleanSvg(svg, input);
  const spec = { ...themed, datasets: tables };
  return {
    svg: standAloneSvg(cleaned),
    inlineSvg: inlineSvg(cleaned),
    spec,
    editorAddress: editorAddress(spec),
    explorable: makeExplorable(compiled, tables),
    ...size,
  };
}

/** Adds schema, config and layout. Single and layered views get the theme's width; concatenated panels set their own. */
function themedSpec(spec: FigureSpec): ThemedSpec {
  const isOneView = "mark" in spec || "layer" in spec;
  const layout = isOneView && !("width" in spec) ? { width: figureSizes.width, autosize: fitWidth } : {};
  return { $schema: schema, ...spec, ...layout, config: vegaConfig };
}

const fitWidth = { type: "fit-x", contains: "padding" } as const;

function checkWidth(id: string, svg: string, width: number): void {
  const { text = figureSizes.labelText } = smallestOf(svg);
  const most = Math.floor((text * figureSizes.phoneWidth) / figureSizes.phoneText);
  if (width > most) {
    throw new ReportError(`invalid width of figure ${id}: ${width} px`, {
      help: `at most ${most} px with text of ${text} px, so that a phone shows it at ${figureSizes.phoneText} px; stack its panels`,
    });
  }
}

/** Sets the font and its fallbacks once, on the root element. */
export function standAloneSvg(svg: string): string {
  const withFont = rewriteTags(svg, [
    (attributes, tagName) => {
      if (tagName === "svg") attributes.set("font-family", fonts.figure);
    },
  ]);
  return `${withFont}\n`;
}

/** Throws a ReportError for a colour outside the theme. Colours of continuous scales, `rgb(...)`, pass. */
function checkColors(id: string, svg: string): void {
  for (const [, color = ""] of svg.matchAll(/\s(?:fill|stroke|stop-color)="([^"]*)"/g)) {
    if (color === "none" || /^(?:rgb|url)\(/.test(color) || themeColorName(color) !== undefined) continue;
    throw new ReportError(`unknown colour in figure ${id}: ${color}`, {
      help: "use the colours of experiments/kit/theme.ts",
    });
  }
}
