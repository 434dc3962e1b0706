/**
 * Parses our part of slide.md: prose, with figures and their texts between the paragraphs. The part above a line
 * ":::study" is the slide's short form, shown on the report's first page; only the slide's study shows the part below it.
 *
 *     :::figure loss
 *     title: Small steps end {{finding "gap"}} above the large ones
 *     holds: slower supported
 *     caption: Small steps end {{finding "gap"}} the large ones. Mean of the seeds {{config "seeds"}},
 *       with 95% intervals.
 *     alt: Falling loss curves of both arms.
 *     description: Two lines of loss against step …
 *     :::
 *
 * A title is a sentence above the drawing. With `holds`, it is shown if the claim has that outcome; otherwise the slide's
 * takeaway is. Blocks without a blank line between them are side by side.
 */
import { ReportError, suggestion } from "../base/errors.ts";
import type { ProseSource } from "../text/expressions.ts";

/** The texts that every figure has. All texts are prose: they may use {{finding}}, {{config}}, {{phrase}} and {{cite}}. */
const requiredTexts = ["caption", "alt", "description"] as const;

/** All texts of a figure. */
export const figureTexts = ["title", ...requiredTexts] as const;

const fieldNames = [...figureTexts, "holds"] as const;

type FieldName = (typeof fieldNames)[number];

/** A figure as the slide places it. */
export interface FigureBlock extends Readonly<Record<(typeof requiredTexts)[number], ProseSource>> {
  readonly name: string;
  readonly title?: ProseSource;
  /** The claim and the outcome with which the title is true; without it, the title always is. */
  readonly holds?: { readonly claim: string; readonly outcome: string };
  /** File and line, for messages. */
  readonly where: string;
}

export type BodyPart =
  | { readonly kind: "prose"; readonly source: ProseSource }
  | { readonly kind: "figures"; readonly row: readonly FigureBlock[] };

/** A piece of slide.md: consecutive lines, and the number of the first. */
interface Passage {
  readonly lines: readonly string[];
  readonly file: string;
  readonly line: number;
}

/** Our part of a slide. */
export interface SlideBody {
  /** Above the line ":::study"; empty in a slide without that line. */
  readonly short: readonly BodyPart[];
  /** Below it, or everything in a slide without it. */
  readonly study: readonly BodyPart[];
}

/** All parts, in the order in which the slide's study shows them. */
export function partsOf({ short, study }: SlideBody): BodyPart[] {
  return [...short, ...study];
}

const FENCE = ":::";
const STUDY = `${FENCE}study`;
const HELP = `a figure starts with a line "${FENCE}figure name" and ends with a line "${FENCE}"`;
const STUDY_HELP = `a line "${STUDY}" ends the short form; what follows it is shown on the slide's study page only`;
const STRAY_HELP = `a field is a line "name: text"; indent its further lines`;

/** Parses our part of a slide. Throws a ReportError with file and line for a mistake in its form. */
export function parseBody(body: Passage): SlideBody {
  const [at, second] = body.lines.flatMap((line, index) => (isStudyLine(line) ? [index] : []));
  if (at === undefined) return { short: [], study: parseParts(body, []) };
  if (body.lines[at]?.trimEnd() !== STUDY) {
    throw mistake(body, at, `unexpected words after ${STUDY}`, STUDY_HELP);
  }
  if (second !== undefined) throw mistake(body, second, `duplicate ${STUDY}`, STUDY_HELP);
  const short = parseParts({ ...body, lines: body.lines.slice(0, at) }, []);
  if (short.length === 0) throw mistake(body, at, `nothing before ${STUDY}`, STUDY_HELP);
  const after = { ...body, lines: body.lines.slice(at + 1), line: body.line + at + 1 };
  return { short, study: parseParts(after, short) };
}

/** Parses one half of a body; a figure of the half `before` may not be placed again. */
function parseParts(body: Passage, before: readonly BodyPart[]): BodyPart[] {
  const parts: BodyPart[] = [];
  for (let start = 0; start < body.lines.length; ) {
    const end = passageEnd(body, start);
    const passage = { ...body, lines: body.lines.slice(start, end), line: body.line + start };
    if (isFence(passage.lines[0])) {
      const figure = parseFigure(passage);
      checkTwin(figure, [...before, ...parts]);
      addFigure(parts, figure, body.lines[start - 1]);
    } else parts.push(...proseOf(passage));
    start = end;
  }
  return parts;
}

function isStudyLine(line: string): boolean {
  return /^:::study(?!\S)/.test(line);
}

function isFence(line: string | undefined): boolean {
  return line?.startsWith(FENCE) === true;
}

function isEnd(line: string | undefined): boolean {
  return line?.trimEnd() === FENCE;
}

/** The index after the last line of the figure or prose that starts at `start`. */
function passageEnd(body: Passage, start: number): number {
  const next = body.lines.findIndex((line, index) => index > start && isFence(line));
  if (!isFence(body.lines[start])) return next === -1 ? body.lines.length : next;
  if (isEnd(body.lines[start])) throw mistake(body, start, "no figure to close", HELP);
  const [kind] = headOf(body.lines[start]);
  if (kind !== "figure") throw mistake(body, start, `unknown block: ${kind}`, `${HELP}; ${STUDY_HELP}`);
  if (isEnd(body.lines[next])) return next + 1;
  throw mistake(body, start, `unclosed figure: ${body.lines[start]}`, HELP);
}

