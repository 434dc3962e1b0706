/** What a claim or a check says and how it is decided, from records and from the extracts of earlier versions. */
import { isRecord } from "../base/json.ts";
import type { Definition } from "./compared.ts";
import { plainText } from "./texts.ts";

/** How a claim or a check says what it says; "added" is an earlier name of "title". */
const HOW = ["quote", "drawn", "title", "added"];

/** The definition in a record, or an extract of one, of a claim or a check. */
export function definitionOf(json: Readonly<Record<string, unknown>>): Definition {
  const how = HOW.find((name) => json[name] !== undefined) ?? "title";
  const label = isRecord(json.label) ? json.label.plain : json.label;
  return {
    label: plainText(String(label ?? json[how])),
    wording: plainText(`${json[how]} (${how})`),
    metric: plainText(String(json.metric)),
    rule: plainText(ruleWords(json.rule)),
  };
}

/** A rule of any version of the format: "less than 1.3, mean geometric". */
function ruleWords(rule: unknown): string {
  if (!isRecord(rule)) return String(rule);
  const { kind, than, ...others } = rule;
  return [
    than === undefined ? kind : `${kind} than ${than}`,
    ...Object.entries(others).map(([name, value]) => `${name} ${ruleWords(value)}`),
  ].join(", ");
}
