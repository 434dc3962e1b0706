/** Where published trainings ended, as lines to compare a run with. */
import type { ListedTrial, Listing } from "./listing.ts";

export interface Reference {
  readonly name: string;
  /** Mean of the seeds. */
  readonly loss: number;
  readonly seeds: number;
}

/** The arms of a group, the lowest loss first: their runs in this build, or else the recorded ones. */
export function referencesOf(
  trials: readonly ListedTrial[],
  group: number | undefined,
): readonly Reference[] {
  const members = new Map<string, { ends: number; isBuilt: boolean }[]>();
  for (const { arm, ends, group: own, recorded } of trials) {
    if (own !== group || arm === undefined || ends === undefined) continue;
    members.set(arm, [...(members.get(arm) ?? []), { ends, isBuilt: recorded === undefined }]);
  }
  const references = [...members].map(([name, all]) => {
    const built = all.filter(({ isBuilt }) => isBuilt);
    const shown = built.length > 0 ? built : all;
    return {
      name,
      loss: shown.reduce((sum, { ends }) => sum + ends, 0) / shown.length,
      seeds: shown.length,
    };
  });
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
