/** --explain: shows for each slide how many of its trials the store lacks and, if any, what changed since they last ran. */
import type { Effects } from "../base/effects.ts";
import { formatCount, formatSeconds } from "../base/format.ts";
import { withInputs } from "../trials/inputs.ts";
import type { KeyedTrial } from "../trials/keys.ts";
import { type LastRun, type LastRuns, readLastRuns } from "../trials/last-runs.ts";
import { leafTexts, trialLabels } from "../trials/names.ts";
import { expectedSeconds, lookUpTrials } from "../workers/run-trials.ts";

/** Trials by the name of their group, such as a slide. */
export interface TrialGroup {
  readonly name: string;
  readonly trials: readonly KeyedTrial[];
}

/**
 * Prints for each group how many trials would run, for how long and why; then the same for all groups together, with each
 * trial counted once. With `names`, prints a line with the reasons for each trial. Runs nothing.
 */
export async function explain(
  groups: readonly TrialGroup[],
  { names }: { readonly names: boolean },
  effects: Effects,
): Promise<void> {
  const { cache, disk, terminal } = effects;
  const all = withInputs(groups.flatMap(({ trials }) => trials));
  const lastRuns = await readLastRuns(cache, disk);
  const outcomes = await lookUpTrials(all, effects);
  const labels = names ? trialLabels(all) : new Map<string, string>();
  const planned = new Set(all.map(({ identity }) => identity));
  const missing = all.filter(({ key }) => outcomes.get(key)?.state !== "stored");
  const reasons = new Map(
    missing.map((trial) => [trial.key, whyMissing(trial, lastRuns, planned, labels)] as const),
  );
  const explained = (trials: readonly KeyedTrial[]) =>
    trials.map((trial) => ({ trial, why: reasons.get(trial.key) }));
  for (const { name, trials } of groups) {
    const found = explained(withInputs(trials));
    terminal.line(`${name}: ${countText(found, lastRuns)}`);
    for (const line of names ? trialLines(found, labels) : reasonLines(found)) terminal.line(`  ${line}`);
  }
  terminal.line(`all slides: ${countText(explained(all), lastRuns)}`);
}

/** What --explain=json prints. */
export interface Missing extends MissingCount {
  readonly groups: readonly (MissingCount & { readonly name: string })[];
}

interface MissingCount {
  readonly trials: number;
  readonly missing: number;
  /** Roughly how long the missing ones take on one core. */
  readonly seconds: number;
}

/** Prints as JSON how many trials would run and for how long, for each group and for all together. */
export async function explainJson(groups: readonly TrialGroup[], effects: Effects): Promise<void> {
  const lastRuns = await readLastRuns(effects.cache, effects.disk);
  const all = groups.flatMap(({ trials }) => trials);
  const outcomes = await lookUpTrials(withInputs(all), effects);
  const countOf = (some: readonly KeyedTrial[]): MissingCount => {
    const trials = withInputs(some);
    const missing = trials.filter(({ key }) => outcomes.get(key)?.state !== "stored");
    const seconds = missing.reduce((sum, trial) => sum + expectedSeconds(trial, lastRuns), 0);
    return { trials: trials.length, missing: missing.length, seconds };
  };
  const found: Missing = {
    ...countOf(all),
    groups: groups.map(({ name, trials }) => ({ name, ...countOf(trials) })),
  };
  effects.terminal.line(JSON.stringify(found));
}

/** A trial with the reason why the store lacks it, or undefined if it is stored. */
interface Explained {
  readonly trial: KeyedTrial;
  readonly why: Explanation | undefined;
}

/** "9 trials, 6 to run, about 1 h 07 min on one core". */
function countText(all: readonly Explained[], lastRuns: LastRuns): string {
  const missing = all.filter(({ why }) => why !== undefined);
  const seconds = missing.reduce((sum, { trial }) => sum + expectedSeconds(trial, lastRuns), 0);
  const time = missing.length === 0 ? "" : `, about ${formatSeconds(seconds)} on one core`;
  return `${formatCount(all.length, "trial")}, ${missing.length} to run${time}`;
}

