/** Tunes one arm: its runs, through the same store and workers as the build's. */
import type { Tuning } from "../../experiments/lib/tuned.ts";
import type { Effects } from "../effects.ts";
import { isRecord } from "../json.ts";
import { keyTrials } from "../trials/keys.ts";
import { type Outcomes, type RunObserver, type RunOptions, runTrials } from "../trials/run-trials.ts";
import { searchRate } from "./search.ts";
import { tuningKey, tuningKeyOptions, tuningTrials } from "./tunings.ts";

export type ArmToTune = Pick<Tuning, "arm" | "grid" | "steps" | "seeds">;

export async function tuneArm(
  toTune: ArmToTune,
  options: RunOptions,
  observer: RunObserver,
  effects: Effects,
): Promise<Tuning> {
  const { arm, steps, seeds } = toTune;
  const found = await searchRate(toTune.grid, async (rates) => {
    const trials = tuningTrials(toTune, rates);
    const keyed = await keyTrials(trials.flat(), tuningKeyOptions, effects);
    const outcomes = await runTrials([...keyed.values()], options, observer, effects);
    return trials.map((ofRate) =>
      meanLoss(ofRate.map((trial) => finalLoss(outcomes, keyed.get(trial)?.key))),
    );
  });
  const keyed = await keyTrials(tuningTrials(toTune, found.grid).flat(), tuningKeyOptions, effects);
  return { arm, steps, seeds, ...found, key: tuningKey([...keyed.values()]) };
}

/** The final loss of a run, or null where it broke off: too high a rate ends in numbers that are not finite. */
function finalLoss(outcomes: Outcomes, key: string | undefined): number | null {
  const outcome = outcomes.get(key ?? "");
  if (outcome === undefined || !("result" in outcome) || !isRecord(outcome.result)) return null;
  const { finalLoss } = outcome.result;
  return typeof finalLoss === "number" ? finalLoss : null;
}

function meanLoss(losses: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const loss of losses) {
    if (loss === null) return null;
    sum += loss;
  }
  return sum / losses.length;
}
