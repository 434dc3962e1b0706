/** Compares a result from this browser with the published one, number by number. */

import type { ListedTrial } from "../../live/listing.ts";

export interface Comparison {
  readonly isIdentical: boolean;
  /** How many numbers are equal bit for bit, and how many there are. */
  readonly equal: number;
  readonly total: number;
  /** The first place where they differ. */
  readonly first: Difference | undefined;
}

interface Difference {
  readonly path: string;
  readonly here: unknown;
  readonly published: unknown;
}

/** Fields that the published result of a recorded run lacks are left to the digest. */
export function compare(
  here: unknown,
  published: unknown,
  { recorded }: Pick<ListedTrial, "recorded"> = {},
): Comparison {
  const omitted = new Set(recorded?.omitted);
  const kept = isBranch(here) ? Object.entries(here).filter(([name]) => !omitted.has(name)) : [];
  const [ours, theirs] = [
    leavesOf(omitted.size === 0 ? here : Object.fromEntries(kept)),
    leavesOf(published),
  ];
  const paths = [...new Set([...ours.keys(), ...theirs.keys()])];
  const different = paths.filter((path) => !Object.is(ours.get(path), theirs.get(path)));
  const [path] = different;
  return {
    isIdentical: path === undefined,
    equal: paths.length - different.length,
    total: paths.length,
    first: path === undefined ? undefined : { path, here: ours.get(path), published: theirs.get(path) },
  };
}

/** Values by path, e.g. "trainLoss.0". */
function leavesOf(
  value: unknown,
  path = "",
  found = new Map<string, unknown>(),
): ReadonlyMap<string, unknown> {
  if (!isBranch(value)) return found.set(path, value);
  for (const [name, inner] of Object.entries(value)) {
    leavesOf(inner, path === "" ? name : `${path}.${name}`, found);
  }
  return found;
}

const isBranch = (value: unknown): value is object => typeof value === "object" && value !== null;

/** A run has diverged if its loss is this many times the first, which is already the loss of guessing. */
const DIVERGED = 1.5;

/** The first step at which a training has diverged; undefined if it never did. */
export function divergedAt(losses: readonly number[]): number | undefined {
  const [first = 0] = losses;
  const index = losses.findIndex((loss) => loss > DIVERGED * first);
  return index === -1 ? undefined : index + 1;
}