function mistake({ file, line }: Passage, index: number, message: string, help?: string): ReportError {
  return new ReportError(`${file}:${line + index}: ${message}`, help === undefined ? {} : { help });
}

/** Prose without the blank lines around it; empty if all lines are blank. */
function proseOf({ lines, file, line }: Passage): BodyPart[] {
  const first = lines.findIndex((text) => text.trim() !== "");
  if (first === -1) return [];
  const text = lines.slice(first).join("\n").trimEnd();
  return [{ kind: "prose", source: { text, file, line: line + first } }];
}

function checkTwin(block: FigureBlock, parts: readonly BodyPart[]): void {
  const twin = figuresIn(parts).find(({ name }) => name === block.name);
  if (twin === undefined) return;
  throw new ReportError(`${block.where}: duplicate figure: ${block.name}`, {
    help: `a slide places each figure once; this one is already at ${twin.where}`,
  });
}

/** The figures among the parts, in order. */
export function figuresIn(parts: readonly BodyPart[]): FigureBlock[] {
  return parts.flatMap((part) => (part.kind === "figures" ? part.row : []));
}

/** Adds a figure to the last row if the line before closes that row's figure, otherwise to a new row. */
function addFigure(parts: BodyPart[], block: FigureBlock, lineBefore: string | undefined): void {
  const last = parts.at(-1);
  if (last?.kind === "figures" && isFence(lineBefore)) {
    parts[parts.length - 1] = { kind: "figures", row: [...last.row, block] };
  } else {
    parts.push({ kind: "figures", row: [block] });
  }
}

/** The kind and the name in the first line of a block. */
function headOf(line = ""): [kind: string, name: string] {
  const [, kind = "", name = ""] = /^:::\s*(\S*)\s*(.*?)\s*$/.exec(line) ?? [];
  return [kind, name];
}

function parseFigure(block: Passage): FigureBlock {
  const [, name] = headOf(block.lines[0]);
  if (name === "") throw mistake(block, 0, "missing name of the figure", HELP);
  // Names of files and ids contain it.
  if (!/^[\w-]+$/.test(name)) {
    throw mistake(block, 0, `invalid name of a figure: ${name}`, "expected letters, digits and hyphens");
  }
  const texts = parseTexts(block, name);
  const text = (field: FieldName): ProseSource => {
    const source = texts.get(field);
    if (source !== undefined && source.text !== "") return source;
    throw mistake(block, 0, `missing field of figure ${name}: ${field}`, `expected a line "${field}: …"`);
  };
  return {
    name,
    where: `${block.file}:${block.line}`,
    caption: text("caption"),
    alt: text("alt"),
    description: text("description"),
    ...titleOf(texts, block, name),
  };
}

/** The sentence above the drawing, and the outcome with which it is true. */
function titleOf(
  texts: ReadonlyMap<FieldName, ProseSource>,
  block: Passage,
  name: string,
): Pick<FigureBlock, "title" | "holds"> {
  const title = texts.get("title");
  const holds = texts.get("holds");
  if (title === undefined && holds !== undefined) {
    throw mistake(block, 0, `missing field of figure ${name}: title`, "holds says when the title is true");
  }
  return {
    ...(title !== undefined && { title }),
    ...(holds !== undefined && { holds: parseHolds(holds, block, name) }),
  };
}

const outcomes = ["supported", "contradicted", "inconclusive"];

function parseHolds(source: ProseSource, block: Passage, name: string): NonNullable<FigureBlock["holds"]> {
  const [claim = "", outcome = "", ...rest] = source.text.trim().split(/\s+/);
  if (outcomes.includes(outcome) && rest.length === 0) return { claim, outcome };
  throw mistake(block, 0, `invalid holds of figure ${name}: ${source.text.trim()}`, "expected CLAIM OUTCOME");
}

/** The fields of a figure: each is a line "name: text", continued by indented lines. */
function parseTexts(block: Passage, name: string): ReadonlyMap<FieldName, ProseSource> {
  const inside = block.lines.slice(0, -1);
  const starts = inside.flatMap((line, index) => (index > 0 && /^\S/.test(line) ? [index] : []));
  const stray = inside.findIndex((line, index) => index > 0 && line.trim() !== "");
  if (stray !== -1 && stray !== starts[0]) throw strayLine(block, stray, name);
  const texts = new Map<FieldName, ProseSource>();
  for (const [position, start] of starts.entries()) {
    const [, given, first = ""] = /^([\w-]+):(.*)$/.exec(inside[start] ?? "") ?? [];
    if (given === undefined) throw strayLine(block, start, name);
    const field = fieldNames.find((known) => known === given);
    if (field === undefined) {
      const help = suggestion(given, fieldNames);
      throw mistake(block, start, `unknown field of figure ${name}: ${given}; ${help}`);
    }
    if (texts.has(field)) throw mistake(block, start, `duplicate field of figure ${name}: ${field}`);
    const lines = [first, ...inside.slice(start + 1, starts[position + 1])];
    const text = lines.map((line) => line.trim()).join("\n");
    texts.set(field, { text: text.trimEnd(), file: block.file, line: block.line + start });
  }
  return texts;
}

function strayLine(block: Passage, index: number, name: string): ReportError {
  return mistake(block, index, `stray line in figure ${name}: ${block.lines[index]?.trim()}`, STRAY_HELP);
}
