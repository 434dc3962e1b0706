/**
 * The files for machines: manifest.json (what the report was made from), findings.json, and run.json (everything that
 * depends on the clock or the machine).
 */
import type { ProfileName } from "../../experiments/lib/experiment.ts";
import type { EngineName } from "../../experiments/lib/trial.ts";
import type { Effects } from "../base/effects.ts";
import { isRecord, parseRecord, prettyJson } from "../base/json.ts";
import { readLockfile } from "../base/lockfile.ts";
import {
  GENERATOR,
  type OutputFiles,
  type ReportRecords,
  SCHEMA,
  type SlideRecord,
  type StatementRecord,
} from "../record/record.ts";
import { libraryOf } from "../tensorflow/package.ts";
import type { TrialOutcome } from "../trials/dispatch.ts";
import type { Outcomes } from "../trials/run-trials.ts";
import { seedsOf } from "../trials/short-names.ts";
import { measuresTime, withInputs } from "../trials/walk.ts";
import { MANIFEST_FILE } from "./files.ts";
import { verdictsFor } from "./no-verdicts.ts";
import type { BuildFacts, BuildScope, Plan } from "./report.ts";

/** What a build found: its outcomes, its facts, and whether it measured time. */
export interface Build {
  readonly outcomes: Outcomes;
  readonly facts: BuildFacts;
  readonly timing: boolean;
}

export function renderManifest(plan: Plan, { outcomes, facts, timing }: Build): string {
  // The keys of trials that measure time name the machine; a build that leaves them out is the same on every machine.
  const listed = timing ? plan.trials : plan.trials.filter((trial) => !measuresTime([trial]));
  const slidesOf = (key: string) =>
    plan.slides
      .filter(({ trials }) => withInputs(trials).some((trial) => trial.key === key))
      .map(({ slide }) => slide.name);
  const trials = listed.map(({ key, trial, components }) => ({
    key,
    digest: trial.exclusive ? undefined : digestIn(outcomes, key),
    kind: trial.kind,
    exclusive: trial.exclusive,
    config: trial.config,
    inputs: components.inputs,
    slides: slidesOf(key),
  }));
  trials.sort((one, other) => (one.key < other.key ? -1 : 1));
  return markedJson({
    ...facts,
    seeds: seedsOf(listed),
    trials,
  });
}

/** The text of a manifest.json, which marks its folder as one that this program wrote and may replace. */
export function markedJson(content: object): string {
  return prettyJson({ generator: GENERATOR, ...content });
}

/** The files of a folder with a manifest, in which the manifest lists them all. */
export function withFileList(files: OutputFiles): OutputFiles {
  const manifest = parseManifest(Buffer.from(files.get(MANIFEST_FILE) ?? "").toString());
  if (manifest === undefined) throw new Error(`invalid ${MANIFEST_FILE}`);
  return new Map(files).set(MANIFEST_FILE, prettyJson({ ...manifest, files: [...files.keys()].sort() }));
}

/** The files that a manifest lists; undefined if it has no list, as those of earlier versions. */
export function listedFiles(manifest: Readonly<Record<string, unknown>>): ReadonlySet<string> | undefined {
  return Array.isArray(manifest.files) ? new Set(manifest.files.map(String)) : undefined;
}

/** The digest of a trial's output, if the build has it. */
function digestIn(outcomes: Outcomes, key: string): string | undefined {
  const outcome = outcomes.get(key);
  return outcome !== undefined && "digest" in outcome ? outcome.digest : undefined;
}

/** What a manifest says of the digests in it. */
export interface ListedDigests {
  readonly commit: string;
  readonly profile: ProfileName;
  readonly engine: string;
  /** By the trials' keys. */
  readonly digests: ReadonlyMap<string, string>;
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
    /** Of a trial that measures time; the manifest has those of the others. */
    readonly digest: string | undefined;
    readonly seconds: number | undefined;
  }[];
}

/** The digests in the text of a manifest, or undefined if this program did not write it. */
export function parseDigests(text: string): ListedDigests | undefined {
  const manifest = parseManifest(text);
  if (manifest === undefined) return undefined;
  // `renderManifest` wrote it, unless somebody has changed it since.
  const { trials, ...facts } = manifest as unknown as BuildFacts & { readonly trials: unknown };
  if (!Array.isArray(trials)) return undefined;
  const digests = trials
    .filter(isRecord)
    .flatMap(({ key, digest }): [string, string][] =>
      typeof key === "string" && typeof digest === "string" ? [[key, digest]] : [],
    );
  return { ...facts, digests: new Map(digests) };
}

export function renderRunFile(facts: RunFacts): string {
  return prettyJson(facts);
}

/** What a manifest says, or undefined if the text is none that this program wrote. */
export function parseManifest(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  const manifest = parseRecord(text);
  return manifest?.generator === GENERATOR ? manifest : undefined;
}

/** Collects the facts that are the same in every build of one commit. */
export async function gatherBuildFacts(
  { profile, engine, only, timing }: BuildScope,
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
  engine: EngineName,
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
    library: await libraryOf(engine, effects),
    startedAt: start.date,
    seconds: (effects.clock.now() - start.time) / 1000,
    trials: plan.trials.map(({ key, trial }) => {
      const outcome = outcomes.get(key) ?? { state: "not run" };
      const seconds = "seconds" in outcome ? outcome.seconds : undefined;
      const digest = trial.exclusive ? digestIn(outcomes, key) : undefined;
      return { key, kind: trial.kind, state: outcome.state, digest, seconds };
    }),
  };
}

/** An extract of the records in the form that it had before there were records. */
export function findingsJson({ report, slides }: ReportRecords): string {
  const { profile } = report.facts;
  return prettyJson({ schema: SCHEMA, profile, counts: report.counts, slides: slides.map(extractOf) });
}

function extractOf({ slide, status, verdict, claims, checks, findings }: SlideRecord): object {
  return {
    slide: slide.name,
    status,
    verdict,
    claims: claims.map(({ mean, estimate, ...claim }) => ({
      ...statementOf(claim),
      estimate: mean,
      splits: estimate?.splits,
    })),
    checks: checks.map(({ value, ...check }) => ({ ...statementOf(check), value: value?.exact })),
    findings: findings.map(({ text: _, timed, ...finding }) => ({ ...finding, ...wallClock(timed) })),
  };
}

const statementOf = ({ says, metric, timed, ...statement }: StatementRecord): object => ({
  ...statement,
  [says.how]: says.text.plain,
  metric: metric.plain,
  ...wallClock(timed),
});

const wallClock = (timed: boolean): object => (timed ? { wallClock: true } : {});
