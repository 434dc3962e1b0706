/** Names of trials for readers, with the settings that distinguish a trial from its siblings, as texts by path. */

import type { Trial } from "../../experiments/kit/trial.ts";
import { shorten } from "../base/format.ts";
import { configLeaves } from "../base/json.ts";
import type { KeyedTrial } from "./keys.ts";

export interface TrialName {
  /** E.g. "descent: small steps, steps 1200". Trials that differ in their seed alone share it. */
  readonly name: string;
  /** The seed of the trial, or of what it takes; undefined where there is none. */
  readonly seed: number | undefined;
}

/** Names trials among their siblings, by key. */
export function shortNames(trials: readonly KeyedTrial[]): ReadonlyMap<string, TrialName> {
  const names = new Map<string, TrialName>();
  for (const kind of new Set(trials.map(({ trial }) => trial.kind))) {
    const siblings = trials
      .filter(({ trial }) => trial.kind === kind)
      .map((trial) => ({ trial, leaves: namedLeaves(trial) }));
    const differing = differingPaths(siblings.map(({ leaves }) => leaves));
    for (const { trial, leaves } of siblings) {
      const steps = trial.trial.description?.steps;
      const settings = [...leaves]
        .filter(([path]) => path === steps || differing.has(path))
        .map(([path, value]) => `${lastPart(path)} ${value}`);
      const parts = [...armsOf(trial), ...settings];
      names.set(trial.key, {
        name: [kind, parts.join(", ")].filter((part) => part !== "").join(": "),
        seed: seedOf(trial),
      });
    }
  }
  return names;
}

/** The settings of a trial and of its inputs that may tell it from its siblings, as texts by path. */
export const namedLeaves = (trial: KeyedTrial): ReadonlyMap<string, string> =>
  leavesWithInputs(trial, ({ description }, path) =>
    (description?.minor ?? []).every((name) => path !== name && !path.startsWith(`${name}.`)),
  );

/** The settings that differ among these trials, or that some lack. */
export function differingPaths(all: readonly ReadonlyMap<string, string>[]): ReadonlySet<string> {
  const paths = new Set(all.flatMap((leaves) => [...leaves.keys()]));
  return new Set([...paths].filter((path) => new Set(all.map((leaves) => leaves.get(path))).size > 1));
}

/** Labels by key for messages: name and seed, and if these are equal, also minor settings. */
export function trialLabels(trials: readonly KeyedTrial[]): ReadonlyMap<string, string> {
  const names = shortNames(trials);
  const labelled = trials.map((trial) => ({ trial, label: labelOf(names.get(trial.key), trial) }));
  const groups = new Map<string, KeyedTrial[]>();
  for (const { trial, label } of labelled) groups.set(label, [...(groups.get(label) ?? []), trial]);
  const apart = new Map(
    [...groups].map(([label, all]) => [label, differingPaths(all.map((trial) => leavesWithInputs(trial)))]),
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

/** The seed of the trial, or the first of what it takes. */
function seedOf({ trial, inputs }: KeyedTrial): number | undefined {
  const seed = trial.description?.seed;
  if (seed !== undefined) return seed;
  return Object.values(inputs)
    .map(seedOf)
    .find((ofInput) => ofInput !== undefined);
}

/** The seeds of trials, each once, ascending. */
export const seedsOf = (trials: readonly KeyedTrial[]): number[] =>
  [...new Set(trials.flatMap((trial) => seedOf(trial) ?? []))].sort((a, b) => a - b);

/** The arm of the trial, or those of what it takes. */
function armsOf({ trial, inputs }: KeyedTrial): readonly string[] {
  const arm = trial.description?.arm;
  return arm === undefined ? [...new Set(Object.values(inputs).flatMap(armsOf))] : [arm];
}

/** The leaves of a config as text, by path, e.g. "model.dModel" -> "64". */
export function leafTexts(config: unknown): ReadonlyMap<string, string> {
  const texts = [...configLeaves(config)].map(
    ([path, value]) => [path, typeof value === "string" ? value : JSON.stringify(value)] as const,
  );
  return new Map(texts);
}

/**
 * The settings of a trial and of its inputs: trials with equal configs differ only in their inputs. `isWanted` chooses
 * among those of each trial.
 */
function leavesWithInputs(
  { trial, inputs }: KeyedTrial,
  isWanted: (trial: Trial, path: string) => boolean = () => true,
): ReadonlyMap<string, string> {
  const leaves = new Map([...leafTexts(trial.config)].filter(([path]) => isWanted(trial, path)));
  for (const [name, input] of Object.entries(inputs)) {
    for (const [path, value] of leavesWithInputs(input, isWanted)) leaves.set(`${name}.${path}`, value);
  }
  return leaves;
}
