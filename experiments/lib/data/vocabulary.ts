/** Characters as whole numbers. */

/**
 * The characters of a text, in code-unit order, as ids 0, 1, 2, ...; the id after the last stands for every other
 * character.
 */
export interface Vocabulary {
  readonly characters: string;
  /** The number of ids, that of "other" included. */
  readonly size: number;
}

/** The characters (UTF-16 code units) that occur at least `minimumCount` times in the texts. */
export function createVocabulary(texts: readonly string[], minimumCount: number): Vocabulary {
  const counts = new Uint32Array(65_536);
  for (const text of texts) {
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      counts[unit] = (counts[unit] as number) + 1;
    }
  }
  const kept = [...counts.keys()].filter((unit) => (counts[unit] as number) >= Math.max(1, minimumCount));
  return { characters: String.fromCharCode(...kept), size: kept.length + 1 };
}

/** Ids of the characters of a text. */
export function encode(text: string, { characters, size }: Vocabulary): Uint8Array {
  if (size > 256) throw new RangeError(`invalid vocabulary; more than 256 ids: ${size}`);
  const ids = new Uint8Array(65_536).fill(characters.length);
  for (let id = 0; id < characters.length; id++) ids[characters.charCodeAt(id)] = id;
  const encoded = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    encoded[index] = ids[text.charCodeAt(index)] as number;
  }
  return encoded;
}
