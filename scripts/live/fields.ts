/** The fields of a study's panel: the settings of a trial with their values, ranges and published values. */
import { formatNumber } from "../text/typography.ts";
import type { ListedSetting, ListedTrial } from "./listing.ts";
import { valueAt } from "./opening.ts";

export interface Field {
  readonly name: string;
  readonly label: string;
  /** The trial's own value as it is shown. */
  readonly value: string;
  /** What may be typed, and what is published. */
  readonly hint: string;
  /** Several words have "text". */
  readonly inputMode: "text" | "numeric" | "decimal";
}

export interface Fields {
  /** Whole numbers, such as steps and seed. */
  readonly fields: readonly Field[];
  readonly further: readonly Field[];
}

export function fieldsOf(trial: ListedTrial, trials: readonly ListedTrial[]): Fields {
  const all = trial.open.map((setting) => fieldOf(setting, trial, trials));
  const isWhole = ({ inputMode }: Field) => inputMode === "numeric";
  return { fields: all.filter(isWhole), further: all.filter((field) => !isWhole(field)) };
}

function fieldOf(
  setting: ListedSetting,
  { config, module }: ListedTrial,
  trials: readonly ListedTrial[],
): Field {
  const { name, label, path } = setting;
  const value = textOf(valueAt(config, path));
  const shared = { name, label: `${label.slice(0, 1).toUpperCase()}${label.slice(1)}`, value };
  if ("names" in setting) {
    return { ...shared, hint: `some of ${setting.names.join(", ")}`, inputMode: "text" };
  }
  const isLimited = setting.to < UNLIMITED;
  const range = isLimited ? `${formatNumber(setting.from)} to ${formatNumber(setting.to)}` : "";
  const siblings = trials.filter((trial) => trial.module === module);
  const published = publishedText(siblings.map((sibling) => valueAt(sibling.config, path)));
  const hint = [range, published].filter((part) => part !== "").join("; ");
  return { ...shared, hint, inputMode: setting.whole ? "numeric" : "decimal" };
}

/** A range up to here, as of a seed, is no news. */
const UNLIMITED = 1e9;

/** A value in a field. Three digits suffice, because a field that is left alone keeps its trial's exact value. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(" ");
  if (typeof value !== "number") return "";
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(3)));
}

/** Most values that a hint lists. */
const MOST_LISTED = 5;

/** "published: 400, 1,200", or "" for one value or too many. */
function publishedText(values: readonly unknown[]): string {
  const numbers = [...new Set(values)].filter((value) => typeof value === "number").sort((a, b) => a - b);
  const [first, last] = [numbers[0], numbers.at(-1)];
  if (first === undefined || last === undefined || numbers.length < 2 || numbers.length > MOST_LISTED)
    return "";
  const isRange = numbers.length > 2 && numbers.every((value, index) => value === first + index);
  const shown = isRange ? `${first} to ${last}` : numbers.map((value) => formatNumber(value)).join(", ");
  return `published: ${shown}`;
}
