/** The drawings of a report, which stand next to its records. */
import type { Row } from "../../experiments/kit/experiment.ts";
import type { DrawnFigure } from "./figure.ts";

export interface FigureDrawing extends DrawnFigure {
  /** The tables that are shown as the figure's data, with their rows and the CSV that holds them. */
  readonly tables: readonly {
    readonly name: string;
    readonly rows: readonly Row[];
    readonly file: string;
  }[];
}

/** By the figures' ids. */
export type Drawings = ReadonlyMap<string, FigureDrawing>;

export function drawingOf(drawings: Drawings, id: string): FigureDrawing {
  const drawing = drawings.get(id);
  if (drawing === undefined) throw new RangeError(`figure ${id} is not drawn`);
  return drawing;
}
