/**
 * Parses our part of slide.md: prose, with figures and their texts between the paragraphs.
 *
 *     :::figure loss
 *     caption: LoRA ends {{finding "gap"}} than full training. Mean of the seeds {{config "seeds"}},
 *       with 95 % intervals.
 *     alt: Falling loss curves of LoRA and full training.
 *     description: Two lines of loss against step …
 *     :::
 *
 * Blocks that follow each other without a blank line stand side by side.
 */
import { ReportError, suggestion } from "../base/errors.ts";
import type { ProseSource } from "../text/statements.ts";

/** The texts of a figure. All three are prose: they may use {{finding}}, {{config}} and {{cite}}. */
export const figureTexts = ["caption", "alt", "description"] as const;
export type FigureText = (typeof figureTexts)[number];

/** A figure as the slide places it. */
export interface FigureBlock extends Readonly<Record<FigureText, ProseSource>> {
  readonly name: string;
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

const FENCE = ":::";
const HELP = `a figure starts with a line "${FENCE}figure name" and ends with a line "${FENCE}"`;
const STRAY_HELP = `a field is a line "name: text"; indent its further lines`;

/** Parses our part of a slide. Throws a ReportError with file and line for a mistake in its form. */
export function parseBody(body: Passage): BodyPart[] {
  const parts: BodyPart[] = [];
  for (let start = 0; start < body.lines.length; ) {
    const end = passageEnd(body, start);
    const passage = { ...body, lines: body.lines.slice(start, end), line: body.line + start };
    if (isFence(passage.lines[0])) addFigure(parts, parseFigure(passage), body.lines[start - 1]);
    else parts.push(...proseOf(passage));
    start = end;
  }
  return parts;
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

/** Adds a figure to the last row if the line before closes that row's figure, otherwise to a new row. */
function addFigure(parts: BodyPart[], block: FigureBlock, lineBefore: string | undefined): void {
  const twin = parts
    .flatMap((part) => (part.kind === "figures" ? part.row : []))
    .find(({ name }) => name === block.name);
  if (twin !== undefined) {
    throw new ReportError(`${block.where}: duplicate figure: ${block.name}`, {
      help: `a slide places each figure once; this one is already at ${twin.where}`,
    });
  }
  const last = parts.at(-1);
  if (last?.kind === "figures" && isFence(lineBefore)) {
    parts[parts.length - 1] = { kind: "figures", row: [...last.row, block] };
  } else {
    parts.push({ kind: "figures", row: [block] });
  }
}

function parseFigure(block: Passage): FigureBlock {
  const [, kind = "", name = ""] = /^:::\s*(\S*)\s*(.*?)\s*$/.exec(block.lines[0] ?? "") ?? [];
  if (kind !== "figure") throw mistake(block, 0, `unknown block: ${kind}`, HELP);
  if (name === "") throw mistake(block, 0, "missing name of the figure", HELP);
  const texts = parseTexts(block, name);
  const text = (field: FigureText): ProseSource => {
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
  };
}

/** The fields of a figure: each is a line "name: text", continued by indented lines. */
function parseTexts(block: Passage, name: string): ReadonlyMap<string, ProseSource> {
  const inside = block.lines.slice(0, -1);
  const starts = inside.flatMap((line, index) => (index > 0 && /^\S/.test(line) ? [index] : []));
  const stray = inside.findIndex((line, index) => index > 0 && line.trim() !== "");
  if (stray !== -1 && stray !== starts[0]) throw strayLine(block, stray, name);
  const texts = new Map<string, ProseSource>();
  for (const [position, start] of starts.entries()) {
    const [, field, first = ""] = /^([\w-]+):(.*)$/.exec(inside[start] ?? "") ?? [];
    if (field === undefined) throw strayLine(block, start, name);
    if (!figureTexts.some((known) => known === field)) {
      const help = suggestion(field, figureTexts);
      throw mistake(block, start, `unknown field of figure ${name}: ${field}; ${help}`);
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
