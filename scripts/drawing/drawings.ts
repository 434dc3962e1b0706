/** The drawings of a report, which belong to its records. */
import type { Row } from "../../experiments/kit/experiment.ts";
import type { DrawnFigure } from "./figure.ts";

export interface FigureDrawing extends DrawnFigure {
  /** A measured figure as a study shows it on a large screen; null for a figure of the deck. */
  readonly wideSvg: string | null;
  /** The figure's data: each table with its rows and its CSV file. */
  readonly tables: readonly {
    readonly name: string;
    readonly rows: readonly Row[];
    readonly file: string;
  }[];
}

/** By figure id. */
export type Drawings = ReadonlyMap<string, FigureDrawing>;

export function drawingOf(drawings: Drawings, id: string): FigureDrawing {
  const drawing = drawings.get(id);
  if (drawing === undefined) throw new RangeError(`figure ${id} is not drawn`);
  return drawing;
}
