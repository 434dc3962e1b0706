/** Walks the inputs of trials, and the trees in which experiments list trials. */
import type { TrialTree } from "../../experiments/kit/experiment.ts";
import type { Trial } from "../../experiments/kit/trial.ts";
import type { KeyedTrial } from "./keys.ts";

/** These trials and all their direct and indirect inputs; inputs first, each once. */
export function withInputs(trials: readonly KeyedTrial[]): readonly KeyedTrial[] {
  const found = new Map<string, KeyedTrial>();
  const visit = (trial: KeyedTrial): void => {
    if (found.has(trial.key)) return;
    Object.values(trial.inputs).forEach(visit);
    found.set(trial.key, trial);
  };
  trials.forEach(visit);
  return [...found.values()];
}

/** True if any of these trials or of their inputs measures time. */
export function measuresTime(trials: readonly KeyedTrial[]): boolean {
  return withInputs(trials).some(({ trial }) => trial.measuresTime);
}

/** The trials in a tree, in the order in which it names them. */
export function trialsOf(tree: TrialTree): readonly Trial[] {
  if (isTrial(tree)) return [tree];
  return Object.values<TrialTree>(tree).flatMap(trialsOf);
}

/** The same tree with each trial replaced by `resultOf(trial)`. */
export function fillTree(tree: TrialTree, resultOf: (trial: Trial) => unknown): unknown {
  if (isTrial(tree)) return resultOf(tree);
  if (isBranches(tree)) return tree.map((branch) => fillTree(branch, resultOf));
  return Object.fromEntries(Object.entries(tree).map(([name, branch]) => [name, fillTree(branch, resultOf)]));
}

function isBranches(tree: TrialTree): tree is readonly TrialTree[] {
  return Array.isArray(tree);
}

/** Only a trial has a text as `module`; a branch with this name is a tree. */
function isTrial(tree: TrialTree): tree is Trial {
  return "module" in tree && typeof tree.module === "string";
}
