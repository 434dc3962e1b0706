/**
 * Checks a slide's texts before any trial runs. Numbers and comparisons typed by hand are errors: a finding, a setting or a
 * citation supplies them. Small whole numbers without a unit ("group 4", "slide 9") are allowed.
 */

import { ReportError } from "../base/errors.ts";
import type { PlannedSlide } from "../slides/planned.ts";
import { type Slide, textsOf } from "../slides/slide.ts";
import type { BodyPart } from "../slides/slide-body.ts";
import { longestWords, TAKEAWAY_WORDS } from "../slides/takeaway.ts";
import { talkProblems } from "../slides/talk.ts";
import { type Expression, type ProseSource, placeOf, readParts } from "../text/expressions.ts";
import { configText, phraseOf, referenceOf } from "../text/scope.ts";
import { checkMarkdown, glyphProblem, MARK, type MarkedText } from "./check-markdown.ts";

/** Lists the problems of a slide's texts, with file and line where known. `units` are those of the report. */
export function checkTexts(
  { slide, config }: Pick<PlannedSlide, "slide" | "config">,
  units?: readonly string[],
): string[] {
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
    ...(problems.length === 0 ? [...checkTakeaway(slide), ...talkProblems(slide.talk, slide.file)] : []),
    ...checkMarkdown(marked),
    ...checkPlainTexts(slide),
    ...texts.flatMap((source) => checkNumbers(source, units)),
  ];
}

const proseIn = (parts: readonly BodyPart[]): readonly ProseSource[] =>
  parts.flatMap((part) => (part.kind === "prose" ? [part.source] : []));

/** The text with its expressions replaced. Throws a ReportError for an unknown setting or source. */
function withMarks(source: ProseSource, { references, claims }: Slide, config: unknown): ProseSource {
  const withPhrases = claims.filter(({ phrases }) => phrases !== undefined);
  const phrases = Object.fromEntries(withPhrases.map(({ id }) => [id, source]));
  const scope = { findings: {}, config, references, phrases };
  const mark = ({ kind, args: [name = "", format], where }: Expression): string => {
    // Findings are not known before the results.
    if (kind === "config") configText(scope, name, format, where);
    if (kind === "cite") referenceOf(scope, name, where);
    if (kind === "phrase") phraseOf(scope, name, where);
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

function checkNumbers(source: ProseSource, units: readonly string[] | undefined): string[] {
  return findTypedNumbers(source.text, units).map(({ text, line, isComparison }) => {
    const where = placeOf(source, line);
    return isComparison
      ? `${where}: comparison typed by hand: “${text}”; give the finding phrases instead`
      : `${where}: number typed by hand: “${text}”; use {{finding}}, {{config}} or {{cite}}`;
  });
}

export interface TypedNumber {
  /** The number or the comparison. */
  readonly text: string;
  /** Line of the text, from 1. */
  readonly line: number;
  readonly isComparison: boolean;
}

const UNITS = [
  "%",
  "‰",
  "percent",
  "per cent",
  "bits?",
  "steps?",
  "seeds?",
  "points?",
  "times",
  "fold",
  "runs?",
  "trials?",
  "ms",
  "s",
  "seconds?",
  "minutes?",
  "hours?",
  "bytes?",
  "[kKMGT]i?B",
  "[KMBG]",
  "dB",
  "px",
  "[x×]",
];

/** `own` are the units of a report, singular. */
function patternsWith(own: readonly string[]): readonly RegExp[] {
  const ofReport = own.map((unit) => `${unit.replace(/[^\w]/g, "\\$&")}s?`);
  const units = [...UNITS, ...ofReport].join("|");
  return [
    // decimals and thousands: 0.05, 1,200
    /\d+[.,]\d+/g,
    // powers: 1e-5, 10^6
    /\b\d+e[+−-]?\d+\b|\b\d+\^\d+/g,
    // numbers with a unit: 30 steps, 5 %, 3x, 2-fold
    new RegExp(`(?<![\\w.,])\\d+[\\s\\u00a0\\u202f-]?(?:${units})(?![\\w])`, "g"),
  ];
}

/** "faster by {{finding ..." may contradict the interval. The phrases of a finding are chosen by its interval. */
const COMPARISON =
  /\b(?:higher|lower|larger|smaller|greater|less|more|fewer|better|worse|faster|slower|above|below)\b(?:\s+[\w-]+){0,6}?\s+(?:by|than)\s+\{\{\s*finding/gi;

/** All typed numbers and comparisons of a text, in order of lines. `units` are those of the report, singular. */
export function findTypedNumbers(text: string, units: readonly string[] = []): TypedNumber[] {
  const comparisons = [...text.matchAll(COMPARISON)].map((match) => found(text, match, true));
  const typed = blankExpressions(text);
  const numbers = patternsWith(units).flatMap((pattern) =>
    [...typed.matchAll(pattern)].map((match) => found(typed, match, false)),
  );
  return [...comparisons, ...numbers].sort((a, b) => a.line - b.line);
}

/** Blanks out expressions and web addresses, whose numbers are allowed. Line numbers stay the same. */
function blankExpressions(text: string): string {
  return text
    .replace(/\{\{[^}]*\}\}/g, (expression) => expression.replace(/[^\n]/g, " "))
    .replace(/https?:\/\/\S+/g, (address) => " ".repeat(address.length));
}

function found(text: string, match: RegExpExecArray, isComparison: boolean): TypedNumber {
  return { text: match[0], line: text.slice(0, match.index).split("\n").length, isComparison };
}
