/** How often words occur near each other: the matrix from which word vectors come. */
import { log } from "../kit/exact-math.ts";
import type { Matrix } from "../lab/linalg/matrix.ts";

const idsOf = (list: readonly string[]): ReadonlyMap<string, number> =>
  new Map(list.map((word, id) => [word, id]));

/** The most frequent words of the texts, at most `count`; ties in order of first appearance. */
export function mostFrequent(texts: readonly (readonly string[])[], count: number): string[] {
  const counts = new Map<string, number>();
  for (const text of texts) for (const word of text) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .sort(([, left], [, right]) => right - left)
    .slice(0, count)
    .map(([word]) => word);
}

/** How often each context word is within `window` places of each word: [words, contexts]. */
export function countNeighbours(
  texts: readonly (readonly string[])[],
  words: readonly string[],
  contexts: readonly string[],
  window: number,
): Matrix {
  const counts = new Float64Array(words.length * contexts.length);
  const wordIds = idsOf(words);
  const contextIds = idsOf(contexts);
  for (const text of texts) {
    const neighbours = Int32Array.from(text, (word) => contextIds.get(word) ?? -1);
    text.forEach((centre, place) => {
      const word = wordIds.get(centre);
      if (word === undefined) return;
      const end = Math.min(text.length - 1, place + window);
      for (let other = Math.max(0, place - window); other <= end; other++) {
        const context = neighbours[other] as number;
        const at = word * contexts.length + context;
        if (other !== place && context >= 0) counts[at] = (counts[at] as number) + 1;
      }
    });
  }
  return { rows: words.length, columns: contexts.length, values: counts };
}

/** max(0, log(p(word, context) / (p(word) p(context)))) for each entry (Levy and Goldberg 2014, section 4). */
export function positiveMutualInformation({ rows, columns, values }: Matrix): Matrix {
  const rowSums = new Float64Array(rows);
  const columnSums = new Float64Array(columns);
  let total = 0;
  values.forEach((count, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    rowSums[row] = (rowSums[row] as number) + count;
    columnSums[column] = (columnSums[column] as number) + count;
    total += count;
  });
  const information = values.map((count, index) => {
    if (count === 0) return 0;
    const expected =
      (rowSums[Math.floor(index / columns)] as number) * (columnSums[index % columns] as number);
    return Math.max(0, log((count * total) / expected));
  });
  return { rows, columns, values: information };
}
