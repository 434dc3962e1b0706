/** Tunes one arm: its runs, through the same store and workers as the build's. */
import type { Tuning } from "../../experiments/lib/tuned.ts";
import type { Effects } from "../effects.ts";
import { keyTrials } from "../trials/keys.ts";
import { type RunObserver, type RunOptions, runTrials } from "../trials/run-trials.ts";
import type { Measured, Search } from "./measured.ts";
import { searchRate } from "./search.ts";
import { keyOfSearch, runsOf, tuningKeyOptions } from "./tunings.ts";

/** Runs a search and says what it found. */
export async function tuneArm(
  search: Search,
  options: RunOptions,
  observer: RunObserver,
  effects: Effects,
): Promise<Tuning> {
  const { arm, steps, seeds } = search;
  const found = await searchRate(search.grid, async (rates) => {
    const runs = runsOf(search, rates);
    const trials = runs.flat().map(({ trial }) => trial);
    const keyed = await keyTrials(trials, tuningKeyOptions, effects);
    const outcomes = await runTrials([...keyed.values()], options, observer, effects);
    /** The loss of a run, or null where it broke off: too high a rate ends in numbers that are not finite. */
    const lossOf = ({ trial, lossOf }: Measured): number | null => {
      const outcome = outcomes.get(keyed.get(trial)?.key ?? "");
      return outcome !== undefined && "result" in outcome ? lossOf(outcome.result) : null;
    };
    return runs.map((ofRate) => meanLoss(ofRate.map(lossOf)));
  });
  return { arm, steps, seeds, ...found, key: await keyOfSearch(search, found.grid, effects) };
}

function meanLoss(losses: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const loss of losses) {
    if (loss === null) return null;
    sum += loss;
  }
  return sum / losses.length;
}
