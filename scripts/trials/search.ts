/** Searches for the learning rate with the lowest loss, and confirms the choices of earlier searches. */
import type { Measured, Search, Tuning } from "../../experiments/lib/trials/tuned.ts";
import type { Effects } from "../base/effects.ts";
import { keyTrials } from "./keys.ts";
import { type RunObserver, type RunOptions, runTrials } from "./run-trials.ts";
import { keysOfSearches, type PlacedSearch, tuningKeyOptions } from "./tunings.ts";

/** Rates tried, ascending, with the mean loss of each; null where a run failed. */
export interface SearchResult {
  readonly grid: readonly number[];
  readonly losses: readonly (number | null)[];
  /** The rate with the lowest loss; never the lowest or highest rate tried. */
  readonly choice: number;
}

/** Factor from the edge of a grid to the next rate beyond it, and how often a grid may be extended. */
const STEP_OUT = 2;
const MOST_EXTENSIONS = 6;

/**
 * Finds the rate with the lowest loss. While the best rate is at an edge of the grid, the optimum may lie outside, so
 * the grid is extended there. Throws a RangeError if every run fails or the best rate is still at an edge after six
 * extensions.
 */
export async function searchRate(
  firstGrid: readonly number[],
  measure: (rates: readonly number[]) => Promise<readonly (number | null)[]>,
): Promise<SearchResult> {
  const measured = new Map<number, number | null>();
  let wanted = firstGrid;
  for (let extension = 0; extension <= MOST_EXTENSIONS; extension++) {
    const losses = await measure(wanted);
    for (const [index, rate] of wanted.entries()) measured.set(rate, losses[index] ?? null);
    const grid = [...measured.keys()].sort((a, b) => a - b);
    const lossAt = (rate: number) => measured.get(rate) ?? Number.POSITIVE_INFINITY;
    const choice = grid.reduce((best, rate) => (lossAt(rate) < lossAt(best) ? rate : best));
    if (lossAt(choice) === Number.POSITIVE_INFINITY) break;
    const next = beyondEdge(grid, choice);
    if (next === undefined) return { grid, losses: grid.map((rate) => measured.get(rate) ?? null), choice };
    wanted = [next];
  }
  throw new RangeError(`no lowest loss inside the grid of rates ${[...measured.keys()].join(", ")}`);
}

/** The next rate beyond the edge at which the best rate lies; undefined if it lies inside the grid. */
function beyondEdge(grid: readonly number[], choice: number): number | undefined {
  if (choice === grid[0]) return rounded(choice / STEP_OUT);
  if (choice === grid.at(-1)) return rounded(choice * STEP_OUT);
  return undefined;
}

/** Rounds to six significant digits, so that tuned.json holds readable rates. */
const rounded = (rate: number): number => Number(rate.toPrecision(6));

/** Runs a search and returns its tuning, keyed by the code of today. */
export async function tuneArm(
  placed: PlacedSearch,
  options: RunOptions,
  observer: RunObserver,
  effects: Effects,
): Promise<Tuning> {
  const { search } = placed;
  const { arm, steps, seeds } = search;
  const found = await searchRate(search.grid, (rates) =>
    meanLosses(
      rates.map((rate) => [search, rate]),
      options,
      observer,
      effects,
    ),
  );
  const tuning = { arm, steps, seeds, ...found, key: "" };
  const [key = ""] = await keysOfSearches([{ ...placed, tuning }], effects);
  return { ...tuning, key };
}

/** A confirmed choice under the key of today's code, or the two losses that differ. */
export type Confirmation =
  | { readonly placed: PlacedSearch; readonly tuning: Tuning }
  | { readonly placed: PlacedSearch; readonly recorded: number | null; readonly measured: number | null };

/**
 * Repeats the runs of each search at its chosen rate, with all its seeds. If their mean loss equals the recorded one
 * bit for bit, the choice stays valid and gets the key of today's code. Searches without a choice are skipped.
 */
export async function confirmChoices(
  searches: readonly PlacedSearch[],
  options: RunOptions,
  observer: RunObserver,
  effects: Effects,
): Promise<readonly Confirmation[]> {
  const chosen = searches.flatMap((placed) =>
    placed.tuning === undefined ? [] : [{ placed, tuning: placed.tuning }],
  );
  const losses = await meanLosses(
    chosen.map(({ placed, tuning }) => [placed.search, tuning.choice]),
    options,
    observer,
    effects,
  );
  const keys = await keysOfSearches(
    chosen.map(({ placed }) => placed),
    effects,
  );
  return chosen.map(({ placed, tuning }, index) => {
    const recorded = tuning.losses[tuning.grid.indexOf(tuning.choice)] ?? null;
    const measured = losses[index] ?? null;
    const key = keys[index] ?? "";
    return recorded === measured
      ? { placed, tuning: { ...tuning, arm: placed.search.arm, key } }
      : { placed, recorded, measured };
  });
}

/** The mean loss of each search and rate over its seeds, or null where a run failed. All runs share the workers. */
async function meanLosses(
  wanted: readonly (readonly [Search, number])[],
  options: RunOptions,
  observer: RunObserver,
  effects: Effects,
): Promise<readonly (number | null)[]> {
  const runs = wanted.map(([search, rate]) => search.seeds.map((seed) => search.run(rate, seed)));
  const trials = runs.flat().map(({ trial }) => trial);
  const keyed = await keyTrials(trials, tuningKeyOptions, effects);
  const outcomes = await runTrials([...keyed.values()], options, observer, effects);
  /** Null where the run failed: at too high a rate, training stops with a loss that is not finite. */
  const lossOf = ({ trial, lossOf: read }: Measured): number | null => {
    const outcome = outcomes.get(keyed.get(trial)?.key ?? "");
    return outcome !== undefined && "result" in outcome ? read(outcome.result) : null;
  };
  return runs.map((ofRate) => meanLoss(ofRate.map(lossOf)));
}

function meanLoss(losses: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const loss of losses) {
    if (loss === null) return null;
    sum += loss;
  }
  return sum / losses.length;
}
