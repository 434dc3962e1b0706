/**
 * Parses the front matter of slide.md: the title, the takeaway, the claims and the checks. Which keys there are is said by
 * templates/slide.schema.json alone, by which editors complete and check it.
 */
import type { Check, Claim } from "../../experiments/lib/experiment.ts";
import schema from "../../templates/slide.schema.json" with { type: "json" };
import type { TakeawayPart } from "./report.ts";
import { parseExactRule, parseRule } from "./rules.ts";
import { parseTakeaway } from "./takeaway.ts";
import { readYaml, required, type YamlPlace } from "./yaml-reader.ts";

export interface FrontMatter {
  readonly title: string;
  readonly takeaway: readonly TakeawayPart[];
  readonly claims: readonly Claim[];
  readonly checks: readonly Check[];
}

/**
 * Parses front matter whose first line is line `firstLine` of `file`; the quote of a claim or check must stand in
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
  const quote = fields.get("quote");
  const drawn = fields.get("drawn")?.text();
  const added = fields.get("added")?.text();
  if ([quote, drawn, added].filter((said) => said !== undefined).length !== 1) {
    throw place.mistake(`invalid statement: ${id.text()}; expected one of quote, drawn and added`);
  }
  if (quote !== undefined && !deck.includes(collapse(quote.text()))) {
    throw quote.mistake(`unknown quote: "${quote.text()}" is not in the slide's title or deck text`);
  }
  const unit = fields.get("unit")?.text();
  return {
    id: id.text(),
    metric: required(fields, "metric").text(),
    rule: readRule(required(fields, "rule")),
    ...(quote && { quote: quote.text() }),
    ...(drawn !== undefined && { drawn }),
    ...(added !== undefined && { added }),
    ...(unit !== undefined && { unit }),
  };
}
