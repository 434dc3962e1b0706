/** Checks a slide with its results: quotes, unused and unknown findings, lengths, figures without texts or data. */
import type { RenderedSlide } from "../report/report.ts";
import { figuresIn } from "../report/slide-body.ts";
import { findingsIn, isProseShown, textsOf } from "../report/slide-texts.ts";
import { longestWords, NOT_TESTED, TAKEAWAY_WORDS, wordsOf } from "../report/takeaway.ts";
import type { ProseSource } from "../text/statements.ts";

/** Lists the problems of a slide, with file and line where known. */
export function checkSlide(rendered: RenderedSlide): string[] {
  const texts = textsOf(rendered.measured.slide);
  return [
    ...checkQuotes(rendered),
    ...checkFindings(rendered, texts),
    ...checkTakeaway(rendered),
    ...checkShortForm(rendered),
    ...checkFigures(rendered),
  ];
}

/** The quote of a claim or check must occur word for word in the slide's title or deck text. */
function checkQuotes({ measured: { slide } }: RenderedSlide): string[] {
  const deck = collapse(`${slide.title}\n${slide.deckText}`);
  return [...slide.claims, ...slide.checks]
    .filter(({ quote }) => quote !== undefined && !deck.includes(collapse(quote)))
    .map(({ id, quote }) => `${slide.file}: ${id} quotes words that the deck does not say: “${quote}”`);
}

function collapse(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function checkFindings(rendered: RenderedSlide, texts: readonly ProseSource[]): string[] {
  if (!isProseShown(rendered.measured)) return [];
  const { file } = rendered.measured.slide;
  const used = new Set(texts.flatMap(findingsIn));
  return Object.keys(rendered.findings)
    .filter((id) => !used.has(id))
    .map(
      (id) => `${file}: unused finding: ${id}; show it by {{finding "${id}"}}, or remove it from results.ts`,
    );
}

/** Throws a ReportError for a phrase that names an unknown finding, whichever phrase this build says. */
function checkTakeaway({ measured, findings, takeaway }: RenderedSlide): string[] {
  const { slide, config } = measured;
  if (measured.status.kind !== "measured") return [];
  const scope = { findings, config, references: slide.references };
  const words = longestWords(slide.takeaway, scope, takeaway.file);
  // The words are those of this build's findings, so a build that tests nothing has none to count.
  return words <= TAKEAWAY_WORDS || takeaway.text === NOT_TESTED
    ? []
    : [`${slide.file}: the takeaway has up to ${words} words; expected at most ${TAKEAWAY_WORDS}`];
}

/** Most words of the main text in a slide's short form. */
const SHORT_WORDS = 150;

/** The short form has the deck's figure, one measured figure and a main text of few words. */
function checkShortForm({ measured, findings, figures }: RenderedSlide): string[] {
  const { slide, config } = measured;
  if (measured.status.kind !== "measured") return [];
  const { short } = slide.body;
  const placed = figuresIn(short).flatMap(({ name }) => figures.find((figure) => figure.name === name) ?? []);
  const texts = short.flatMap((part) => (part.kind === "prose" ? [part.source] : []));
  const scope = { findings, config, references: slide.references };
  const words = texts.reduce((sum, source) => sum + wordsOf(source, scope), 0);
  const twice = (["deck", "measured"] as const).filter(
    (origin) => placed.filter((figure) => figure.origin === origin).length > 1,
  );
  return [
    ...(words <= SHORT_WORDS ? [] : [`has ${words} words; expected at most ${SHORT_WORDS}`]),
    ...twice.map((origin) => `has more than one figure that is ${origin === "deck" ? "the deck’s" : origin}`),
  ].map((problem) => `${slide.file}: the short form ${problem}`);
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
