/** Which texts of a slide the report shows, the findings that they use. */
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

type Texts = Pick<Slide, "takeaway" | "claims" | "checks" | "body" | "file">;

/** The takeaway's phrases, claims and checks, our prose, and the figures' captions, alt texts and descriptions, in order. */
export function textsOf({ takeaway, claims, checks, body, file }: Texts): ProseSource[] {
  const phrases = takeaway.flatMap((part) => Object.values(part.phrases));
  return [
    ...phrases.map((text) => ({ text, file: `${file}, takeaway` })),
    ...[...claims, ...checks].flatMap(({ says, metric }) =>
      says.how === "quote" ? [metric] : [says.text, metric],
    ),
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
    .map(({ args: [name = ""] }) => name);
}
