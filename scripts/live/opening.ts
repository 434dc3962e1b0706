/** On which of its trials a study's panel opens. */
import type { ListedTrial } from "./listing.ts";

/**
 * One of the build with a curve, that others with another arm can be compared with, with settings to change in both directions, and of
 * those the quickest. Where none has a curve, the same without one.
 */
export function openingOf(trials: readonly ListedTrial[]): ListedTrial | undefined {
  const built = trials.filter(({ recorded }) => recorded === undefined);
  const ranks = built.map((trial) => ({ trial, rank: rankOf(trial, trials) }));
  const [first] = ranks.sort((one, other) => compareRanks(one.rank, other.rank));
  return first?.trial;
}

/** Smaller is better, the first number first. */
function rankOf(trial: ListedTrial, trials: readonly ListedTrial[]): readonly number[] {
  const { curve, seconds, open, arm, group } = trial;
  const isCompared = trials.some((other) => other.group === group && other.arm !== arm);
  return [Number(curve === undefined), Number(!isCompared), -freeSettings(trial), -open.length, seconds];
}

/** How many settings can be raised and lowered. */
function freeSettings({ open, config }: ListedTrial): number {
  return open.filter((setting) => {
    const value = valueAt(config, setting.path);
    return "from" in setting && typeof value === "number" && setting.from < value && value < setting.to;
  }).length;
}

/** The value of a config at a path such as "arm.size". */
export function valueAt(config: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, name) => {
    if (typeof value !== "object" || value === null) return undefined;
    return (value as Readonly<Record<string, unknown>>)[name];
  }, config);
}

function compareRanks(one: readonly number[], other: readonly number[]): number {
  const differences = one.map((value, index) => value - (other[index] ?? 0));
  return differences.find((difference) => difference !== 0) ?? 0;
}
