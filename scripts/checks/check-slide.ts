/** Checks a slide with its results: unused and unknown findings, lengths, figures without data. */
import { isProseShown, type RecordedSlide } from "../slides/planned.ts";
import { figureBlocks, findingsIn, textsOf } from "../slides/slide.ts";
import type { ProseSource } from "../text/expressions.ts";
import { countWords, resolveText } from "../text/resolve.ts";

/** Lists the problems of a slide, with file and line where known. */
export function checkSlide(recorded: RecordedSlide): string[] {
  const texts = textsOf(recorded.measured.slide);
  refuseUnknownFindings(recorded);
  return [...checkFindings(recorded, texts), ...checkShortForm(recorded), ...checkFigures(recorded)];
}

function checkFindings(recorded: RecordedSlide, texts: readonly ProseSource[]): string[] {
  if (!isProseShown(recorded.measured)) return [];
  const { file } = recorded.measured.slide;
  const used = new Set(texts.flatMap(findingsIn));
  return Object.keys(recorded.findings)
    .filter((id) => !used.has(id))
    .map(
      (id) => `${file}: unused finding: ${id}; show it by {{finding "${id}"}}, or remove it from results.ts`,
    );
}

/** Throws a ReportError for an unknown finding in any phrase or title, also in those that this build does not show. */
function refuseUnknownFindings({ measured: { slide, config, status }, findings }: RecordedSlide): void {
  if (status.kind !== "measured") return;
  const scope = { findings, config, references: slide.references };
  for (const { phrases } of slide.takeaway) {
    for (const text of Object.values(phrases)) resolveText({ text, file: `${slide.file}, takeaway` }, scope);
  }
  for (const { phrases = {} } of slide.claims) {
    for (const source of Object.values(phrases)) resolveText(source, scope);
  }
  for (const { title } of figureBlocks(slide)) {
    if (title !== undefined) resolveText(title, scope);
  }
}

/** Most words of the main text in a slide's short form. */
const SHORT_WORDS = 60;

/** The short form has the deck's figure, one measured figure and a main text of few words. */
function checkShortForm({ measured, record }: RecordedSlide): string[] {
  const { short, figures, status } = record;
  if (status !== "measured") return [];
  const names = short.flatMap((part) => ("figures" in part ? part.figures : []));
  const placed = figures.filter(({ name }) => names.includes(name));
  const words = short.reduce((sum, part) => sum + ("prose" in part ? countWords(part.prose) : 0), 0);
  const twice = (["deck", "measured"] as const).filter(
    (origin) => placed.filter((figure) => figure.origin === origin).length > 1,
  );
  return [
    ...(words <= SHORT_WORDS ? [] : [`has ${words} words; expected at most ${SHORT_WORDS}`]),
    ...twice.map((origin) => `has more than one figure that is ${origin === "deck" ? "the deck’s" : origin}`),
  ].map((problem) => `${measured.slide.file}: the short form ${problem}`);
}

function checkFigures({ measured: { slide }, record, tables: rows }: RecordedSlide): string[] {
  return record.figures
    .filter(({ origin, tables }) => tables.every((table) => (rows[origin][table] ?? []).length === 0))
    .map(({ name }) => `${slide.file}: figure ${name} has no data table`);
}
