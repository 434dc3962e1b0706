/** Parses slide.md: front matter with its claims and their rules, the deck's text, and our text with its figures. */

import type { Beyond, Equivalent, ExactRule, Rule } from "../../experiments/kit/experiment.ts";
import schema from "../../experiments/kit/slide.schema.json" with { type: "json" };
import { ReportError, suggestion } from "../base/errors.ts";
import { isRecord } from "../base/json.ts";
import type { ProseSource } from "../text/statements.ts";
import { codePointOf } from "../text/typography.ts";
import type { Check, Claim, Statement, TakeawayPart } from "./slide.ts";
import { parseBody, type SlideBody } from "./slide-body.ts";
import { parseTakeaway } from "./takeaway.ts";
import { readYaml, required, type YamlPlace } from "./yaml.ts";

export interface SlideFile extends FrontMatter {
  readonly deckText: string;
  readonly body: SlideBody;
}

/** Some editors put it before the first character. */
const BYTE_ORDER_MARK = /^\ufeff/;

/** Control characters except tabs, and private characters, which mark statements while a text is rendered. */
const NO_TEXT = /\p{Co}|[^\P{Cc}\t]/u;

type Fail = (line: number, message: string, help: string) => ReportError;

/** Parses the text of slide.md. Throws a ReportError with the line of a mistake; `file` is its path in messages. */
export function parseSlideFile(text: string, file: string): SlideFile {
  const fail: Fail = (line, message, help) => new ReportError(`${file}:${line}: ${message}`, { help });
  const all = text.replace(BYTE_ORDER_MARK, "").replaceAll("\r\n", "\n").split("\n");
  for (const [index, line] of all.entries()) {
    const [character] = NO_TEXT.exec(line) ?? [];
    if (character !== undefined)
      throw fail(index + 1, `character that is no text: ${codePointOf(character)}`, "remove it");
  }
  if (all[0] !== "---") throw fail(1, "missing front matter", 'the file starts with a line "---"');
  const end = all.indexOf("---", 1);
  if (end === -1) throw fail(1, "unclosed front matter", 'it ends with a line "---"');
  const lines = [...all.slice(0, end + 1), ...withoutComments(all.slice(end + 1), end + 2, fail)];
  const deckStart = lines.findIndex((line, index) => index > end && line.trim() !== "");
  if (lines[deckStart] !== ":::deck") {
    throw fail(
      Math.max(end, deckStart) + 1,
      "missing deck text",
      'after the front matter, put the deck\'s words between lines ":::deck" and ":::"',
    );
  }
  const deckEnd = lines.indexOf(":::", deckStart);
  if (deckEnd === -1) throw fail(deckStart + 1, "unclosed deck text", 'it ends with a line ":::"');
  const deckText = lines
    .slice(deckStart + 1, deckEnd)
    .join("\n")
    .trim();
  return {
    ...parseFrontMatter(lines.slice(1, end).join("\n"), file, 2, deckText),
    deckText,
    body: parseBody({ lines: lines.slice(deckEnd + 1), file, line: deckEnd + 2 }),
  };
}

/** The lines, with comments blank so that line numbers stay. A comment begins and ends a line. */
function withoutComments(lines: readonly string[], firstLine: number, fail: Fail): string[] {
  const kept = [...lines];
  for (let start = 0; start < lines.length; start++) {
    if (!lines[start]?.startsWith("<!--")) continue;
    const end = lines.findIndex((line, index) => index >= start && line.includes("-->"));
    if (end === -1) throw fail(firstLine + start, "unclosed comment", 'it ends with "-->"');
    if (!lines[end]?.trimEnd().endsWith("-->")) {
      throw fail(firstLine + end, "words after a comment", "begin a new line after it");
    }
    kept.fill("", start, end + 1);
    start = end;
  }
  return kept;
}

interface FrontMatter {
  readonly title: string;
  readonly takeaway: readonly TakeawayPart[];
  readonly claims: readonly Claim[];
  readonly checks: readonly Check[];
}

/**
 * Parses front matter whose first line is line `firstLine` of `file`; the quote of a claim or check must be in
 * `deckText` or the title.
 */
