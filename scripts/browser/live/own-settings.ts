/** A reader's own settings: read from the fields, checked, and put into a trial's config. */
import { bodyLinears } from "../../../experiments/lab/nn/config.ts";

type Config = Readonly<Record<string, unknown>>;

/** The fields as typed, by name; an empty one keeps the trial's own setting. */
export type Typed = Readonly<Record<string, string>>;

export const fieldNames = ["rank", "alpha", "learningRate", "steps", "seed", "layers"] as const;

/** A mistake in a field, to be shown to the reader. */
export class SettingError extends Error {}

interface Range {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly whole: boolean;
}

const ranges: Readonly<Record<string, Range>> = {
  rank: { label: "rank", from: 0, to: 64, whole: true },
  alpha: { label: "alpha", from: 0.001, to: 1024, whole: false },
  learningRate: { label: "learning rate", from: 1e-7, to: 10, whole: false },
  steps: { label: "steps", from: 1, to: 20_000, whole: true },
  seed: { label: "seed", from: 0, to: 4_294_967_295, whole: true },
};

function numberIn(name: string, text: string): number {
  const range = ranges[name];
  const value = Number(text);
  if (range === undefined) throw new SettingError(`unknown setting: ${name}`);
  const { label, from, to, whole } = range;
  if (Number.isFinite(value) && value >= from && value <= to && (!whole || Number.isInteger(value)))
    return value;
  throw new SettingError(
    `${label}: “${text}” is not ${whole ? "a whole number" : "a number"} from ${from} to ${to}`,
  );
}

/** The trial's config with the reader's settings. Throws a SettingError for a field that cannot be used. */
export function withSettings(config: Config, typed: Typed): Config {
  const given = fieldNames.filter((name) => (typed[name] ?? "").trim() !== "");
  let changed: Config = config;
  for (const name of given) {
    const text = (typed[name] ?? "").trim();
    changed = isOfArm(name)
      ? { ...changed, arm: withArmSetting(changed.arm, name, text) }
      : withTopSetting(changed, name, numberIn(name, text));
  }
  return changed;
}

const isOfArm = (name: string): boolean => ["rank", "alpha", "layers"].includes(name);

function withTopSetting(config: Config, name: string, value: number): Config {
  if (!(name in config)) throw new SettingError(`${ranges[name]?.label}: this trial has no such setting`);
  const changed = { ...config, [name]: value };
  // A shorter run cannot warm up for longer than it lasts.
  const { warmupSteps } = config;
  return name === "steps" && typeof warmupSteps === "number" && warmupSteps > value
    ? { ...changed, warmupSteps: value }
    : changed;
}

function withArmSetting(arm: unknown, name: string, text: string): Config {
  const own = arm as { readonly kind?: unknown; readonly alpha?: unknown } | undefined;
  if (own?.kind !== "lora" || (name !== "rank" && own.alpha === undefined)) {
    throw new SettingError(`${ranges[name]?.label ?? "adapted layers"}: choose a trial of LoRA to change it`);
  }
  if (name === "layers") return { ...own, targetModules: layersIn(text) };
  return { ...own, [name]: numberIn(name, text) };
}

function layersIn(text: string): readonly string[] {
  const named = text.split(/[\s,]+/).filter((word) => word !== "");
  const unknown = named.find((word) => !bodyLinears.some((name) => name === word));
  if (unknown !== undefined) {
    throw new SettingError(`adapted layers: “${unknown}” is none of ${bodyLinears.join(", ")}`);
  }
  // In the order of the computation, in which adapters are drawn.
  return bodyLinears.filter((name) => named.includes(name));
}

/** The settings as a link's fragment, with the trial that they start from. */
export function toFragment(trial: string, typed: Typed): string {
  const parameters = new URLSearchParams({ run: trial });
  for (const name of fieldNames) if ((typed[name] ?? "") !== "") parameters.set(name, typed[name] ?? "");
  return `#${parameters}`;
}

/** Reads such a fragment; undefined for another one. */
export function fromFragment(
  fragment: string,
): { readonly trial: string; readonly typed: Typed } | undefined {
  const parameters = new URLSearchParams(fragment.replace(/^#/, ""));
  const trial = parameters.get("run");
  // The fragment of the panel itself, "#run", names no trial.
  if (trial === null || trial === "") return undefined;
  return { trial, typed: Object.fromEntries(fieldNames.map((name) => [name, parameters.get(name) ?? ""])) };
}
