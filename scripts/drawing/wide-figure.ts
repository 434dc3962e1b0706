/** Draws a figure for a study on a large screen: wider than on a phone, its labels as tall. */
import { figureSizes } from "../../experiments/kit/theme.ts";
import { refuseProblems } from "../base/errors.ts";
import type { FigureInput } from "./figure.ts";
import { fitWidth } from "./layout/fit.ts";
import { panelSpec } from "./layout/panels.ts";
import { lintReading, showProblem } from "./lint/lint.ts";
import { cleanSvg, inlineSvg } from "./svg/svg.ts";
import { tablesOfSpec } from "./vega/tables.ts";

/** Units of the drawing, in which labels are as tall as on the page, and how much taller its panels are. */
const FIT = { width: 728, stretch: 1.4 } as const;

/** Returns the SVG for the page. Throws a ReportError for a text that cannot be read. */
export async function renderWideFigure(input: FigureInput): Promise<string> {
  const id = `${input.id}-wide`;
  const tables = tablesOfSpec(id, input.spec, input.tables);
  const { labelText: text, smallText: small } = figureSizes;
  const spec = panelSpec(input, { width: FIT.width, text, small });
  const { svg, contentWidth: width, height } = await fitWidth(id, spec, tables, FIT);
  const problems = lintReading(id, { svg, width, height }).map(showProblem);
  refuseProblems(problems.map((problem) => `${problem} (on a study’s page)`));
  return inlineSvg(cleanSvg(svg, { ...input, id }));
}
