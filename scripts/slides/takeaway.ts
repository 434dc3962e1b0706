/**
 * The takeaway of a slide, or the report's answer: phrases per outcome, so that it cannot contradict the claims.
 *
 *     takeaway:
 *       - claim: slower
 *         supported: 'Slower: small steps take {{finding "ratio"}} times as long.'
 *         contradicted: Not slower.
 *         inconclusive: Whether small steps are slower is not resolved.
 *       - check: references
 *         holds: All references are right.
 *         fails: A reference is wrong.
 */
import schema from "../../experiments/kit/slide.schema.json" with { type: "json" };
import { readParts } from "../text/expressions.ts";
import { countWords, NOT_TESTED } from "../text/resolve.ts";
import type { TakeawayPart } from "./slide.ts";
import { required, type YamlPlace } from "./yaml.ts";

/** The keys of a part, by what it is about. */
export const phraseShapes = {
  claim: schema.definitions.claimPhrases,
  check: schema.definitions.checkPhrases,
};

/** Parses the parts. `ids` are those that exist; `places` lists the parts. */
export function parseTakeaway(
  places: readonly YamlPlace[],
  ids: Readonly<Record<TakeawayPart["kind"], readonly string[]>>,
): TakeawayPart[] {
  return places.map((place) => {
    const names = Object.keys(phraseShapes) as TakeawayPart["kind"][];
    const all = place.fields({
      properties: { ...phraseShapes.claim.properties, ...phraseShapes.check.properties },
    });
    const kind = names.find((name) => all.has(name));
    if (kind === undefined) throw place.mistake("invalid takeaway: expected a claim or a check");
    const fields = place.fields(phraseShapes[kind]);
    const id = required(fields, kind);
    if (!ids[kind].includes(id.text())) {
      throw id.mistake(`unknown ${kind} in takeaway: ${id.text()}; expected one of ${ids[kind].join(", ")}`);
    }
    const outcomes = phraseShapes[kind].required.filter((key) => key !== kind);
    const phrases = outcomes.map((outcome) => [outcome, required(fields, outcome).phrase()]);
    return { kind, id: id.text(), phrases: Object.fromEntries(phrases) };
  });
}

interface Judged {
  readonly id: string;
  readonly outcome: string;
}

/** Claims and checks with their outcomes. */
export interface AllJudged {
  readonly claims: readonly Judged[];
  readonly checks: readonly Judged[];
}

/** The phrases of the outcomes that occurred, as one text, or that nothing was tested. */
export function takeawayText(parts: readonly TakeawayPart[], judged: AllJudged): string {
  const said = parts.flatMap((part) => phraseFor(part, judged) ?? []);
  return said.length === 0 ? NOT_TESTED : said.join(" ");
}

/** The phrase of the outcome that occurred; undefined if nothing was tested. */
export function phraseFor({ kind, id, phrases }: TakeawayPart, judged: AllJudged): string | undefined {
  const statements = kind === "claim" ? judged.claims : judged.checks;
  const outcome = statements.find((statement) => statement.id === id)?.outcome;
  return outcome === undefined ? undefined : phrases[outcome];
}

/** Most words of a takeaway. */
export const TAKEAWAY_WORDS = 25;

/** Words of the longest text that the parts can make. A {{expression}} counts as one, so no result changes the number. */
export function longestWords(parts: readonly TakeawayPart[], file: string): number {
  const words = (text: string) => {
    const filled = readParts({ text, file }).map((part) => (typeof part === "string" ? part : "0"));
    return countWords({ plain: filled.join("") });
  };
  return parts.reduce((sum, { phrases }) => sum + Math.max(0, ...Object.values(phrases).map(words)), 0);
}
