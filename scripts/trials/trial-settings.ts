/** The settings of trials as texts, by path. */
import type { Trial } from "../../experiments/lib/trial.ts";
import { configLeaves } from "../base/json.ts";
import type { KeyedTrial } from "./keys.ts";

/** The leaves of a config as text, by path, e.g. "model.dModel" -> "64". */
export function leafTexts(config: unknown): ReadonlyMap<string, string> {
  const texts = [...configLeaves(config)].map(
    ([path, value]) => [path, typeof value === "string" ? value : JSON.stringify(value)] as const,
  );
  return new Map(texts);
}

/**
 * The settings of a trial and of its inputs: trials with equal configs differ only in their inputs. `isWanted` chooses
 * among those of each trial.
 */
export function leavesWithInputs(
  { trial, inputs }: KeyedTrial,
  isWanted: (trial: Trial, path: string) => boolean = () => true,
): ReadonlyMap<string, string> {
  const leaves = new Map([...leafTexts(trial.config)].filter(([path]) => isWanted(trial, path)));
  for (const [name, input] of Object.entries(inputs)) {
    for (const [path, value] of leavesWithInputs(input, isWanted)) leaves.set(`${name}.${path}`, value);
  }
  return leaves;
}
