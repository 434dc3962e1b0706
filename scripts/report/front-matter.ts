/**
 * Parses the front matter of slide.md: the title, the takeaway, the claims and the checks. Which keys there are is said by
 * templates/slide.schema.json alone, by which editors complete and check it.
 */
import schema from "../../templates/slide.schema.json" with { type: "json" };
import type { ProseSource } from "../text/statements.ts";
import type { Check, Claim, Statement, TakeawayPart } from "./report.ts";
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
