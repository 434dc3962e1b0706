/** Short labels of trials for messages: the kind, and the settings that tell a trial from others of its kind. */
import type { Trial } from "../../experiments/lib/trial.ts";
import { shorten } from "../base/format.ts";
import { configLeaves } from "../base/json.ts";
import type { KeyedTrial } from "./keys.ts";

const WIDTH = 100;

/** "pretrain arm=lora model.dModel=64 seed=1": the kind and every setting, cut to 100 characters. */
export function describeTrial({ kind, config }: Pick<Trial, "kind" | "config">): string {
  const leaves = [...leafTexts(config)].map(([path, value]) => `${path}=${value}`);
  return shorten([kind, ...leaves].join(" "), WIDTH);
}

/** Labels by key, each with only the settings in which trials of the same kind differ. */
export function labelTrials(trials: readonly KeyedTrial[]): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (const kind of new Set(trials.map(({ trial }) => trial.kind))) {
    const siblings = trials
      .filter(({ trial }) => trial.kind === kind)
      .map((trial) => ({ trial, leaves: leavesWithInputs(trial) }));
    const differs = (path: string) =>
      new Set(siblings.map(({ leaves }) => leaves.get(path))).size > 1 && path !== "";
    for (const { trial, leaves } of siblings) {
      const shown = [...leaves].filter(([path]) => differs(path)).map(([path, value]) => `${path}=${value}`);
      labels.set(trial.key, shorten([kind, ...shown].join(" "), WIDTH));
    }
  }
  return labels;
}

/** The leaves of a config as text, by path, e.g. "model.dModel" -> "64". */
export function leafTexts(config: unknown): ReadonlyMap<string, string> {
  const texts = [...configLeaves(config)].map(
    ([path, value]) => [path, typeof value === "string" ? value : JSON.stringify(value)] as const,
  );
  return new Map(texts);
}

/** The settings of a trial and of its inputs: trials with equal configs differ only in their inputs. */
export function leavesWithInputs({ trial, inputs }: KeyedTrial): ReadonlyMap<string, string> {
  const leaves = new Map(leafTexts(trial.config));
  for (const [name, input] of Object.entries(inputs)) {
    for (const [path, value] of leavesWithInputs(input)) leaves.set(`${name}.${path}`, value);
  }
  return leaves;
}
