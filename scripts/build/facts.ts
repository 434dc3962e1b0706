/**
 * What a build was made from and on: facts of a build, manifest.json, run.json (everything that depends on the clock or the
 * machine), and why a build may give no verdicts.
 */

import type { ProfileName } from "../../experiments/kit/experiment.ts";
import type { Effects } from "../base/effects.ts";
import { prettyJson } from "../base/json.ts";
import { readLockfile } from "../bundling/lockfile.ts";
import { markedJson } from "../record/manifest.ts";
import type { BuildFacts, Verdicts } from "../record/record.ts";
import type { BuildScope, Plan } from "../slides/planned.ts";
import { measuresTime, withInputs } from "../trials/inputs.ts";
import { seedsOf } from "../trials/names.ts";
import { engineNamed, libraryOf, loadReport } from "../trials/report-entry.ts";
import { findSearches } from "../tuning/searches.ts";
import type { TrialOutcome } from "../workers/dispatch.ts";
import type { Outcomes } from "../workers/run-trials.ts";

/** What a build found: its outcomes, its facts, and whether it measured time. */
export interface Build {
  readonly outcomes: Outcomes;
  readonly facts: BuildFacts;
  readonly timing: boolean;
}

export function renderManifest(plan: Plan, { outcomes, facts, timing }: Build): string {
  // The keys of trials that measure time name the machine; a build that leaves them out is the same on every machine.
  const listed = timing ? plan.trials : plan.trials.filter((trial) => !measuresTime([trial]));
  const slides = plan.slides.map(({ slide, trials }) => ({
    name: slide.name,
    keys: new Set(withInputs(trials).map(({ key }) => key)),
  }));
  const slidesOf = (key: string) => slides.filter(({ keys }) => keys.has(key)).map(({ name }) => name);
  const trials = listed.map(({ key, trial, components }) => ({
    key,
    digest: trial.measuresTime ? undefined : digestIn(outcomes, key),
    kind: trial.kind,
    measuresTime: trial.measuresTime,
    config: trial.config,
    inputs: components.inputs,
    slides: slidesOf(key),
  }));
  trials.sort((a, b) => (a.key < b.key ? -1 : 1));
  return markedJson({
    ...facts,
    seeds: seedsOf(listed),
    trials,
  });
}

/** The digest of a trial's output, if the build has it. */
function digestIn(outcomes: Outcomes, key: string): string | undefined {
  const outcome = outcomes.get(key);
  return outcome !== undefined && "digest" in outcome ? outcome.digest : undefined;
}

/** Facts that depend on the clock, the machine or the store's history. */
interface RunFacts {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly platform: string;
  readonly node: string;
  /** What computes on the build's engine, with versions. */
  readonly library: string;
  readonly startedAt: string;
  readonly seconds: number;
  readonly trials: readonly {
    readonly key: string;
    readonly kind: string;
    readonly state: TrialOutcome["state"];
    /** Only of a trial that measures time: the manifest has the other digests. */
    readonly digest: string | undefined;
    readonly seconds: number | undefined;
  }[];
}

export function renderRunFile(facts: RunFacts): string {
  return prettyJson(facts);
}

/** Collects the facts that are the same in every build of one commit. */
export async function gatherBuildFacts(
  { profile, engine, only, timing }: BuildScope,
  outcomes: Outcomes,
  effects: Effects,
): Promise<BuildFacts> {
  const commit = await effects.commit();
  const lockfile = await readLockfile(effects.root, effects.disk);
  const report = await loadReport(effects);
  const failed = [...outcomes.values()].some(({ state }) => state === "failed");
  return {
    profile,
    engine: engineNamed(report, engine),
    commit: commit?.hash ?? "unknown",
    commitDate: commit?.date,
    verdicts: await verdictsFor(profile, effects),
    partial: only !== undefined || !timing || failed,
    versions: lockfile.direct,
  };
}

/** The start of a build. */
export interface Start {
  readonly date: string;
  /** `clock.now()`, in milliseconds. */
  readonly time: number;
}

/** Collects the facts of this run: the machine, the times, and which trials the store already had. */
export async function gatherRunFacts(
  plan: Plan,
  engine: string,
  outcomes: Outcomes,
  start: Start,
  effects: Effects,
): Promise<RunFacts> {
  const { cpu, cores, memoryBytes, platform, node } = effects.machine;
  return {
    cpu,
    cores,
    memoryBytes,
    platform,
    node,
    library: await libraryOf(await loadReport(effects), engine, effects),
    startedAt: start.date,
    seconds: (effects.clock.now() - start.time) / 1000,
    trials: plan.trials.map(({ key, trial }) => {
      const outcome = outcomes.get(key) ?? { state: "not run" };
      const seconds = "seconds" in outcome ? outcome.seconds : undefined;
      const digest = trial.measuresTime ? digestIn(outcomes, key) : undefined;
      return { key, kind: trial.kind, state: outcome.state, digest, seconds };
    }),
  };
}

const QUICK: Verdicts = {
  given: false,
  build: "quick build",
  reason:
    "One short run of each experiment, to check that everything works. It has no intervals and no verdicts.",
};

/** Whether a build of this profile has verdicts. */
export async function verdictsFor(profile: ProfileName, effects: Effects): Promise<Verdicts> {
  if (profile === "quick") return QUICK;
  const searches = await findSearches(effects, profile);
  const open = searches.filter(({ chosen }) => chosen === undefined).length;
  if (open === 0) return { given: true };
  return {
    given: false,
    build: "build without tuning",
    reason: `${open} of the ${searches.length} searches for its settings have not been made. Until then arms run with settings that were chosen for another training, which may favour one of them, so there are no verdicts.`,
  };
}
