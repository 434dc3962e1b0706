import type { TrialTree } from "../../experiments/kit/experiment.ts";
import { trialsOf } from "../../scripts/trials/inputs.ts";

/** How many trials of each kind a slide lists, each as often as it is listed. */
export function countKinds(tree: TrialTree): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { kind } of trialsOf(tree)) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
