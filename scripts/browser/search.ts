/** Finds texts of the report. Loaded with the index when a reader first searches. */
import MiniSearch from "minisearch";
import type { SearchEntry, SearchPage } from "../pages/search-index.ts";

/** A text, some pieces of which match. */
export type Pieces = readonly { readonly text: string; readonly isMatch: boolean }[];

export interface Found {
  readonly kind: SearchEntry["kind"];
  /** The name of the page. */
  readonly page: string;
  /** Relative to the report. */
  readonly href: string;
  readonly title: Pieces;
  readonly text: Pieces;
}

declare global {
  /** Set by the index. */
  var searchPages: readonly SearchPage[];
  var searchReport: (query: string) => readonly Found[];
}

/** A word or a number; "3,600" and "0.24" are one number. */
const WORD = /(\p{L}+|\p{N}+(?:[.,]\p{N}+)*)/u;

const wordsOf = (text: string): string[] => text.split(WORD).filter((_, index) => index % 2 === 1);
const termOf = (word: string): string => word.toLowerCase().replaceAll(",", "");

/** Only words of this length are also found with a letter wrong. */
const LEAST_FUZZY = 5;
const FUZZY_SHARE = 0.2;

/** How much more a claim counts than what else has the same words. */
const CLAIM_BOOST = 1.5;

type Indexed = SearchEntry & { readonly place: number; readonly page: string; readonly file: string };

const entries = searchPages
  .flatMap(({ name, file, entries }) => entries.map((entry) => ({ ...entry, page: name, file })))
  .map((entry, place): Indexed => ({ ...entry, place }));

const index = new MiniSearch<Indexed>({
  idField: "place",
  fields: ["title", "text", "page"],
  tokenize: wordsOf,
  processTerm: termOf,
  searchOptions: {
    combineWith: "AND",
    boostDocument: (place) => (entries[place]?.kind === "claim" ? CLAIM_BOOST : 1),
    boost: { title: 2, page: 0.5 },
    prefix: (term) => term.length > 1,
    fuzzy: (term) => (/^\p{L}+$/u.test(term) && term.length >= LEAST_FUZZY ? FUZZY_SHARE : false),
  },
});

index.addAll(entries);

globalThis.searchReport = (query) =>
  index.search(query).flatMap(({ id, terms }): Found[] => {
    const entry = entries[id];
    if (entry === undefined) return [];
    const { kind, page, file, title, text } = entry;
    const matched = new Set(terms);
    return [
      {
        kind,
        page,
        href: `${file}#${entry.id}`,
        title: piecesOf(title, matched),
        text: piecesOf(excerptOf(text, matched), matched),
      },
    ];
  });

const piecesOf = (text: string, matched: ReadonlySet<string>): Pieces =>
  text
    .split(WORD)
    .filter((piece) => piece !== "")
    .map((piece) => ({ text: piece, isMatch: matched.has(termOf(piece)) }));

/** Characters of an excerpt, and most of these before the first match. */
const LONGEST = 200;
const BEFORE = 50;

/** The part of a long text around its first match, cut between words. */
function excerptOf(text: string, matched: ReadonlySet<string>): string {
  if (text.length <= LONGEST) return text;
  const pieces = piecesOf(text, matched);
  const before = pieces.slice(
    0,
    pieces.findIndex(({ isMatch }) => isMatch),
  );
  const match = before.reduce((sum, piece) => sum + piece.text.length, 0);
  const from = match <= BEFORE ? 0 : text.indexOf(" ", match - BEFORE) + 1;
  const end = text.lastIndexOf(" ", from + LONGEST);
  const isCut = from + LONGEST < text.length;
  return `${from === 0 ? "" : "… "}${isCut ? `${text.slice(from, end)} …` : text.slice(from)}`;
}
