/** Checks the texts of a slide: quotes, numbers typed by hand, unused findings, figures without texts or data. */
import type { RenderedSlide } from "../report/report.ts";
import { findingsIn, isProseShown, textsOf } from "../report/slide-texts.ts";
import { type ProseSource, placeOf } from "../text/statements.ts";
import { findTypedNumbers } from "./typed-numbers.ts";

/** Lists the problems of a slide, with file and line where known. */
export function checkSlide(rendered: RenderedSlide): string[] {
  const texts = textsOf(rendered.measured.slide);
  return [
    ...checkQuotes(rendered),
    ...texts.flatMap(checkNumbers),
    ...checkFindings(rendered, texts),
    ...checkFigures(rendered),
  ];
}

/** A claim's quote must occur word for word in the slide's title or deck text. */
function checkQuotes({ measured: { slide } }: RenderedSlide): string[] {
  const deck = collapse(`${slide.title}\n${slide.deckText}`);
  return slide.claims
    .filter(({ quote }) => quote !== undefined && !deck.includes(collapse(quote)))
    .map(({ id, quote }) => `${slide.file}: claim ${id} quotes words that the deck does not say: “${quote}”`);
}

function collapse(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function checkNumbers(source: ProseSource): string[] {
  return findTypedNumbers(source.text).map(({ text, line, isComparison }) => {
    const where = placeOf(source, line);
    return isComparison
      ? `${where}: comparison typed by hand: “${text}”; give the finding phrases instead`
      : `${where}: number typed by hand: “${text}”; use {{finding}}, {{config}} or {{cite}}`;
  });
}

function checkFindings(rendered: RenderedSlide, texts: readonly ProseSource[]): string[] {
  if (!isProseShown(rendered.measured)) return [];
  const used = new Set(texts.flatMap(findingsIn));
  return Object.keys(rendered.findings)
    .filter((id) => !used.has(id))
    .map((id) => `${rendered.measured.slide.file}: unused finding: ${id}`);
}

function checkFigures({ measured: { slide }, figures }: RenderedSlide): string[] {
  return figures.flatMap(({ name, alt, description, tables }) => {
    const lacking = [
      ...(alt === "" ? ["alternative text"] : []),
      ...(description === "" ? ["description"] : []),
      ...(tables.some(({ rows }) => rows.length > 0) ? [] : ["data table"]),
    ];
    return lacking.map((what) => `${slide.file}: figure ${name} has no ${what}`);
  });
}
