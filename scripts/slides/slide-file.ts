/** Parses slide.md: front matter with its claims and their rules, the deck's text, and our text with its figures. */

import type { Beyond, ExactRule, Rule } from "../../experiments/kit/experiment.ts";
import schema from "../../experiments/kit/slide.schema.json" with { type: "json" };
import { ReportError, suggestion } from "../base/errors.ts";
import { isRecord } from "../base/json.ts";
import { codePointOf } from "../text/typography.ts";
import type { Check, Claim, SlideTalk, Statement, TakeawayPart } from "./slide.ts";
import { parseBody, type SlideBody } from "./slide-body.ts";
import { parseTakeaway } from "./takeaway.ts";
import { parseTalk } from "./talk.ts";
import { readYaml, required, sourceOf, type YamlPlace } from "./yaml.ts";

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
  readonly talk: SlideTalk;
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
  const claims = statementsOf("claims", parseRule).map((claim, index): Claim => {
    const place = fields.get("claims")?.items()[index];
    if (place === undefined) return claim;
    if (index > 0 && claim.says.how !== "title") {
      throw place.mistake(
        `invalid claim: ${claim.id}; only the first claim, the main one, has ${claim.says.how}`,
        "a further claim has a title that says how it differs",
      );
    }
    return { ...claim, ...extrasOf(place) };
  });
  if (claims.length > MOST_CLAIMS) {
    throw new ReportError(`${file}: ${claims.length} claims; expected at most ${MOST_CLAIMS}`, {
      help: "the first is the main one, and at most two more follow",
    });
  }
  const checks = statementsOf("checks", parseExactRule);
  const own = { claim: claims.map(({ id }) => id), check: checks.map(({ id }) => id) };
  const takeaway = parseTakeaway(fields.get("takeaway")?.items() ?? [], own);
  const talk = fields.get("talk");
  return {
    title,
    takeaway,
    claims,
    checks,
    talk: talk === undefined ? { onRoute: false, say: [] } : parseTalk(talk, own),
  };
}

/** The main claim and two more. */
const MOST_CLAIMS = 3;

/** The fields that only claims have. */
function extrasOf(place: YamlPlace): Pick<Claim, "label" | "recorded" | "phrases"> {
  const fields = place.fields(shapes.claim);
  const recorded = fields.get("recorded");
  if (recorded !== undefined && recorded.value !== true) {
    throw recorded.mistake(`invalid recorded: ${JSON.stringify(recorded.value)}; expected true`);
  }
  const label = fields.get("label");
  const phrases = fields.get("phrases");
  return {
    ...(label !== undefined && { label: sourceOf(label) }),
    ...(recorded !== undefined && { recorded: true }),
    ...(phrases !== undefined && { phrases: phrasesIn(phrases) }),
  };
}

function phrasesIn(place: YamlPlace): NonNullable<Claim["phrases"]> {
  const fields = place.fields(shapes.phrases);
  return Object.fromEntries(
    shapes.phrases.required.map((outcome) => {
      const phrase = required(fields, outcome);
      return [outcome, { text: phrase.phrase(), file: phrase.file, line: phrase.line }];
    }),
  );
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
  const [how, second] = (["quote", "drawn", "title"] as const).filter((name) => fields.has(name));
  if (how === undefined || second !== undefined) {
    throw place.mistake(`invalid statement: ${id.text()}; expected one of quote, drawn and title`);
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

const shapes = schema.definitions;

/** The rule of a claim. */
function parseRule(place: YamlPlace): Rule {
  const kind = kindOf(place);
  if (kind.value === "exact") {
    throw place.mistake('invalid rule of a claim: exact; list it under "checks:" instead of "claims:"');
  }
  const known = knownKind(kind);
  const isGeometric = isRecord(place.value) && "mean" in place.value;
  const fields = place.fields(isGeometric ? shapes.geometric : shapes.oneSided);
  const mean = fields.get("mean");
  if (mean !== undefined && mean.value !== "geometric") {
    throw mean.mistake(`unknown mean: ${mean.value}; ${suggestion(String(mean.value), ["geometric"])}`);
  }
  const read = mean === undefined ? numberOf : ratioOf;
  const rule: Rule = {
    kind: known,
    than: read(required(fields, "than")),
    ...(mean !== undefined && { mean: "geometric" }),
  };
  const otherwise = fields.get("contradicted");
  if (otherwise === undefined) return rule;
  const contradicted = parseBeyond(otherwise, read);
  checkOverlap(place, rule, contradicted);
  return { ...rule, contradicted };
}

/** The kind of a rule. The parser of the kind then rejects fields that do not belong to it. */
function kindOf(place: YamlPlace): YamlPlace {
  const properties = { ...shapes.geometric.properties, ...shapes.exact.properties };
  return required(place.fields({ properties, required: ["kind"] }), "kind");
}

const kinds = ["greater", "less"] as const;

function knownKind(kind: YamlPlace): Rule["kind"] {
  const found = kinds.find((known) => known === kind.value);
  if (found !== undefined) return found;
  throw kind.mistake(
    `unknown kind of rule: ${kind.value}; ${suggestion(String(kind.value), [...kinds, "exact"])}`,
    "experiments/kit/experiment.ts explains each kind",
  );
}

function parseBeyond(place: YamlPlace, read: (place: YamlPlace) => number): Beyond {
  const fields = place.fields(shapes.beyond);
  return { kind: knownKind(required(fields, "kind")), than: read(required(fields, "than")) };
}

const numberOf = (place: YamlPlace): number => place.number();

function ratioOf(place: YamlPlace): number {
  const ratio = place.number();
  if (ratio > 0) return ratio;
  throw place.mistake(`invalid ratio: ${ratio}; expected a number above 0`);
}

/** Throws for a rule under which one interval could both support and contradict. */
function checkOverlap(place: YamlPlace, { kind, than }: Beyond, against: Beyond): void {
  // Mirrored where needed, so that support is above `than` and contradiction below the other number.
  const sign = kind === "greater" ? 1 : -1;
  if (against.kind !== kind && sign * against.than <= sign * than) return;
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
