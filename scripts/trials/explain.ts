/** --explain: shows for each trial whether the store has it and, if not, what changed since it last ran. */
import type { Effects } from "../base/effects.ts";
import { formatCount } from "../base/format.ts";
import { labelTrials, leafTexts } from "./describe.ts";
import type { KeyedTrial } from "./keys.ts";
import { lookUpTrials } from "./run-trials.ts";
import { readSlots, type SlotEntry, type Slots } from "./slots.ts";

/** Prints one line for each trial, and a count. Runs nothing. */
export async function explain(trials: readonly KeyedTrial[], effects: Effects): Promise<void> {
  const { root, disk, terminal } = effects;
  const slots = await readSlots(root, disk);
  const outcomes = await lookUpTrials(trials, effects);
  const labels = labelTrials(trials);
  const planned = new Set(trials.map(({ slot }) => slot));
  let missing = 0;
  for (const trial of trials) {
    const label = labels.get(trial.key) ?? trial.trial.kind;
    if (outcomes.get(trial.key)?.state === "stored") {
      terminal.line(`stored  ${label}`);
      continue;
    }
    missing++;
    const { word, reasons } = whyMissing(trial, slots, planned, labels);
    terminal.line(`${word.padEnd(6)}  ${label}: ${reasons.join("; ")}`);
  }
  terminal.line(`${formatCount(trials.length, "trial")}, ${missing} to run`);
}

interface Explanation {
  readonly word: "stale" | "new";
  readonly reasons: readonly string[];
}

/**
 * Explains why the store lacks a trial. `planned` holds the slots of all trials of this build: a trial in one of them
 * cannot be the earlier form of a trial whose config has changed.
 */
export function whyMissing(
  trial: KeyedTrial,
  slots: Slots,
  planned: ReadonlySet<string>,
  labels: ReadonlyMap<string, string>,
): Explanation {
  const last = slots.get(trial.slot);
  if (last === undefined) return explainNew(trial, slots, planned);
  if (last.key === trial.key) return { word: "stale", reasons: ["its stored result is missing or damaged"] };
  const inputChange = (name: string) => {
    const input = trial.inputs[name];
    return `input ${name} changed${input === undefined ? "" : ` (${labels.get(input.key) ?? input.trial.kind})`}`;
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

function changedSources({ bundle, components }: KeyedTrial, last: SlotEntry): readonly string[] {
  if (components.code === last.components.code) return [];
  const paths = changes(last.sources, bundle.sources).map(({ name }) => `${name} changed`);
  return paths.length > 0 ? paths : ["its code changed"];
}

/**
 * Explains a trial in a new slot by the settings that differ from the closest earlier trial that is no longer planned.
 */
function explainNew(trial: KeyedTrial, slots: Slots, planned: ReadonlySet<string>): Explanation {
  const after = Object.fromEntries(leafTexts(trial.components.config));
  const differences = [...slots.values()]
    .filter(({ slot, components }) => !planned.has(slot) && components.kind === trial.components.kind)
    .filter(({ components }) => components.profile === trial.components.profile)
    .map(({ components }) => changes(Object.fromEntries(leafTexts(components.config)), after))
    .sort((one, other) => one.length - other.length);
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
