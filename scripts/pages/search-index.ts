/** What a reader may search: claims, checks, sentences with findings, figures and sections, each with its place in a page. */
import { INDEX_FILE, studyFile } from "../record/files.ts";
import {
  type FigureRecord,
  type ReportRecord,
  type ReportRecords,
  remarksOf,
  type SlideRecord,
} from "../record/record.ts";
import { headingIds } from "../text/markup.ts";
import { type Passage, passagesIn, plainText } from "../text/passages.ts";
import { typeset } from "../text/typography.ts";
import { bodyIds, type CheckView, type ClaimView, checkViews, claimViews } from "./claims.ts";

/** A page, and what can be found in it, in reading order. */
export interface SearchPage {
  /** E.g. "Slide 9, Training Stability". */
  readonly name: string;
  /** Relative to the report. */
  readonly file: string;
  readonly entries: readonly SearchEntry[];
}

export interface SearchEntry {
  readonly kind: "claim" | "check" | "finding" | "figure" | "section";
  /** The id in the page. */
  readonly id: string;
  /** May be empty. */
  readonly title: string;
  /** May be empty. */
  readonly text: string;
}

/** The first page, then the studies. */
export const searchPages = ({ report, slides }: ReportRecords): SearchPage[] => [
  { name: "First page", file: INDEX_FILE, entries: firstPageEntries(report) },
  ...slides.map((record) => ({
    name: `Slide ${record.slide.number}, ${typeset(record.slide.title)}`,
    file: studyFile(record.slide.name),
    entries: studyEntries(record, report),
  })),
];

/** The script of the index. It is a classic script, because pages opened from disk may not fetch data. */
export const searchIndex = (pages: readonly SearchPage[]): string =>
  `globalThis.searchPages = ${JSON.stringify(pages)};\n`;

const section = (id: string, title: string, text = ""): SearchEntry => ({ kind: "section", id, title, text });

function firstPageEntries(report: ReportRecord): SearchEntry[] {
  const { references, texts, answer, closing } = report;
  const idOf = headingIds("text");
  const entriesAt = (id: string, of: readonly (typeof texts)["method"][]) =>
    entriesOf(passagesIn(of, references, idOf), id);
  const concluded = [...(closing?.conclusions ?? []), ...(closing?.outlook ?? [])].map(({ text }) => text);
  return [
    ...entriesAt("abstract", "missing" in answer ? [] : [answer]),
    ...entriesAt("abstract", [texts.abstract]),
    section("slides", "Verdicts"),
    ...(closing === undefined ? [] : [section("conclusions", "What we conclude")]),
    ...entriesAt("conclusions", closing === undefined ? [] : concluded),
    section("claims", "All claims"),
    section("method", "Method"),
    ...entriesAt("method", [texts.method]),
    section("cite", "Cite this"),
    section("appendix", "This build"),
  ];
}

/** Headings and sentences with findings; those before the first heading are at `start`. */
const entriesOf = (passages: readonly Passage[], start: string): SearchEntry[] =>
  passages.flatMap(({ text, isHeading, hasFinding, heading }): SearchEntry[] => {
    const id = heading ?? start;
    if (isHeading) return [section(id, text)];
    return hasFinding ? [{ kind: "finding", id, title: "", text }] : [];
  });

function studyEntries(record: SlideRecord, report: ReportRecord): SearchEntry[] {
  const { references, slide, takeaway, figures } = record;
  const prose = [...record.short, ...record.study].flatMap((part) => ("prose" in part ? [part.prose] : []));
  return [
    section("content", typeset(slide.title), plainText(takeaway, references)),
    ...entriesOf(passagesIn(prose, references, bodyIds(record)), "measurement"),
    ...figures.map((figure) => figureEntry(figure, record)),
    ...claimViews(record, report).map((claim) => statementEntry("claim", claim)),
    ...checkViews(record, report).map((check) => statementEntry("check", check)),
  ];
}

function statementEntry(
  kind: "claim" | "check",
  { id, said, isQuote, number, metric, outcome }: ClaimView | CheckView,
): SearchEntry {
  const result = outcome.slug === "none" ? number : `${number}, ${outcome.label}`;
  return { kind, id, title: isQuote ? `“${said}”` : said, text: `${result}: ${metric}.` };
}

function figureEntry(figure: FigureRecord, { references }: SlideRecord): SearchEntry {
  const { id, number, title, caption } = figure;
  const plain = [caption, ...remarksOf(figure)].map((text) => plainText(text, references));
  const named = title === undefined ? "" : `: ${plainText(title, references)}`;
  return { kind: "figure", id: `figure-${id}`, title: `Figure ${number}${named}`, text: plain.join(" ") };
}
