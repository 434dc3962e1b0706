/**
 * What the talk has of a slide in addition to its takeaway, main claim and figures, and what a speaker says:
 *
 *     talk:
 *       route: true
 *       limit: One text only.
 *       say:
 *         - We trained the same model twice.
 *         - claim: slower
 *           supported: 'Small steps took {{finding "ratio"}} times as long.'
 *           contradicted: Small steps were no slower.
 *           inconclusive: We cannot tell which was slower.
 */
import schema from "../../experiments/kit/slide.schema.json" with { type: "json" };
import { type ProseSource, readExpressions } from "../text/expressions.ts";
import { countWords } from "../text/resolve.ts";
import type { SlideTalk, Spoken } from "./slide.ts";
import { type AllJudged, parseTakeaway, phraseFor } from "./takeaway.ts";
import { sourceOf, type YamlPlace } from "./yaml.ts";

type Ids = Parameters<typeof parseTakeaway>[1];

export function parseTalk(place: YamlPlace, ids: Ids): SlideTalk {
  const fields = place.fields(schema.properties.talk);
  const route = fields.get("route");
  if (route !== undefined && route.value !== true) {
    throw route.mistake(`invalid route: ${JSON.stringify(route.value)}; expected true`);
  }
  const limit = fields.get("limit");
  return {
    onRoute: route !== undefined,
    ...(limit !== undefined && { limit: sourceOf(limit) }),
    say: parseSpoken(fields.get("say")?.items() ?? [], ids),
  };
}

/** Parses texts, and parts with a phrase for each outcome. */
export const parseSpoken = (places: readonly YamlPlace[], ids: Ids): Spoken[] =>
  places.flatMap((place): Spoken[] =>
    typeof place.value === "string" ? [sourceOf(place)] : parseTakeaway([place], ids),
  );

/** The texts, with those phrases whose outcomes occurred. */
export const spokenTexts = (spoken: readonly Spoken[], judged: AllJudged, file: string): ProseSource[] =>
  spoken.flatMap((part) => {
    if ("text" in part) return [part];
    const text = phraseFor(part, judged);
    return text === undefined || text === "" ? [] : [{ text, file }];
  });

const MOST_SENTENCES = 3;
const MOST_NUMBERS = 2;
const LIMIT_WORDS = 20;

/** What makes a speaker's text hard to say or the limit hard to read. */
export function talkProblems({ limit, say }: Pick<SlideTalk, "limit" | "say">, file: string): string[] {
  const words = limit === undefined ? 0 : countWords({ plain: limit.text.replace(/\{\{[^}]*\}\}/g, "0") });
  const count = (text: string) => readExpressions({ text, file }).length;
  const numbers = say.reduce((sum, part) => sum + Math.max(0, ...textsIn(part).map(count)), 0);
  const cited = [...say.flatMap(textsIn), ...(limit === undefined ? [] : [limit.text])].some((text) =>
    readExpressions({ text, file }).some(({ kind }) => kind === "cite"),
  );
  const most: readonly [what: string, count: number, most: number][] = [
    ["words in the limit of the talk", words, LIMIT_WORDS],
    ["sentences to say", say.length, MOST_SENTENCES],
    ["numbers to say", numbers, MOST_NUMBERS],
  ];
  return [
    ...most.flatMap(([what, found, allowed]) =>
      found > allowed ? [`${file}: ${found} ${what}; expected at most ${allowed}`] : [],
    ),
    ...(cited ? [`${file}: a source is cited in the talk, which has no list of references`] : []),
  ];
}

/** The text of a part, or its phrases. */
const textsIn = (part: Spoken): readonly string[] =>
  "text" in part ? [part.text] : Object.values(part.phrases);
