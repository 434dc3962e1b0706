/** Looks up what expressions name: findings, settings and references. An unknown name is a ReportError. */
import type { Finding, ProfileName } from "../../experiments/kit/experiment.ts";
import type { Reference } from "../../experiments/kit/references.ts";
import type { Effects } from "../base/effects.ts";
import { nearest, ReportError, suggestion } from "../base/errors.ts";
import { callCode } from "../base/frames.ts";
import { isRecord } from "../base/json.ts";
import { loadReport, REPORT_ENTRY } from "../trials/report-entry.ts";
import type { ProseSource } from "./expressions.ts";
import type { References } from "./resolved.ts";
import { formatNumber, isNumberFormat } from "./typography.ts";

/** What the expressions of a text may name. */
export interface ProseScope {
  readonly findings: Readonly<Record<string, Finding>>;
  readonly config: unknown;
  /** References by citation key. */
  readonly references: References;
  /** The words that each claim's outcome chooses; empty where it was not tested. */
  readonly phrases?: Readonly<Record<string, ProseSource>>;
}

export function phraseOf({ phrases = {} }: ProseScope, claim: string, where: string): ProseSource {
  const phrase = Object.hasOwn(phrases, claim) ? phrases[claim] : undefined;
  if (phrase === undefined) throw unknown("phrase", claim, Object.keys(phrases), where);
  return phrase;
}

export function findingOf(scope: ProseScope, id: string, where: string): Finding {
  const finding = Object.hasOwn(scope.findings, id) ? scope.findings[id] : undefined;
  if (finding === undefined) throw unknown("finding", id, Object.keys(scope.findings), where);
  checkFormat(finding.format, `finding ${id}`, where);
  return finding;
}

export function referenceOf({ references }: ProseScope, key: string, where: string): Reference {
  const reference = Object.hasOwn(references, key) ? references[key] : undefined;
  if (reference !== undefined) return reference;
  const keys = Object.keys(references);
  const match = nearest(key, keys);
  const add = "add it to references.ts in the slide's folder or in experiments/report/";
  throw new ReportError(`${where}: unknown reference: ${key}`, {
    help:
      match === undefined
        ? `${add}, or cite one of ${keys.join(", ")}`
        : `did you mean ${match}? if not, ${add}`,
  });
}

/** The setting at a dot path of the config, e.g. "training.steps" or "ranks.0", as text; lists are joined by commas. */
export function configText(
  scope: ProseScope,
  path: string,
  format: string | undefined,
  where: string,
): string {
  let value = scope.config;
  const names = path.split(".");
  for (const [depth, name] of names.entries()) {
    if (!isRecord(value) && !Array.isArray(value)) throw unknown("config", path, [], where);
    const entries = new Map(Object.entries(value));
    if (!entries.has(name)) {
      const parent = names.slice(0, depth);
      const candidates = [...entries.keys()].map((sibling) => [...parent, sibling].join("."));
      throw unknown("config", path, candidates, where);
    }
    value = entries.get(name);
  }
  checkFormat(format, `config ${path}`, where);
  return valueText(value, format, path, where);
}

function checkFormat(format: string | undefined, noun: string, where: string): void {
  if (format === undefined || isNumberFormat(format)) return;
  throw new ReportError(`${where}: invalid format of ${noun}: ${format}`, {
    help: 'expected a format of d3, such as ".3f", ",d" or ".0%"',
  });
}

function valueText(value: unknown, format: string | undefined, path: string, where: string): string {
  if (typeof value === "number") return formatNumber(value, format);
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map((item) => valueText(item, format, path, where)).join(", ");
  throw new ReportError(`${where}: invalid config: ${path}: expected a number, a string or a list of these`);
}

/** A ReportError for an unknown name; its help is the nearest candidate. */
export function unknown(
  noun: string,
  name: string,
  candidates: readonly string[],
  where: string,
): ReportError {
  const help = candidates.length === 0 ? `no ${noun} is available here` : suggestion(name, candidates);
  return new ReportError(`${where}: unknown ${noun}: ${name}`, { help });
}

/** What the report's own texts may name. */
export async function readTextScope(
  profile: ProfileName,
  effects: Pick<Effects, "root" | "disk" | "load">,
): Promise<ProseScope> {
  const { scope, references = {} } = await loadReport(effects);
  const code = { file: REPORT_ENTRY, root: effects.root };
  const own = scope && callCode(() => scope(profile), "scope()", code);
  return { ...(own ?? { config: {}, findings: {} }), references };
}
