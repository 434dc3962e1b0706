/** A reader's own settings: read from the fields, checked, and inserted into a trial's config. */
import type { ListedSetting } from "../../live/listing.ts";

type Config = Readonly<Record<string, unknown>>;

/** The texts of changed fields, by name. */
export type Typed = Readonly<Record<string, string>>;

/** A mistake in a field, shown to the reader. */
export class SettingError extends Error {}

/** The settings with a text. */
export const givenIn = (
  open: readonly ListedSetting[],
  typed: Typed,
): readonly (readonly [ListedSetting, string])[] =>
  open.flatMap((setting) => {
    const text = (typed[setting.name] ?? "").trim();
    return text === "" ? [] : [[setting, text] as const];
  });

/** The trial's config with the reader's settings. Throws a SettingError for an invalid field. */
export function withSettings(config: Config, open: readonly ListedSetting[], typed: Typed): Config {
  let changed = config;
  for (const [setting, text] of givenIn(open, typed)) {
    const value = valueIn(setting, text);
    changed = limited(withValue(changed, setting.path.split("."), value), setting, value);
  }
  return changed;
}

/** The reader's values as texts, by path. Throws as above. */
export const changedTexts = (open: readonly ListedSetting[], typed: Typed): ReadonlyMap<string, string> =>
  new Map(
    givenIn(open, typed).map(([setting, text]) => [setting.path, JSON.stringify(valueIn(setting, text))]),
  );

const valueIn = (setting: ListedSetting, text: string) =>
  "names" in setting ? namesIn(setting, text) : numberIn(setting, text);

function numberIn({ label, from, to, whole }: Extract<ListedSetting, { from: number }>, text: string) {
  const value = Number(text);
  if (Number.isFinite(value) && value >= from && value <= to && (!whole || Number.isInteger(value)))
    return value;
  throw new SettingError(
    `${label}: “${text}” is not ${whole ? "a whole number" : "a number"} from ${from} to ${to}`,
  );
}

function namesIn({ label, names }: Extract<ListedSetting, { names: unknown }>, text: string) {
  const typed = text.split(/[\s,]+/).filter((word) => word !== "");
  const unknown = typed.find((word) => !names.includes(word));
  if (unknown !== undefined) {
    throw new SettingError(`${label}: “${unknown}” is none of ${names.join(", ")}`);
  }
  return names.filter((name) => typed.includes(name));
}

const isConfig = (value: unknown): value is Config => typeof value === "object" && value !== null;

function withValue(config: Config, [name = "", ...inner]: readonly string[], value: unknown): Config {
  const own = config[name];
  return {
    ...config,
    [name]: inner.length === 0 ? value : withValue(isConfig(own) ? own : {}, inner, value),
  };
}

function limited(config: Config, setting: ListedSetting, value: unknown): Config {
  const name = "limits" in setting ? (setting.limits ?? "") : "";
  const own = config[name];
  return typeof own === "number" && typeof value === "number" && own > value
    ? { ...config, [name]: value }
    : config;
}

/** The settings as a link's fragment, with their trial. */
export function toFragment(trial: string, typed: Typed): string {
  const given = Object.entries(typed).filter(([, text]) => text !== "");
  return `#${new URLSearchParams([["run", trial], ...given])}`;
}

/** Reads such a fragment; undefined for any other. */
export function fromFragment(
  fragment: string,
): { readonly trial: string; readonly typed: Typed } | undefined {
  const { run, ...typed } = Object.fromEntries(new URLSearchParams(fragment.replace(/^#/, "")));
  // The panel's own fragment, "#run", names no trial.
  return run === undefined || run === "" ? undefined : { trial: run, typed };
}