function trialLines(all: readonly Explained[], labels: ReadonlyMap<string, string>): readonly string[] {
  return all.map(({ trial, why }) => {
    const { word, reasons } = why ?? { word: "stored", reasons: [] };
    const label = labels.get(trial.key) ?? trial.trial.kind;
    return `${word.padEnd(6)}  ${label}${reasons.length === 0 ? "" : `: ${reasons.join("; ")}`}`;
  });
}

/** One line for the trials that are missing for the same reasons, most first. */
function reasonLines(all: readonly Explained[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { why } of all) {
    if (why === undefined) continue;
    const line = `${why.word}: ${why.reasons.join("; ")}`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  const width = String(Math.max(0, ...counts.values())).length;
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([line, count]) => `${String(count).padStart(width)} ${line}`);
}

interface Explanation {
  readonly word: "stale" | "new";
  readonly reasons: readonly string[];
}

/**
 * Explains why the store lacks a trial. `planned` has the identities of all trials of this build, none of which can
 * be the earlier form of a trial whose config has changed.
 */
export function whyMissing(
  trial: KeyedTrial,
  lastRuns: LastRuns,
  planned: ReadonlySet<string>,
  labels: ReadonlyMap<string, string>,
): Explanation {
  const last = lastRuns.get(trial.identity);
  if (last === undefined) return explainNew(trial, lastRuns, planned);
  if (last.key === trial.key) return { word: "stale", reasons: ["its stored result is missing or damaged"] };
  const inputChange = (name: string) => {
    const input = trial.inputs[name];
    const label = input && labels.get(input.key);
    return `input ${name} changed${label === undefined ? "" : ` (${label})`}`;
  };
  const { components } = trial;
  const before = last.components;
  const reasons = [
    ...changedSources(trial, last),
    ...changes(before.packages, components.packages).map(({ name, from, to }) => `${name} ${from} -> ${to}`),
    ...(before.kernels === components.kernels ? [] : ["the engine's kernels changed"]),
    ...(before.engine === components.engine ? [] : [`engine ${before.engine} -> ${components.engine}`]),
    ...(before.node === components.node
      ? []
      : [`Node ${before.node ?? "any"} -> ${components.node ?? "any"}`]),
    ...(before.machine === components.machine ? [] : [`machine ${before.machine} -> ${components.machine}`]),
    ...changes(before.inputs, components.inputs).map(({ name }) => inputChange(name)),
  ];
  return { word: "stale", reasons };
}

function changedSources({ bundle, components }: KeyedTrial, last: LastRun): readonly string[] {
  if (components.code === last.components.code) return [];
  const paths = changes(last.sources, bundle.sources).map(({ name }) => `${name} changed`);
  return paths.length > 0 ? paths : ["its code changed"];
}

/**
 * Explains a trial that never ran by the settings that differ from the closest earlier trial that is no longer planned.
 */
function explainNew(trial: KeyedTrial, lastRuns: LastRuns, planned: ReadonlySet<string>): Explanation {
  const after = Object.fromEntries(leafTexts(trial.components.config));
  const differences = [...lastRuns.values()]
    .filter(({ identity, components }) => !planned.has(identity) && components.kind === trial.components.kind)
    .filter(({ components }) => components.profile === trial.components.profile)
    .map(({ components }) => changes(Object.fromEntries(leafTexts(components.config)), after))
    .sort((a, b) => a.length - b.length);
  const [nearest] = differences;
  if (nearest === undefined) return { word: "new", reasons: ["never run"] };
  if (nearest.length === 0) return { word: "new", reasons: ["never run on these inputs"] };
  return {
    word: "new",
    reasons: nearest.map(({ name, from, to }) => `config ${name} ${from} -> ${to}`),
  };
}

interface Change {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

function changes(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly Change[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names
    .map((name) => ({ name, from: before[name] ?? "none", to: after[name] ?? "none" }))
    .filter(({ from, to }) => from !== to);
}
