/** Figures as the page's script explores them, drawn in this process: the same code, without a browser. */
import * as vega from "vega";
import { expressionInterpreter } from "vega-interpreter";
import type { FigureSpec, Tables } from "../../experiments/kit/experiment.ts";
import { createDraw, type Draw, type Shown } from "../../scripts/browser/explore/drawing.ts";
import type { ExploredFigure } from "../../scripts/drawing/explore/explorable.ts";
import { type DrawnFigure, renderFigure } from "../../scripts/drawing/figure.ts";

/** Everything of a figure. */
export const whole: Shown = { off: [], range: null };

export interface Explored {
  readonly drawn: DrawnFigure;
  readonly figure: ExploredFigure;
  readonly draw: Draw;
}

/** Draws a figure as the build does, and prepares it as its file and the page's script do. */
export async function explored(spec: FigureSpec, tables: Tables): Promise<Explored> {
  const texts = { alt: "a", description: "d" };
  const drawn = await renderFigure({ id: "f", spec, tables, ...texts, isInvented: false });
  const { width, height, explorable } = drawn;
  const figure = { ...explorable, ...texts, width, height, tables };
  return { drawn, figure, draw: createDraw(figure, createView) };
}

/** With the interpreter, as on the page. */
function createView(spec: vega.Spec): vega.View {
  const dataflow = vega.parse(spec, undefined, { ast: true });
  return new vega.View(dataflow, { expr: expressionInterpreter, renderer: "none" });
}
