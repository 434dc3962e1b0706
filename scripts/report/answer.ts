/** The report's answer: one sentence, by the outcomes of claims of several slides, or the reason why there is none. */
import path from "node:path";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import type { ProseScope } from "../text/scope.ts";
import type { ProseSource } from "../text/statements.ts";
import type { BuildFacts, RenderedSlide, TakeawayPart } from "./report.ts";
import { twoDigits } from "./slide-texts.ts";
import { parseTakeaway, phraseShapes, takeawayText, wordsOf } from "./takeaway.ts";
import { readYaml, required, type YamlPlace } from "./yaml-reader.ts";

/** What templates/answer.yaml says: the figure of the first screen, and the phrases of the answer. */
export interface AnswerFile {
  /** Id of a figure, e.g. "NN-name". */
  readonly figure: string;
  /** Claims are named with their slides: "NN/id". Empty where a slide is missing. */
  readonly parts: readonly TakeawayPart[];
  readonly file: string;
}

export async function readAnswer(
  rendered: readonly RenderedSlide[],
  { root, disk }: Pick<Effects, "root" | "disk">,
): Promise<AnswerFile> {
  const file = path.join("templates", "answer.yaml");
  const fields = readYaml(await disk.readText(path.join(root, file)), file, 1).fields({
    properties: { figure: {}, answer: {} },
    required: ["figure", "answer"],
  });
  const places = required(fields, "answer").items();
  // A project without one of the slides has no answer, and its file is not wrong for that.
  const isShown = (place: YamlPlace): boolean => {
    const named = place.fields({ properties: phraseShapes.claim.properties }).get("claim")?.text() ?? "";
    return rendered.some(({ measured }) => named.startsWith(`${twoDigits(measured.slide)}/`));
  };
  const claims = namedBySlide(rendered, (slide) => slide.claims.map(({ claim }) => [claim.id, claim]));
  const parts = places.every(isShown)
    ? parseTakeaway(places, { claim: claims.map(([id]) => id), check: [] })
    : [];
  return { figure: required(fields, "figure").text(), parts, file };
}

/** The findings of all measured slides, named with their slides: "09/gap". */
export const findingsOfSlides = (rendered: readonly RenderedSlide[]): ProseScope["findings"] =>
  Object.fromEntries(namedBySlide(rendered, ({ findings }) => Object.entries(findings)));

function namedBySlide<Value>(
  rendered: readonly RenderedSlide[],
  entriesOf: (slide: RenderedSlide) => readonly (readonly [string, Value])[],
): [string, Value][] {
  return rendered.flatMap((slide) =>
    entriesOf(slide).map(([id, value]): [string, Value] => [
      `${twoDigits(slide.measured.slide)}/${id}`,
      value,
    ]),
  );
}

/** The answer, whose text may name findings of all slides; or why this build has none, as plain text. */
export type Answer = { readonly source: ProseSource } | { readonly missing: string };

const MOST_WORDS = 40;

/** Throws a ReportError for an answer of more than 40 words. */
export function answerOf(
  { parts, file }: AnswerFile,
  rendered: readonly RenderedSlide[],
  facts: BuildFacts,
  scope: ProseScope,
): Answer {
  const { verdicts } = facts;
  if (!verdicts.given) return { missing: `A ${verdicts.build} has no answer. ${verdicts.reason}` };
  if (facts.partial) {
    return { missing: "A partial build has no answer: some slides or trials were left out or failed." };
  }
  const claims = namedBySlide(rendered, (slide) => slide.claims.map((one) => [one.claim.id, one])).map(
    ([id, one]) => ({ ...one, claim: { ...one.claim, id } }),
  );
  const untested = parts.find(({ id }) =>
    claims.some(({ claim, outcome }) => claim.id === id && outcome === "not tested"),
  );
  if (parts.length === 0 || untested !== undefined) {
    return {
      missing: "This build has no answer: it left out a slide that the answer rests on, or one failed.",
    };
  }
  const source = { text: takeawayText(parts, { claims, checks: [] }), file };
  const words = wordsOf(source, scope);
  if (words > MOST_WORDS) {
    throw new ReportError(`${file}: the answer has ${words} words; expected at most ${MOST_WORDS}`);
  }
  return { source };
}
