/** Checks of one slide's texts: quotes, typed numbers, findings that nobody mentions, figures without words. */
import type { RenderedSlide } from "../report/report.ts";
import { findingsIn, isProseShown, textsOf } from "../report/slide-texts.ts";
import { type ProseSource, placeOf } from "../text/statements.ts";
import { findTypedNumbers } from "./typed-numbers.ts";

/** All that is wrong with a slide, in words, each with file and line where it has one. */
export function checkSlide(rendered: RenderedSlide): string[] {
  const texts = textsOf(rendered.measured.slide);
  return [
    ...checkQuotes(rendered),
    ...texts.flatMap(checkNumbers),
    ...checkFindings(rendered, texts),
    ...checkFigures(rendered),
  ];
}

/** A quote is the deck's own: its words stand in the slide's title or text. */
function checkQuotes({ measured: { slide } }: RenderedSlide): string[] {
  const deck = collapse(`${slide.title}\n${slide.deckText}`);
  return slide.claims
    .filter(({ quote }) => quote !== undefined && !deck.includes(collapse(quote)))
    .map(({ id, quote }) => `${slide.file}: claim ${id} quotes what the deck does not say: “${quote}”`);
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
