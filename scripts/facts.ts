/** Facts of a build, gathered once: what it was made from, and where and how long it ran. */
import type { BuildOptions } from "./cli.ts";
import type { Effects } from "./effects.ts";
import type { Plan } from "./plan.ts";
import type { BuildFacts, RunFacts } from "./report.ts";
import { majorOf } from "./trials/keys.ts";
import { readLockfile } from "./trials/lockfile.ts";
import type { Outcomes } from "./trials/run-trials.ts";

/** Facts that are the same for every build of one commit. */
export async function gatherBuildFacts(
  { profile, engine, only, timing }: BuildOptions,
  outcomes: Outcomes,
  effects: Effects,
): Promise<BuildFacts> {
  const commit = await effects.commit();
  const lockfile = await readLockfile(effects.root, effects.disk);
  const failed = [...outcomes.values()].some(({ state }) => state === "failed");
  return {
    profile,
    engine,
    commit: commit?.hash ?? "unknown",
    commitDate: commit?.date,
    partial: only !== undefined || !timing || failed,
    versions: lockfile.direct,
    nodeMajor: majorOf(effects.machine.node),
  };
}

/** When a build began. */
export interface Start {
  readonly date: string;
  /** Reading of the clock. */
  readonly time: number;
}

/** Facts of this one run: machine, clock, and what the store already had. */
export function gatherRunFacts(plan: Plan, outcomes: Outcomes, start: Start, effects: Effects): RunFacts {
  const { cpu, cores, memoryBytes, platform, node } = effects.machine;
  return {
    cpu,
    cores,
    memoryBytes,
    platform,
    node,
    startedAt: start.date,
    seconds: (effects.clock.now() - start.time) / 1000,
    trials: plan.trials.map(({ key, trial }) => {
      const outcome = outcomes.get(key) ?? { state: "not run" };
      const seconds = "seconds" in outcome ? outcome.seconds : undefined;
      return { key, kind: trial.kind, state: outcome.state, seconds };
    }),
  };
}
