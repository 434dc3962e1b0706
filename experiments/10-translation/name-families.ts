/** Families of concepts whose names share words. A family must not be both trained on and tested on. */
import type { Random } from "../kit/random.ts";
import type { Concept, Language } from "./names.ts";

/** Words that say nothing about the concept, or only a person's sex: "man cook" and "woman cook" are one family. */
const SKIPPED: Readonly<Record<Exclude<Language, "zh">, string>> = {
  en: "a an the and or of with in on to for at from man woman men women person people",
  es: "un una el la los las y o de del con en a al para por que hombre mujer hombres mujeres persona personas",
  fr: "un une le la les l et ou de du des d avec en à au aux pour par qui homme femme hommes femmes personne personnes",
  de: "ein eine der die das dem den des und oder von mit in im an auf zu für mann frau männer frauen person personen",
};
const LANGUAGES = ["en", "es", "fr", "de"] as const;

/** Two names belong to one family if they share more than this share of the words of either. */
const SHARED_WORDS = 0.5;
/** Clock faces share a scheme, but not always a word: "three thirty", "four o'clock". */
const FIRST_CLOCK = 0x1f550;
const LAST_CLOCK = 0x1f567;

/** The words of a name that describe the concept; one empty word if none does, as in "man". */
export function contentWords(name: string, language: Exclude<Language, "zh">): ReadonlySet<string> {
  const skipped = new Set(SKIPPED[language].split(" "));
  const words = name.split(" ").filter((word) => !skipped.has(word));
  return new Set(words.length > 0 ? words : [""]);
}

/** Sets that merge, as a representative for each index. */
class DisjointSets {
  readonly #parents: number[];

  constructor(size: number) {
    this.#parents = Array.from({ length: size }, (_, index) => index);
  }

  find(index: number): number {
    let root = index;
    while (this.#parents[root] !== root) root = this.#parents[root] as number;
    this.#parents[index] = root;
    return root;
  }

  merge(first: number, second: number): void {
    this.#parents[this.find(first)] = this.find(second);
  }
}

/** Families of concepts: their names share most words, in some language with spaces, or follow one scheme. */
export function familiesOf(concepts: readonly Concept[]): readonly (readonly Concept[])[] {
  const sets = new DisjointSets(concepts.length);
  for (const language of LANGUAGES) {
    mergeSimilar(
      concepts.map(({ names }) => contentWords(names[language], language)),
      sets,
    );
  }
  const firstOfScheme = new Map<string, number>();
  concepts.forEach((concept, index) => {
    const scheme = schemeOf(concept);
    if (scheme === undefined) return;
    sets.merge(index, firstOfScheme.get(scheme) ?? index);
    firstOfScheme.set(scheme, firstOfScheme.get(scheme) ?? index);
  });
  const families = new Map<number, Concept[]>();
  concepts.forEach((concept, index) => {
    const root = sets.find(index);
    families.set(root, [...(families.get(root) ?? []), concept]);
  });
  return [...families.values()];
}

/** Series of names with one pattern: knowing some of them means knowing all. */
function schemeOf({ id, names }: Concept): string | undefined {
  const codePoint = Number.parseInt(id, 16);
  if (!id.includes("-") && codePoint >= FIRST_CLOCK && codePoint <= LAST_CLOCK) return "clock";
  return /^keycap|^family|^japanese .* button$/.exec(names.en)?.[0].split(" ")[0];
}

/** Merges the indices of names that share words. Only names with a word in common are compared. */
function mergeSimilar(names: readonly ReadonlySet<string>[], sets: DisjointSets): void {
  const holders = new Map<string, number[]>();
  names.forEach((words, index) => {
    for (const [other, shared] of countShared(words, holders)) {
      const either = words.size + (names[other]?.size ?? 0) - shared;
      if (shared > SHARED_WORDS * either) sets.merge(index, other);
    }
    for (const word of words) holders.set(word, [...(holders.get(word) ?? []), index]);
  });
}

/** How many of the words each of their holders has. */
function countShared(
  words: ReadonlySet<string>,
  holders: ReadonlyMap<string, readonly number[]>,
): ReadonlyMap<number, number> {
  const shared = new Map<number, number>();
  for (const word of words) {
    for (const holder of holders.get(word) ?? []) shared.set(holder, (shared.get(holder) ?? 0) + 1);
  }
  return shared;
}

/** Larger families are only trained on: a few of them would fill a part for testing. */
const LARGEST_MEASURED = 12;

/** The parts of the concepts: for training, for choosing learning rates, and for the report's results. */
export interface Parts<Part> {
  readonly train: Part;
  readonly tuning: Part;
  readonly test: Part;
}

/** Splits families at random: this many concepts for each of the two evaluated parts, the others for training. */
export function splitConcepts(
  families: readonly (readonly Concept[])[],
  sizes: Readonly<Record<"tuning" | "test", number>>,
  random: Random,
): Parts<readonly Concept[]> {
  const parts: Parts<Concept[]> = { train: [], tuning: [], test: [] };
  for (const family of random.shuffle(families)) {
    const fits = (part: "tuning" | "test") =>
      family.length <= LARGEST_MEASURED && parts[part].length + family.length <= sizes[part];
    parts[(["test", "tuning"] as const).find(fits) ?? "train"].push(...family);
  }
  return parts;
}
