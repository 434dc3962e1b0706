/** Numbers the sources of a page in the order in which it first cites them. */
import type { Reference } from "../references.ts";

export interface NumberedReference {
  readonly key: string;
  readonly number: number;
  readonly reference: Reference;
}

export interface Citations {
  /** The number of a source; a source that was not cited before gets the next one. */
  numberOf(key: string, reference: Reference): number;
  /** The sources cited so far, in order of their numbers. */
  list(): NumberedReference[];
}

export function createCitations(): Citations {
  const cited = new Map<string, NumberedReference>();
  return {
    numberOf(key, reference) {
      const entry = cited.get(key) ?? { key, number: cited.size + 1, reference };
      cited.set(key, entry);
      return entry.number;
    },
    list: () => [...cited.values()],
  };
}
