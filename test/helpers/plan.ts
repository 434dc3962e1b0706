import type { TrialTree } from "../../experiments/kit/experiment.ts";
import { trialsOf } from "../../scripts/trials/inputs.ts";

/** How many trials of each kind a build runs for a slide, each as often as it is listed. Recorded runs are not run. */
export function countKinds(tree: TrialTree): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  const run = trialsOf(tree).filter((trial) => !("optional" in trial && trial.optional === "recorded"));
  for (const { kind } of run) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
