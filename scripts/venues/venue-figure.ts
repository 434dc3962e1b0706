/**
 * Draws one figure for one venue:
 *
 *   spec -> laid out for the width -> drawn -> linted -> SVG and the problems found
 */
import { type FittedScene, fitWidth } from "../drawing/fit-panels.ts";
import { type LintProblem, lintPrint, type Smallest, smallestOf } from "../drawing/lint-drawing.ts";
import { lintSeries } from "../drawing/lint-series.ts";
import { type Layout, panelSpec } from "../drawing/panel-spec.ts";
import { type FigureInput, standAloneSvg } from "../drawing/render-figure.ts";
import { cleanSvg } from "../drawing/svg-clean.ts";
import { rewriteTags } from "../drawing/svg-tags.ts";

export interface VenueFigure {
  readonly id: string;
  readonly svg: string;
  /** pt. */
  readonly width: number;
  readonly height: number;
  readonly smallest: Smallest;
  readonly problems: readonly LintProblem[];
}

interface Attempt {
  readonly scene: FittedScene;
  readonly problems: readonly LintProblem[];
}

/**
 * Draws a figure for a layout. Where the lint finds problems at the venue's text size, smaller sizes are tried, down to
 * its minimum. If none is free of problems, the first drawing is returned with its problems.
 */
export async function drawVenueFigure(input: FigureInput, layout: Layout): Promise<VenueFigure> {
  const { text, small } = layout;
  const first = await attemptLayout(input, layout);
  let attempt = first;
  for (const size of [(text + small) / 2, small]) {
    if (attempt.problems.length === 0) break;
    attempt = await attemptLayout(input, { ...layout, text: size });
  }
  const { scene, problems } = attempt.problems.length === 0 ? attempt : first;
  return {
    id: input.id,
    svg: sizedSvg(cleanSvg(scene.svg, input), layout.width, scene.height),
    width: layout.width,
    height: scene.height,
    smallest: smallestOf(scene.svg),
    problems: [...problems, ...lintSeries(input.id, input.spec)],
  };
}

async function attemptLayout(input: FigureInput, layout: Layout): Promise<Attempt> {
  const scene = await fitWidth(input.id, panelSpec(input, layout), input.tables, layout);
  const drawing = { svg: scene.svg, width: layout.width, height: scene.height };
  return {
    scene,
    problems: [...widthProblems(input.id, scene, layout), ...lintPrint(input.id, drawing, layout.small)],
  };
}

function widthProblems(figure: string, { contentWidth }: FittedScene, { width }: Layout): LintProblem[] {
  if (contentWidth <= width) return [];
  const message = `needs a width of ${contentWidth} pt; the venue has ${Math.round(width * 100) / 100} pt`;
  return [{ figure, element: "the figure", message }];
}

/** The drawing in points, exactly as wide as the venue's column. */
function sizedSvg(svg: string, width: number, height: number): string {
  const round = (value: number) => String(Math.round(value * 1000) / 1000);
  const sized = rewriteTags(svg, [
    (attributes, tagName) => {
      if (tagName !== "svg") return;
      attributes.set("width", `${round(width)}pt`);
      attributes.set("height", `${round(height)}pt`);
      attributes.set("viewBox", `0 0 ${round(width)} ${round(height)}`);
    },
  ]);
  return standAloneSvg(sized);
}
