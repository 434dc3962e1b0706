/** Where published trainings ended, as lines to compare a run with. */
import type { ListedTrial, Listing } from "./listing.ts";

export interface Reference {
  readonly name: string;
  /** Mean of the seeds. */
  readonly loss: number;
  readonly seeds: number;
}

/** The arms of a group, the lowest loss first. */
export function referencesOf(
  trials: readonly ListedTrial[],
  group: number | undefined,
): readonly Reference[] {
  const losses = new Map<string, number[]>();
  for (const { arm, ends, group: own } of trials) {
    if (own !== group || arm === undefined || ends === undefined) continue;
    losses.set(arm, [...(losses.get(arm) ?? []), ends]);
  }
  const references = [...losses].map(([name, all]) => ({
    name,
    loss: all.reduce((sum, loss) => sum + loss, 0) / all.length,
    seeds: all.length,
  }));
  return references.sort((one, other) => one.loss - other.loss);
}

/** The group of a trial whose settings were changed; undefined if no published trial has such settings. */
export function groupWith(
  { groups }: Pick<Listing, "groups">,
  group: number,
  changed: ReadonlyMap<string, string>,
): number | undefined {
  const settings = groups[group] ?? {};
  const wanted = Object.fromEntries(
    Object.entries(settings).map(([path, value]) => [path, changed.get(path) ?? value]),
  );
  const place = groups.findIndex((one) => JSON.stringify(one) === JSON.stringify(wanted));
  return place < 0 ? undefined : place;
}
