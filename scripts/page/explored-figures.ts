/** The files with which the page's script explores the measured figures. */

import { type Drawings, drawingOf } from "../drawing/drawings.ts";
import type { ExploredFigure } from "../drawing/explorable.ts";
import { datasetsOf } from "../drawing/figure-tables.ts";
import type { FigureRecord } from "../record/record.ts";
import { exploredFile } from "../report/files.ts";
import { typeset } from "../text/typography.ts";

/** A file for each measured figure: a classic script, because pages opened from disk may not fetch data. */
export function exploredFiles(figures: readonly FigureRecord[], drawings: Drawings): [string, string][] {
  return figures.filter(isExplored).map((figure) => {
    const content = JSON.stringify(exploredFigure(figure, drawings));
    return [exploredFile(figure.id), `report.figure(${JSON.stringify(figure.id)}, ${content});\n`];
  });
}

/** The deck's figures are not explored: the values of most are invented. */
export const isExplored = ({ origin }: FigureRecord): boolean => origin === "measured";

function exploredFigure({ id, number, alt, description }: FigureRecord, drawings: Drawings): ExploredFigure {
  const { width, height, explorable, spec } = drawingOf(drawings, id);
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
