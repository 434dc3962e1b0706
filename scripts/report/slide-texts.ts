/** The texts of a slide that are ours (its prose, and what its figures say of themselves), and its id in the page. */
import { type ProseSource, readStatements } from "../text/statements.ts";
import type { MeasuredSlide, Slide } from "./report.ts";
import { type FigureBlock, figureTexts } from "./slide-body.ts";

/** A failed slide, or one that this build left out, has no numbers for its prose: only the deck's part is shown. */
export function isProseShown(measured: MeasuredSlide): boolean {
  return measured.status.kind === "measured" || measured.status.kind === "no experiment";
}

/** The figures in the order in which the slide places them. */
export function figureBlocks({ body }: Pick<Slide, "body">): FigureBlock[] {
  return body.flatMap((part) => (part.kind === "figures" ? part.row : []));
}

/** Prose, captions, alternative texts and descriptions, in order. */
export function textsOf({ body }: Pick<Slide, "body">): ProseSource[] {
  return body.flatMap((part) =>
    part.kind === "prose"
      ? [part.source]
      : part.row.flatMap((figure) => figureTexts.map((field) => figure[field])),
  );
}

/** The names of the findings that a text uses. */
export function findingsIn(source: ProseSource): string[] {
  return readStatements(source)
    .filter(({ kind }) => kind === "finding")
    .map(({ words: [name = ""] }) => name);
}

/** The id of a slide's section, e.g. "slide-09"; links to it stay good when its title changes. */
export function slideId(slide: Slide): string {
  return `slide-${String(slide.number).padStart(2, "0")}`;
}
