/** Which texts of a slide the report shows, the findings that they use, and the slide's id in the page. */
import { type ProseSource, readStatements } from "../text/statements.ts";
import type { MeasuredSlide, Slide } from "./report.ts";
import { type FigureBlock, figuresIn, figureTexts, partsOf } from "./slide-body.ts";

/** False for a slide that failed or was left out: it has no numbers for our prose, so only the deck's part is shown. */
export function isProseShown(measured: MeasuredSlide): boolean {
  return measured.status.kind === "measured" || measured.status.kind === "no experiment";
}

/** The figures in the order in which the slide places them. */
export function figureBlocks({ body }: Pick<Slide, "body">): FigureBlock[] {
  return figuresIn(partsOf(body));
}

/** The takeaway's phrases, our prose, and the figures' captions, alt texts and descriptions, in order. */
export function textsOf({ takeaway, body, file }: Pick<Slide, "takeaway" | "body" | "file">): ProseSource[] {
  const phrases = takeaway.flatMap((part) => Object.values(part.phrases));
  return [
    ...phrases.map((text) => ({ text, file: `${file}, takeaway` })),
    ...partsOf(body).flatMap((part) =>
      part.kind === "prose"
        ? [part.source]
        : part.row.flatMap((figure) => figureTexts.map((field) => figure[field])),
    ),
  ];
}

/** The names of the findings that a text uses. */
export function findingsIn(source: ProseSource): string[] {
  return readStatements(source)
    .filter(({ kind }) => kind === "finding")
    .map(({ words: [name = ""] }) => name);
}

/** A slide's number as in folder names: "09". */
export function twoDigits({ number }: Pick<Slide, "number">): string {
  return String(number).padStart(2, "0");
}

/** The id of a slide's section, e.g. "slide-09". It comes from the number, so links survive a change of the title. */
export function slideId(slide: Slide): string {
  return `slide-${twoDigits(slide)}`;
}
