/** Trees of trials, as experiments list them: walking them and filling in results. */
import type { TrialTree } from "../../experiments/lib/experiment.ts";
import type { Trial } from "../../experiments/lib/trial.ts";
import type { KeyedTrial } from "./keys.ts";

/** These trials and all that they take as inputs, directly or not; inputs first, each once. */
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

/** The trials in a tree, in the order in which it names them. */
export function trialsOf(tree: TrialTree): readonly Trial[] {
  if (isTrial(tree)) return [tree];
  return Object.values<TrialTree>(tree).flatMap(trialsOf);
}

/** The same tree with each trial replaced by what `resultOf` says of it. */
export function fillTree(tree: TrialTree, resultOf: (trial: Trial) => unknown): unknown {
  if (isTrial(tree)) return resultOf(tree);
  if (isBranches(tree)) return tree.map((branch) => fillTree(branch, resultOf));
  return Object.fromEntries(Object.entries(tree).map(([name, branch]) => [name, fillTree(branch, resultOf)]));
}

function isBranches(tree: TrialTree): tree is readonly TrialTree[] {
  return Array.isArray(tree);
}

/** Only defineTrial makes objects whose `module` is text: a branch of that name would hold a tree. */
function isTrial(tree: TrialTree): tree is Trial {
  return "module" in tree && typeof tree.module === "string";
}
