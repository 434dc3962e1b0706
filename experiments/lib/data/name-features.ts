/** Names and texts as hashed n-grams of characters. */

/** Lengths of the n-grams: a character of Chinese is about a word, one of a Latin script says little. */
const SHORTEST = 1;
const LONGEST = 3;

/** A 32-bit hash of a text (FNV-1a on code points). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}

/** Buckets in [0, buckets) of the distinct n-grams of a normalised name, its ends marked by spaces. */
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
