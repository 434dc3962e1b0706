/** Parses slide.md: front matter with title and claims, the deck's text, and our text with its figures. */
import type { Claim, Rule } from "../../experiments/lib/experiment.ts";
import { ReportError, suggestion } from "../base/errors.ts";
import { type BodyPart, parseBody } from "./slide-body.ts";
import { readYaml, type YamlPlace } from "./yaml-reader.ts";

export interface FrontMatter {
  readonly title: string;
  readonly claims: readonly Claim[];
}

export interface SlideFile extends FrontMatter {
  readonly deckText: string;
  readonly body: readonly BodyPart[];
}

/** Parses the text of slide.md. Throws a ReportError with the line of a mistake; `file` is its path in messages. */
export function parseSlideFile(text: string, file: string): SlideFile {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const fail = (line: number, message: string, help: string) =>
    new ReportError(`${file}:${line}: ${message}`, { help });
  if (lines[0] !== "---") throw fail(1, "missing front matter", 'the file starts with a line "---"');
  const end = lines.indexOf("---", 1);
  if (end === -1) throw fail(1, "unclosed front matter", 'it ends with a line "---"');
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
/**
 * Parses front matter whose first line is line `firstLine` of `file`; a claim's quote must stand in `deckText` or the
 * title.
 */
function parseFrontMatter(yaml: string, file: string, firstLine: number, deckText: string): FrontMatter {
  const fields = readYaml(yaml, file, firstLine).fields(["title"], ["claims"]);
  const title = required(fields, "title").text();
  const places = fields.get("claims")?.items() ?? [];
  const ids = new Set<string>();
  const claims = places.map((place) => {
    const claim = parseClaim(place, collapse(`${title}\n${deckText}`));
    if (ids.has(claim.id)) throw place.mistake(`duplicate claim: ${claim.id}`);
    ids.add(claim.id);
    return claim;
  });
  return { title, claims };
}

/** Replaces every run of white space by one space. */
function collapse(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function parseClaim(place: YamlPlace, deck: string): Claim {
  const fields = place.fields(["id", "metric", "rule"], ["quote", "drawn", "unit"]);
  const id = required(fields, "id");
  if (!/^[a-z][a-z0-9-]*$/.test(id.text())) {
    throw id.mistake(`invalid claim id: ${id.text()}; expected lower-case letters, digits and hyphens`);
  }
  const quote = fields.get("quote");
  const drawn = fields.get("drawn")?.text();
  if ((quote === undefined) === (drawn === undefined)) {
    throw place.mistake(`invalid claim: ${id.text()}; expected either quote or drawn`);
  }
  if (quote !== undefined && !deck.includes(collapse(quote.text()))) {
    throw quote.mistake(`unknown quote: "${quote.text()}" is not in the slide's title or deck text`);
  }
  const unit = fields.get("unit")?.text();
  return {
    id: id.text(),
    metric: required(fields, "metric").text(),
    rule: parseRule(required(fields, "rule")),
    ...(quote && { quote: quote.text() }),
    ...(drawn !== undefined && { drawn }),
    ...(unit !== undefined && { unit }),
  };
}

type RuleParser = (place: YamlPlace) => Rule;

/** One parser for each kind; a kind without one does not compile. */
const ruleParsers: Readonly<Record<Rule["kind"], RuleParser>> = {
  greater: (place) => parseOneSided(place, "greater"),
  less: (place) => parseOneSided(place, "less"),
  equivalent(place) {
    const fields = place.fields(["kind", "within"], []);
    return { kind: "equivalent", within: required(fields, "within").number() };
  },
  factor(place) {
    const fields = place.fields(["kind", "claimed", "below"], []);
    return {
      kind: "factor",
      claimed: required(fields, "claimed").number(),
      below: required(fields, "below").number(),
    };
  },
  exact: parseExact,
};

function parseRule(place: YamlPlace): Rule {
  return ruleParsers[kindOf(place, Object.keys(ruleParsers).filter(isRuleKind))](place);
}

function isRuleKind(name: string): name is Rule["kind"] {
  return Object.hasOwn(ruleParsers, name);
}

function kindOf<Kind extends string>(place: YamlPlace, kinds: readonly Kind[]): Kind {
  // The parser of the kind then rejects fields that do not belong to it.
  const everyField = ["than", "contradicted", "within", "claimed", "below", "above", "equals", "tolerance"];
  const kind = required(place.fields(["kind"], everyField), "kind");
  const found = kinds.find((known) => known === kind.value);
  if (found !== undefined) return found;
  throw kind.mistake(`unknown kind of rule: ${kind.value}; ${suggestion(String(kind.value), kinds)}`);
}

function parseOneSided(place: YamlPlace, kind: "greater" | "less"): Rule {
  const fields = place.fields(["kind", "than"], ["contradicted"]);
  const than = required(fields, "than").number();
  const otherwise = fields.get("contradicted");
  return otherwise === undefined
    ? { kind, than }
    : { kind, than, contradicted: parseContradicted(otherwise) };
}

function parseContradicted(place: YamlPlace) {
  const kind = kindOf(place, ["greater", "less", "equivalent"] as const);
  if (kind === "equivalent") {
    return { kind, within: required(place.fields(["kind", "within"], []), "within").number() };
  }
  return { kind, than: required(place.fields(["kind", "than"], []), "than").number() };
}

function parseExact(place: YamlPlace): Rule {
  const fields = place.fields(["kind"], ["above", "below", "equals", "tolerance"]);
  const forms = ["above", "below", "equals"].filter((name) => fields.has(name));
  if (forms.length !== 1 || fields.has("equals") !== fields.has("tolerance")) {
    throw place.mistake("invalid rule: exact; expected above, or below, or equals with tolerance");
  }
  if (fields.has("above")) return { kind: "exact", above: required(fields, "above").number() };
  if (fields.has("below")) return { kind: "exact", below: required(fields, "below").number() };
  const tolerance = required(fields, "tolerance").number();
  return { kind: "exact", equals: required(fields, "equals").number(), tolerance };
}

/** A field that `YamlPlace.fields` has already required. */
function required(fields: ReadonlyMap<string, YamlPlace>, name: string): YamlPlace {
  const place = fields.get(name);
  if (place === undefined) throw new Error(`field ${name} was not required`);
  return place;
}
