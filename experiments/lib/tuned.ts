/** Learning rates as `npm run tune` measured them. */
import tunings from "./tuned.json" with { type: "json" };

/** One arm's search for its rate. */
export interface Tuning {
  /** As the config of its runs has it. */
  readonly arm: object;
  /** Length of the runs: a rate is good for its horizon only. */
  readonly steps: number;
  /** Seeds of the runs, none of which is a seed of the report. */
  readonly seeds: readonly number[];
  /** Rates tried, ascending, and the mean held-out loss of each; null where a run broke off. */
  readonly grid: readonly number[];
  readonly losses: readonly (number | null)[];
  /** The rate with the lowest loss. */
  readonly choice: number;
  /** Hash of the code, packages and configs of the runs. */
  readonly key: string;
}

/** Entries of tuned.json by the name of the search (scripts/tuning/searches.ts). */
export const tuned: Readonly<Record<string, Tuning>> = tunings as Readonly<Record<string, Tuning>>;

/** The rate that a search chose, by its name in tuned.json. */
export function tunedRate(name: string): number {
  const tuning = tuned[name];
  if (tuning === undefined) throw new RangeError(`missing tuning: ${name}; run npm run tune`);
  return tuning.choice;
}