export function parseFrontMatter(
  yaml: string,
  file: string,
  firstLine: number,
  deckText: string,
): FrontMatter {
  const fields = readYaml(yaml, "front matter", file, firstLine).fields(schema);
  const title = required(fields, "title").text();
  const deck = collapse(`${title}\n${deckText}`);
  const ids = new Set<string>();
  const statementsOf = <Rule>(name: "claims" | "checks", readRule: (place: YamlPlace) => Rule) => {
    const places = fields.get(name)?.items() ?? [];
    return places.map((place) => {
      const statement = parseStatement(place, deck, readRule);
      if (ids.has(statement.id)) throw place.mistake(`duplicate id in ${name}: ${statement.id}`);
      ids.add(statement.id);
      return statement;
    });
  };
  const claims = statementsOf("claims", parseRule);
  const checks = statementsOf("checks", parseExactRule);
  const takeaway = parseTakeaway(fields.get("takeaway")?.items() ?? [], {
    claim: claims.map(({ id }) => id),
    check: checks.map(({ id }) => id),
  });
  return { title, takeaway, claims, checks };
}

/** Replaces every run of white space by one space. */
function collapse(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** What a claim and a check have in common, with the rule that `readRule` reads. */
function parseStatement<Rule>(place: YamlPlace, deck: string, readRule: (place: YamlPlace) => Rule) {
  const fields = place.fields(schema.definitions.claim);
  const id = required(fields, "id");
  if (!new RegExp(schema.definitions.id.pattern).test(id.text())) {
    throw id.mistake(`invalid id: ${id.text()}; expected lower-case letters, digits and hyphens`);
  }
  const [how, second] = (["quote", "drawn", "added"] as const).filter((name) => fields.has(name));
  if (how === undefined || second !== undefined) {
    throw place.mistake(`invalid statement: ${id.text()}; expected one of quote, drawn and added`);
  }
  const said = required(fields, how);
  if (how === "quote" && !deck.includes(collapse(said.text()))) {
    throw said.mistake(`unknown quote: "${said.text()}" is not in the slide's title or deck text`);
  }
  const unit = fields.get("unit")?.text();
  const statement: Statement = {
    id: id.text(),
    says: { how, text: sourceOf(said) },
    metric: sourceOf(required(fields, "metric")),
    ...(unit !== undefined && { unit }),
  };
  return { ...statement, rule: readRule(required(fields, "rule")) };
}

const sourceOf = (place: YamlPlace): ProseSource => ({
  text: place.text(),
  file: place.file,
  line: place.line,
});

const shapes = schema.definitions;

/** One parser for each kind of a claim's rule; a kind without one does not compile. */
const ruleParsers: Readonly<Record<Rule["kind"], (place: YamlPlace) => Rule>> = {
  greater: (place) => parseOneSided(place, "greater"),
  less: (place) => parseOneSided(place, "less"),
  equivalent: parseEquivalent,
  factor(place) {
    const fields = place.fields(shapes.factor);
    return {
      kind: "factor",
      claimed: ratioOf(required(fields, "claimed")),
      below: ratioOf(required(fields, "below")),
    };
  },
};

/** The rule of a claim. */
function parseRule(place: YamlPlace): Rule {
  if (kindOf(place).value === "exact") {
    throw place.mistake('invalid rule of a claim: exact; list it under "checks:" instead of "claims:"');
  }
  return ruleParsers[knownKind(place, Object.keys(ruleParsers).filter(isRuleKind))](place);
}

function isRuleKind(name: string): name is Rule["kind"] {
  return Object.hasOwn(ruleParsers, name);
}

/** The kind of a rule. The parser of the kind then rejects fields that do not belong to it. */
function kindOf(place: YamlPlace): YamlPlace {
  const { oneSided, geometric, equivalent, factor, exact } = shapes;
  const all = [oneSided, geometric, equivalent, factor, exact].map(({ properties }) => properties);
  return required(place.fields({ properties: Object.assign({}, ...all), required: ["kind"] }), "kind");
}

function knownKind<Kind extends string>(place: YamlPlace, kinds: readonly Kind[]): Kind {
  const kind = kindOf(place);
  const found = kinds.find((known) => known === kind.value);
  if (found !== undefined) return found;
  throw kind.mistake(
    `unknown kind of rule: ${kind.value}; ${suggestion(String(kind.value), kinds)}`,
    "experiments/kit/experiment.ts explains each kind",
  );
}

function parseOneSided(place: YamlPlace, kind: "greater" | "less"): Rule {
  if (isRecord(place.value) && "mean" in place.value) return parseGeometric(place, kind);
  const fields = place.fields(shapes.oneSided);
  const otherwise = fields.get("contradicted");
  const than = required(fields, "than").number();
  if (otherwise === undefined) return { kind, than };
  const against = knownKind(otherwise, ["greater", "less", "equivalent"]);
  const contradicted =
    against === "equivalent" ? parseEquivalent(otherwise) : parseBeyond(otherwise, against, numberOf);
  checkOverlap(place, { kind, than }, contradicted);
  return { kind, than, contradicted };
}

/** A rule on ratios; a margin around zero has no meaning for these. */
function parseGeometric(place: YamlPlace, kind: "greater" | "less"): Rule {
  const fields = place.fields(shapes.geometric);
  const mean = required(fields, "mean");
  if (mean.value !== "geometric") {
    throw mean.mistake(`unknown mean: ${mean.value}; ${suggestion(String(mean.value), ["geometric"])}`);
  }
  const than = ratioOf(required(fields, "than"));
  const otherwise = fields.get("contradicted");
  if (otherwise === undefined) return { kind, than, mean: "geometric" };
  const contradicted = parseBeyond(otherwise, knownKind(otherwise, ["greater", "less"]), ratioOf);
  checkOverlap(place, { kind, than }, contradicted);
  return { kind, than, mean: "geometric", contradicted };
}

function parseBeyond(place: YamlPlace, kind: Beyond["kind"], read: (place: YamlPlace) => number): Beyond {
  return { kind, than: read(required(place.fields(shapes.beyond), "than")) };
}

function parseEquivalent(place: YamlPlace): Equivalent {
  const within = required(place.fields(shapes.equivalent), "within");
  if (within.number() > 0) return { kind: "equivalent", within: within.number() };
  throw within.mistake(`invalid margin: ${within.number()}; expected a number above 0`);
}

const numberOf = (place: YamlPlace): number => place.number();

function ratioOf(place: YamlPlace): number {
  const ratio = place.number();
  if (ratio > 0) return ratio;
  throw place.mistake(`invalid ratio: ${ratio}; expected a number above 0`);
}

/** Throws for a rule under which one interval could both support and contradict. */
function checkOverlap(place: YamlPlace, { kind, than }: Beyond, against: Beyond | Equivalent): void {
  // Mirrored where needed, so that support is above `lowest` and contradiction below `highest`.
  const sign = kind === "greater" ? 1 : -1;
  const lowest = sign * than;
  const contradictsAbove = against.kind === kind;
  const highest = against.kind === "equivalent" ? against.within : sign * against.than;
  if (!contradictsAbove && highest <= lowest) return;
  throw place.mistake("invalid rule: an interval could both support and contradict the claim");
}

/** The rule of a check. */
function parseExactRule(place: YamlPlace): ExactRule {
  if (kindOf(place).value !== "exact") {
    throw place.mistake(
      `invalid rule of a check: ${kindOf(place).value}; expected exact, or list it under "claims:"`,
    );
  }
  const fields = place.fields(shapes.exact);
  const forms = ["above", "below", "equals"].filter((name) => fields.has(name));
  if (forms.length !== 1 || fields.has("equals") !== fields.has("tolerance")) {
    throw place.mistake("invalid rule: exact; expected above, or below, or equals with tolerance");
  }
  if (fields.has("above")) return { kind: "exact", above: required(fields, "above").number() };
  if (fields.has("below")) return { kind: "exact", below: required(fields, "below").number() };
  const tolerance = required(fields, "tolerance").number();
  return { kind: "exact", equals: required(fields, "equals").number(), tolerance };
}
