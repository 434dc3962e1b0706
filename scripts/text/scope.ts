/** What the statements of a text can name: findings, settings and sources. An unknown name is an author's mistake. */
import path from "node:path";
import type { Finding, ProfileName } from "../../experiments/lib/experiment.ts";
import type { Reference } from "../../experiments/lib/references.ts";
import type { method } from "../../experiments/lib/trials/method.ts";
import type { Effects } from "../base/effects.ts";
import { ReportError, suggestion } from "../base/errors.ts";
import { isRecord } from "../base/json.ts";
import { formatNumber } from "./typography.ts";

/** The names that a slide's texts see. */
export interface ProseScope {
  readonly findings: Readonly<Record<string, Finding>>;
  readonly config: unknown;
  /** Sources that may be cited, by key. */
  readonly references: References;
}

export type References = Readonly<Record<string, Reference>>;

export function findingOf(scope: ProseScope, id: string, where: string): Finding {
  const finding = Object.hasOwn(scope.findings, id) ? scope.findings[id] : undefined;
  if (finding === undefined) throw unknown("finding", id, Object.keys(scope.findings), where);
  return finding;
}

export function referenceOf({ references }: ProseScope, key: string, where: string): Reference {
  const reference = Object.hasOwn(references, key) ? references[key] : undefined;
  if (reference === undefined) throw unknown("reference", key, Object.keys(references), where);
  return reference;
}

/** The value at a dot path of the slide's config, e.g. "training.steps" or "ranks.0", as text. */
export function configText(
  scope: ProseScope,
  path: string,
  format: string | undefined,
  where: string,
): string {
  let value = scope.config;
  for (const name of path.split(".")) {
    if (!isRecord(value) && !Array.isArray(value)) throw unknown("config", path, [], where);
    const entries = new Map(Object.entries(value));
    if (!entries.has(name)) throw unknown("config", path, siblings(path, name, [...entries.keys()]), where);
    value = entries.get(name);
  }
  return valueText(value, format, path, where);
}

function valueText(value: unknown, format: string | undefined, path: string, where: string): string {
  if (typeof value === "number") return formatNumber(value, format);
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map((item) => valueText(item, format, path, where)).join(", ");
  throw new ReportError(
    `${where}: invalid config: ${path} is neither a number nor a word, nor a list of these`,
  );
}

/** The paths that differ from `path` in `name` only. */
function siblings(path: string, name: string, names: readonly string[]): string[] {
  const parent = path.split(".").slice(0, path.split(".").indexOf(name));
  return names.map((sibling) => [...parent, sibling].join("."));
}

/** A ReportError for a name that is none of the candidates. */
export function unknown(
  noun: string,
  name: string,
  candidates: readonly string[],
  where: string,
): ReportError {
  const help = candidates.length === 0 ? `there is no ${noun} to name here` : suggestion(name, candidates);
  return new ReportError(`${where}: unknown ${noun}: ${name}`, { help });
}

/** Loaded as slides are, so that the build imports no experiment; exports of these names are taken at their word. */
export async function readTextScope(
  profile: ProfileName,
  effects: Pick<Effects, "root" | "load">,
): Promise<ProseScope> {
  const module = await effects.load(path.join(effects.root, "experiments", "lib", "trials", "method.ts"));
  const scopeOf = module.method as typeof method;
  return { ...scopeOf(profile), references: await readSharedReferences(effects) };
}

/** The sources that any text may cite. */
export async function readSharedReferences({
  root,
  load,
}: Pick<Effects, "root" | "load">): Promise<References> {
  const { references } = await load(path.join(root, "experiments", "lib", "references.ts"));
  return references as References;
}
