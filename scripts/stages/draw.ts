/** draw: records -> a drawing of each figure. */

import { mistakeIn, ProblemsError, refuseProblems } from "../base/errors.ts";
import type { CachingEffects } from "../bundling/cached.ts";
import type { Drawings, FigureDrawing } from "../drawing/drawings.ts";
import type { DrawnFigure, FigureInput } from "../drawing/figure.ts";
import { isExplored } from "../pages/figure.ts";
import { plottedFile, tableFile } from "../record/files.ts";
import type { SlideRecord } from "../record/record.ts";
import type { RecordedSlide } from "../slides/planned.ts";
import { figureSource } from "../slides/slide-code.ts";

/** Draws the figures of all slides, by id. Their problems are reported together. */
export async function draw(
  slides: readonly RecordedSlide[],
  { cached, keep }: Pick<CachingEffects, "cached" | "keep">,
): Promise<Drawings> {
  const drawFigure = createDrawFigure(cached);
  const drawings = new Map<string, FigureDrawing>();
  const problems: string[] = [];
  for (const { record, tables } of slides) {
    const drawn = await keep(`drawn ${record.slide.name}`, [record.figures, tables], () =>
      drawSlide(record, tables, drawFigure),
    );
    for (const [id, drawing] of drawn.drawings) drawings.set(id, drawing);
    problems.push(...drawn.problems);
  }
  refuseProblems(problems);
  return drawings;
}

type Drawn = DrawnFigure & Pick<FigureDrawing, "wideSvg">;
type DrawFigure = (input: FigureInput, isWide: boolean) => Promise<Drawn>;

/** Loads Vega only when a figure has to be drawn, so that an unchanged rebuild never does. */
function createDrawFigure(cached: CachingEffects["cached"]): DrawFigure {
  const module = new URL("../drawing/figure.ts", import.meta.url);
  const wideModule = new URL("../drawing/wide-figure.ts", import.meta.url);
  return async (input, isWide) => {
    const drawn = await cached("figures", { module, input }, async () => {
      const { renderFigure } = await import("../drawing/figure.ts");
      return Buffer.from(JSON.stringify(await renderFigure(input)));
    });
    const figure: DrawnFigure = JSON.parse(Buffer.from(drawn).toString());
    if (!isWide) return { ...figure, wideSvg: null };
    const wide = await cached("figures", { module: wideModule, input }, async () => {
      const { renderWideFigure } = await import("../drawing/wide-figure.ts");
      return Buffer.from(await renderWideFigure(input));
    });
    return { ...figure, wideSvg: Buffer.from(wide).toString() };
  };
}

interface DrawnSlide {
  /** Without the figures that have problems. */
  readonly drawings: readonly (readonly [id: string, drawing: FigureDrawing])[];
  readonly problems: readonly string[];
}

async function drawSlide(
  { slide, figures }: SlideRecord,
  tables: RecordedSlide["tables"],
  drawFigure: DrawFigure,
): Promise<DrawnSlide> {
  const drawings: [string, FigureDrawing][] = [];
  const problems: string[] = [];
  for (const figure of figures) {
    const { id, origin, spec, alt, description, plotted } = figure;
    const rows = tables[origin];
    // Only these, so that an edit of another table draws nothing anew.
    const read = Object.fromEntries(plotted.map(({ name }) => [name, rows[name] ?? []]));
    const fileOf = (name: string): string =>
      plotted.some((table) => table.name === name) ? plottedFile(figure, name) : tableFile(slide.name, name);
    try {
      const isInvented = figure.invented !== false;
      const input = { id, spec, tables: read, alt, description, isInvented };
      // A drawing without an axis would lose its proportions.
      const drawn = await drawFigure(input, isExplored(figure));
      const shown = figure.tables.map((name) => ({ name, rows: rows[name] ?? [], file: fileOf(name) }));
      drawings.push([id, { ...drawn, tables: shown }]);
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw mistakeIn(figureSource(slide.name, origin), error);
      problems.push(...error.problems);
    }
  }
  return { drawings, problems };
}
