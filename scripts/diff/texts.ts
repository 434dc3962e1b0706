/** The texts of a report's records in blocks: paragraphs, captions, descriptions. */
import { type ReportRecord, remarksOf, type SlideRecord, type TalkScreen } from "../record/record.ts";
import type { Text, TextPart } from "../text/resolved.ts";

export interface TextBlock {
  readonly text: string;
  /** The text without its results, which are compared elsewhere. */
  readonly key: string;
}

export function textsOfSlide(record: SlideRecord): readonly TextBlock[] {
  const { slide, takeaway, short, study, figures, talk } = record;
  return [
    ...blocksOf(verbatim(slide.title), verbatim(slide.words), takeaway),
    ...blocksOf(...[...short, ...study].flatMap((part) => ("prose" in part ? [part.prose] : []))),
    ...figures.flatMap((figure) => {
      const { caption, alt, description } = figure;
      return blocksOf(caption, ...remarksOf(figure), verbatim(alt), verbatim(description));
    }),
    ...blocksOf(...(talk?.limit === undefined ? [] : [talk.limit]), ...(talk?.say ?? [])),
  ];
}

/** The texts that belong to no slide. */
export function textsOfReport({ report, texts, answer, closing, talk }: ReportRecord): readonly TextBlock[] {
  const { title, subtitle, summary } = report;
  return blocksOf(
    ...[title, subtitle, summary].map(verbatim),
    texts.abstract,
    "missing" in answer ? verbatim(answer.missing) : answer,
    ...[...(closing?.conclusions ?? []), ...(closing?.outlook ?? [])].map(({ text }) => text),
    texts.method,
    texts.rulesChanged,
    texts.files,
    ...(talk === undefined ? [] : [talk.opening.question, ...talk.opening.say]),
    ...[...(talk?.before ?? []), ...(talk?.after ?? [])].flatMap(textsOfScreen),
    ...(talk?.closing.say ?? []),
  );
}

const textsOfScreen = ({ title, points, say }: TalkScreen): readonly Text[] => [title, ...points, ...say];

const verbatim = (plain: string): Text => ({ plain, parts: [plain] });

function blocksOf(...texts: readonly Text[]): TextBlock[] {
  return texts.flatMap(({ parts }) => {
    const keys = paragraphsOf(parts.map((part) => shown(part, "…")));
    return paragraphsOf(parts.map((part) => shown(part))).map((text, index) => ({
      text: plainText(text),
      key: plainText(keys[index] ?? ""),
    }));
  });
}

const paragraphsOf = (parts: readonly string[]): readonly string[] =>
  parts
    .join("")
    .trim()
    .split(/\n\s*\n/);

/** A part of a text; `number` takes the place of a finding's number. */
function shown(part: TextPart, number?: string): string {
  if (typeof part === "string") return part;
  if ("finding" in part) return `${part.text.before}${number ?? part.text.number}${part.text.after}`;
  if ("config" in part) return part.text;
  return `${part.quoted ?? ""} [${part.cite}]`;
}

/** Text of a report for use elsewhere: one line, without characters that control a terminal. */
export function plainText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
}
