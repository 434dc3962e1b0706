/** A sample that anybody can draw again. */
import { Random } from "../../experiments/kit/random.ts";

export interface SampleOptions {
  /** Most that are drawn. */
  readonly sample: number;
  readonly seed: number;
}

/** The same sample for the same seed, in whichever order the items come. */
export function drawSample<Item extends { readonly key: string }>(
  items: readonly Item[],
  { sample, seed }: SampleOptions,
): readonly Item[] {
  const sorted = [...items].sort((a, b) => (a.key < b.key ? -1 : 1));
  return Random.seeded(seed).shuffle(sorted).slice(0, sample);
}
