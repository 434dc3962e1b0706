/** A figure as the page shows it: drawing, caption, description, data, downloads, and the port of the deck's. */
import { renderInlineProse, type Surroundings } from "../prose/render-prose.ts";
import type { RenderedFigure, Slide } from "../report.ts";
import { figureTextOf } from "../slide-texts.ts";
import { type FigureFileView, figureFileViews } from "./figure-files.ts";
import { figureFile } from "./files.ts";
import { typeset } from "./html.ts";
import { type TableView, tableView } from "./table-view.ts";

export interface FigureView {
  readonly id: string;
  readonly number: number;
  readonly origin: RenderedFigure["origin"];
  readonly drawing: string;
  /** CSS px. */
  readonly width: number;
  readonly alt: string;
  readonly caption: string;
  readonly description: string;
  /** For the deck's figure: which of its numbers are made up. */
  readonly invented: string | null;
  /** For the deck's figure: the program that draws it here. */
  readonly source: string | null;
  readonly tables: readonly TableView[];
  readonly files: readonly FigureFileView[];
}

export function figureView(
  slide: Slide,
  figure: RenderedFigure,
  { source, surroundings }: { source: string | undefined; surroundings: Surroundings },
): FigureView {
  const { id, name, number, origin, inlineSvg, width, alt, description, invented } = figure;
  const inventedSource = { text: invented ?? "", file: `${slide.file}, figure "${name}", invented` };
  return {
    id,
    number,
    origin,
    drawing: inlineSvg,
    width,
    alt,
    caption: renderInlineProse(figureTextOf(slide, name, figure.figure, "caption"), surroundings),
    description: typeset(description),
    invented: invented === undefined ? null : renderInlineProse(inventedSource, surroundings),
    source: source ?? null,
    // The PDF asks for neither, and to shorten the address of a specification takes long.
    get tables() {
      return figure.tables.map((table) => tableView(table.name, table.rows, number, figureFile(id, "csv")));
    },
    get files() {
      return figureFileViews(figure);
    },
  };
}
