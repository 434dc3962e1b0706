/** The files with which the page's script explores the measured figures. */
import type { ExploredFigure } from "../drawing/explorable.ts";
import { datasetsOf } from "../drawing/figure-tables.ts";
import { exploredFile } from "../report/files.ts";
import type { RenderedFigure, RenderedSlide } from "../report/report.ts";
import { typeset } from "../text/typography.ts";

/** A file for each measured figure: a classic script, because pages opened from disk may not fetch data. */
export function exploredFiles(rendered: readonly RenderedSlide[]): [string, string][] {
  const figures = rendered.flatMap((slide) => slide.figures).filter(isExplored);
  return figures.map((figure) => {
    const content = JSON.stringify(exploredFigure(figure));
    return [exploredFile(figure.id), `report.figure(${JSON.stringify(figure.id)}, ${content});\n`];
  });
}

/** The deck's figures are not explored: the values of most are invented. */
export const isExplored = ({ origin }: RenderedFigure): boolean => origin === "measured";

function exploredFigure(figure: RenderedFigure): ExploredFigure {
  const { number, alt, description, width, height, explorable, spec } = figure;
  return {
    number,
    alt: typeset(alt),
    description: typeset(description),
    width,
    height,
    tables: datasetsOf(spec),
    ...explorable,
  };
}
