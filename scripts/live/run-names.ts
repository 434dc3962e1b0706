/** What a study's panel calls its trials, and which of them can be compared. */
import { formatNumber } from "../text/typography.ts";
import type { KeyedTrial } from "../trials/keys.ts";
import { differingPaths, namedLeaves, shortNames } from "../trials/names.ts";
import type { Listing } from "./listing.ts";

export interface NamedRuns {
  readonly names: ReadonlyMap<string, string>;
  readonly seeds: ReadonlyMap<string, number | undefined>;
  /** A trial's place in `groups`. */
  readonly places: ReadonlyMap<string, number>;
  readonly groups: Listing["groups"];
}

/** Describes trials by key. `words` are the report's for settings, by path. */
export function nameRuns(trials: readonly KeyedTrial[], words: Readonly<Record<string, string>>): NamedRuns {
  const full = shortNames(trials);
  const plain = plainNames(trials, words);
  const fullOf = (key: string) => full.get(key)?.name ?? "";
  // Trials of several full names, which a plain name would not tell apart.
  const meant = new Map<string, Set<string>>();
  for (const [key, name] of plain) meant.set(name, (meant.get(name) ?? new Set()).add(fullOf(key)));
  const nameOf = ({ key }: KeyedTrial) => {
    const name = plain.get(key);
    return name !== undefined && meant.get(name)?.size === 1 ? name : fullOf(key);
  };
  const settings = trials.map((trial) => JSON.stringify(Object.fromEntries(namedLeaves(trial))));
  const distinct = [...new Set(settings)];
  return {
    names: new Map(trials.map((trial) => [trial.key, nameOf(trial)])),
    seeds: new Map(trials.map(({ key }) => [key, full.get(key)?.seed])),
    places: new Map(trials.map(({ key }, index) => [key, distinct.indexOf(settings[index] ?? "")])),
    groups: distinct.map((text): Listing["groups"][number] => JSON.parse(text)),
  };
}

/** The names of trials that say what they train: "small steps, 1,200 steps". */
function plainNames(
  trials: readonly KeyedTrial[],
  words: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const kind of new Set(trials.map(({ trial }) => trial.kind))) {
    const siblings = trials.filter(({ trial }) => trial.kind === kind);
    const differing = differingPaths(siblings.map((sibling) => namedLeaves(sibling)));
    for (const sibling of siblings) {
      const { arm, steps } = sibling.trial.description ?? {};
      if (arm === undefined || steps === undefined) continue;
      const leaves = namedLeaves(sibling);
      const settings = Object.entries(words).flatMap(([path, said]) => {
        const value = leaves.get(path);
        const isNamed = value !== undefined && (path === steps || differing.has(path));
        return isNamed ? [said.replace("#", () => valueText(value))] : [];
      });
      names.set(sibling.key, [arm, ...settings].join(", "));
    }
  }
  return names;
}

const valueText = (value: string): string => (/^[\d.]+$/.test(value) ? formatNumber(Number(value)) : value);
