/** Names of trials for readers: the arm, then what else tells a trial from its siblings; the seed stands apart. */
import { shorten } from "../base/format.ts";
import { isRecord } from "../base/json.ts";
import type { KeyedTrial } from "./keys.ts";
import { leavesWithInputs } from "./trial-settings.ts";

export interface TrialName {
  /** E.g. "pretrain: LoRA, rank 4, steps 1200". Trials that differ in their seed alone share it. */
  readonly name: string;
  /** The seed of the trial, or of what it takes; undefined where there is none. */
  readonly seed: number | undefined;
}

const isSeed = (path: string): boolean => /(?:^|\.)seed$/.test(path);
const isArm = (path: string): boolean => /(?:^|\.)(?:arm|method)(?:\.|$)/.test(path);
/** What was tuned follows from the arm and the steps, and how often a run is looked at changes nothing of it. */
const isMinor = (path: string): boolean =>
  /(?:^|\.)(?:\w*[lL]earningRate|warmupSteps|\w+Every|\w+Windows|noise\.\w+)$/.test(path);

/** Names trials among their siblings, by key. */
export function shortNames(trials: readonly KeyedTrial[]): ReadonlyMap<string, TrialName> {
  const names = new Map<string, TrialName>();
  for (const kind of new Set(trials.map(({ trial }) => trial.kind))) {
    const siblings = trials
      .filter(({ trial }) => trial.kind === kind)
      .map((trial) => ({ trial, leaves: leavesWithInputs(trial) }));
    const differing = differingPaths(siblings.map(({ leaves }) => leaves));
    for (const { trial, leaves } of siblings) {
      const others = [...leaves].filter(
        ([path]) => !isSeed(path) && !isMinor(path) && (path === "steps" || differing.has(path)),
      );
      const settings = others
        .filter(([path]) => !isArm(path))
        .map(([path, value]) => `${lastPart(path)} ${value}`);
      const parts = [...armNames(trial), ...settings];
      names.set(trial.key, {
        name: [kind, parts.join(", ")].filter((part) => part !== "").join(": "),
        seed: seedOf(leaves),
      });
    }
  }
  return names;
}

/** The settings that are not the same in all of these trials, or that some lack. */
function differingPaths(all: readonly ReadonlyMap<string, string>[]): ReadonlySet<string> {
  const paths = new Set(all.flatMap((leaves) => [...leaves.keys()]));
  return new Set([...paths].filter((path) => new Set(all.map((leaves) => leaves.get(path))).size > 1));
}

/** Labels by key for messages: name and seed, and where these are the same, what was tuned and other minor settings. */
export function trialLabels(trials: readonly KeyedTrial[]): ReadonlyMap<string, string> {
  const names = shortNames(trials);
  const labelled = trials.map((trial) => ({ trial, label: labelOf(names.get(trial.key), trial) }));
  const groups = new Map<string, KeyedTrial[]>();
  for (const { trial, label } of labelled) groups.set(label, [...(groups.get(label) ?? []), trial]);
  const apart = new Map(
    [...groups].map(([label, all]) => [label, differingPaths(all.map(leavesWithInputs))]),
  );
  return new Map(
    labelled.map(({ trial, label }) => {
      const settings = [...leavesWithInputs(trial)]
        .filter(([path]) => apart.get(label)?.has(path))
        .map(([path, value]) => `${lastPart(path)} ${value}`);
      return [trial.key, shorten([label, ...settings].join(", "), WIDTH)];
    }),
  );
}

/** The label of a trial by itself. */
export function trialLabel(trial: KeyedTrial): string {
  return trialLabels([trial]).get(trial.key) ?? trial.trial.kind;
}

const WIDTH = 100;

function labelOf(named: TrialName | undefined, { trial }: KeyedTrial): string {
  const { name = trial.kind, seed } = named ?? {};
  return seed === undefined ? name : `${name}, seed ${seed}`;
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf(".") + 1);

function seedOf(leaves: ReadonlyMap<string, string>): number | undefined {
  const found = [...leaves].find(([path]) => isSeed(path));
  return found === undefined ? undefined : Number(found[1]);
}

/** The arm of the trial, or those of what it takes. */
function armNames({ trial, inputs }: KeyedTrial): string[] {
  const config: { readonly arm?: unknown; readonly method?: unknown } = trial.config;
  const own = [config.arm, config.method].filter((arm) => arm !== undefined).map(armName);
  return own.length > 0 ? own : [...new Set(Object.values(inputs).flatMap(armNames))];
}

function armName(arm: unknown): string {
  if (!isRecord(arm)) return String(arm);
  const { kind, ...settings } = arm;
  if (kind === "lora" && settings.rank === 0) return "frozen body";
  const shown: Readonly<Record<string, string>> = {
    lora: "LoRA",
    full: "full training",
    lowRank: "low rank",
  };
  const details = Object.entries(settings).map(
    ([name, value]) => `${name} ${Array.isArray(value) ? value.join(" ") : value}`,
  );
  return [shown[String(kind)] ?? String(kind), ...details].join(", ");
}
