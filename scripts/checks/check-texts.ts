/** Checks a slide's texts as far as they say something without results, so that no trial runs for a text that is refused. */
import { ReportError } from "../base/errors.ts";
import type { PlannedSlide, Slide } from "../report/report.ts";
import type { BodyPart } from "../report/slide-body.ts";
import { textsOf } from "../report/slide-texts.ts";
import { longestWords, TAKEAWAY_WORDS } from "../report/takeaway.ts";
import { configText, referenceOf } from "../text/scope.ts";
import { type ProseSource, placeOf, readParts, type Statement } from "../text/statements.ts";
import { glyphProblem } from "./check-characters.ts";
import { checkMarkdown, MARK, type MarkedText } from "./check-markdown.ts";
import { findTypedNumbers } from "./typed-numbers.ts";

/** Lists the problems of a slide's texts, with file and line where known. */
export function checkTexts({ slide, config }: Pick<PlannedSlide, "slide" | "config">): string[] {
  const problems: string[] = [];
  const texts = textsOf(slide);
  const short = proseIn(slide.body.short);
  const prose = [...short, ...proseIn(slide.body.study)];
  const marked: MarkedText[] = [
    { source: { text: slide.deckText, file: `${slide.file}, deck text` }, form: "blocks" },
  ];
  for (const source of texts) {
    try {
      const long = short.includes(source) ? "blocks without headings" : "blocks";
      const form = prose.includes(source) ? long : "line";
      marked.push({ source: withMarks(source, slide, config), form });
    } catch (error) {
      if (!(error instanceof ReportError)) throw error;
      problems.push([error.message, error.help ?? []].flat().join("; "));
    }
  }
  return [
    ...problems,
    ...(problems.length === 0 ? checkTakeaway(slide) : []),
    ...checkMarkdown(marked),
    ...checkPlainTexts(slide),
    ...texts.flatMap(checkNumbers),
  ];
}

const proseIn = (parts: readonly BodyPart[]): readonly ProseSource[] =>
  parts.flatMap((part) => (part.kind === "prose" ? [part.source] : []));

/** The text with its statements replaced. Throws a ReportError for a setting or source that it names in vain. */
function withMarks(source: ProseSource, { references }: Slide, config: unknown): ProseSource {
  const scope = { findings: {}, config, references };
  const mark = ({ kind, args: [name = "", format], where }: Statement): string => {
    // Which findings there are, the results will say.
    if (kind === "config") configText(scope, name, format, where);
    if (kind === "cite") referenceOf(scope, name, where);
    return MARK;
  };
  const parts = readParts(source).map((part) => (typeof part === "string" ? part : mark(part)));
  return { ...source, text: parts.join("") };
}

/** The title, the units of claims and checks, and the code of the deck's figure. */
function checkPlainTexts({ title, claims, checks, file, name, deckSource }: Slide): string[] {
  const units = [...claims, ...checks].map(({ id, unit = "" }) => ({ text: unit, where: `${file}, ${id}` }));
  const code = (deckSource ?? "").split("\n").map((text, index) => ({
    text,
    where: `experiments/${name}/deck.ts:${index + 1}`,
  }));
  const problemsIn = (texts: typeof units, shown: "text" | "code") =>
    texts.flatMap(({ text, where }) => {
      const problem = glyphProblem(text, shown);
      return problem === undefined ? [] : [`${where}: ${problem}`];
    });
  return [
    ...problemsIn([{ text: title, where: `${file}, title` }, ...units], "text"),
    ...problemsIn(code, "code"),
  ];
}

function checkTakeaway({ takeaway, file }: Slide): string[] {
  const words = longestWords(takeaway, file);
  return words <= TAKEAWAY_WORDS
    ? []
    : [`${file}: the takeaway has up to ${words} words; expected at most ${TAKEAWAY_WORDS}`];
}

function checkNumbers(source: ProseSource): string[] {
  return findTypedNumbers(source.text).map(({ text, line, isComparison }) => {
    const where = placeOf(source, line);
    return isComparison
      ? `${where}: comparison typed by hand: “${text}”; give the finding phrases instead`
      : `${where}: number typed by hand: “${text}”; use {{finding}}, {{config}} or {{cite}}`;
  });
}
