/**
 * Draws a figure for a screen of the presentation: as large as its box, with labels readable from the back of a room. The
 * box has the drawing's unit, in which labels are as tall as on the page.
 */
import { figureSizes } from "../../experiments/kit/theme.ts";
import { refuseProblems } from "../base/errors.ts";
import { type FigureInput, standAloneSvg } from "./figure.ts";
import { type BoxSize, fitBox } from "./layout/fit.ts";
import { panelSpec } from "./layout/panels.ts";
import { lintReading, showProblem } from "./lint/lint.ts";
import { cleanSvg, inlineSvg } from "./svg/svg.ts";
import { tablesOfSpec } from "./vega/tables.ts";

export interface ScreenFigure {
  /** Stand-alone SVG with literal light colours. */
  readonly svg: string;
  /** SVG for the page: theme colours are classes of `figureCss()`. */
  readonly inlineSvg: string;
  readonly width: number;
  readonly height: number;
}

const HELP = "a figure's own `screen` may show fewer panels or rows";

/** Throws a ReportError for a figure that does not fit into the box, and for a text that cannot be read. */
export async function renderScreenFigure(
  input: Omit<FigureInput, "isInvented">,
  box: BoxSize,
): Promise<ScreenFigure> {
  const tables = tablesOfSpec(input.id, input.spec, input.tables);
  const { labelText: text } = figureSizes;
  // The screen itself says that values are invented, which leaves the drawing all of the box.
  const shown = { spec: input.spec, isInvented: false };
  const spec = panelSpec(shown, { width: box.width, text, small: text });
  const { svg, contentWidth: width, height } = await fitBox(input.id, spec, tables, box);
  const size = { width, height };
  const problems = [
    ...sizeProblems(input.id, size, box),
    ...lintReading(input.id, { svg, ...size }).map(showProblem),
  ];
  refuseProblems(problems.map((problem) => `${problem} (on a screen of the presentation; ${HELP})`));
  const cleaned = cleanSvg(svg, input);
  return { svg: standAloneSvg(cleaned), inlineSvg: inlineSvg(cleaned), ...size };
}

/** A figure may exceed its box by this factor: it is shrunk to fit, and its labels with it. */
const SLACK = 1.02;

function sizeProblems(id: string, size: BoxSize, box: BoxSize): string[] {
  if (size.width <= SLACK * box.width && size.height <= SLACK * box.height) return [];
  return [
    `${id}: needs ${Math.round(size.width)} by ${Math.round(size.height)} units of ${box.width} by ${box.height}`,
  ];
}
