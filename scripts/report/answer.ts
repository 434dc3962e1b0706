/** The report's answer: one sentence, by the outcomes of claims of several slides, or the reason why there is none. */
import path from "node:path";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { type ReportRecord, twoDigits } from "../record/record.ts";
import { countWords, resolveText } from "../text/resolve.ts";
import type { ProseScope } from "../text/scope.ts";
import type { BuildFacts, RecordedSlide, TakeawayPart } from "./report.ts";
import { parseTakeaway, phraseShapes, takeawayText } from "./takeaway.ts";
import { readYaml, required, type YamlPlace } from "./yaml-reader.ts";

const MOST_WORDS = 40;

/** What templates/answer.yaml says: the figure of the first screen, and the phrases of the answer. */
export interface AnswerFile {
  /** Id of a figure, e.g. "NN-name". */
  readonly figure: string;
  /** Claims are named with their slides: "NN/id". Empty where a slide is missing. */
  readonly parts: readonly TakeawayPart[];
  readonly file: string;
}

export async function readAnswer(
  slides: readonly RecordedSlide[],
  { root, disk }: Pick<Effects, "root" | "disk">,
): Promise<AnswerFile> {
  const file = path.join("templates", "answer.yaml");
  const fields = readYaml(await disk.readText(path.join(root, file)), "answer", file).fields({
    properties: { figure: {}, answer: {} },
    required: ["figure", "answer"],
  });
  const places = required(fields, "answer").items();
  // A project without one of the slides has no answer, and its file is not wrong for that.
  const isShown = (place: YamlPlace): boolean => {
    const named = place.fields({ properties: phraseShapes.claim.properties }).get("claim")?.text() ?? "";
    return slides.some(({ record }) => named.startsWith(`${twoDigits(record.slide)}/`));
  };
  const claims = namedBySlide(slides, ({ record }) => record.claims.map((claim) => [claim.id, claim]));
  const parts = places.every(isShown)
    ? parseTakeaway(places, { claim: claims.map(([id]) => id), check: [] })
    : [];
  return { figure: required(fields, "figure").text(), parts, file };
}

/** The findings of all measured slides, named with their slides: "09/gap". */
export const findingsOfSlides = (slides: readonly RecordedSlide[]): ProseScope["findings"] =>
  Object.fromEntries(namedBySlide(slides, ({ findings }) => Object.entries(findings)));

function namedBySlide<Value>(
  slides: readonly RecordedSlide[],
  entriesOf: (slide: RecordedSlide) => readonly (readonly [string, Value])[],
): [string, Value][] {
  return slides.flatMap((slide) =>
    entriesOf(slide).map(([id, value]): [string, Value] => [`${twoDigits(slide.record.slide)}/${id}`, value]),
  );
}

/**
 * The answer, whose text may name findings of all slides; or why this build has none. Throws a ReportError for an answer
 * of more than 40 words.
 */
export function answerOf(
  { parts, file }: AnswerFile,
  slides: readonly RecordedSlide[],
  { verdicts, partial }: Pick<BuildFacts, "verdicts" | "partial">,
  scope: ProseScope,
): ReportRecord["answer"] {
  if (!verdicts.given) {
    return { missing: `A ${verdicts.build} has no answer. ${verdicts.reason}` };
  }
  if (partial) {
    return { missing: "A partial build has no answer: some slides or trials were left out or failed." };
  }
  const claims = namedBySlide(slides, ({ record }) =>
    record.claims.map(({ id, outcome }) => [id, outcome]),
  ).map(([id, outcome]) => ({ id, outcome }));
  const isUntested = ({ id }: TakeawayPart): boolean =>
    claims.some((claim) => claim.id === id && claim.outcome === "not tested");
  if (parts.length === 0 || parts.some(isUntested)) {
    return {
      missing: "This build has no answer: it left out a slide that the answer rests on, or one failed.",
    };
  }
  const answer = resolveText({ text: takeawayText(parts, { claims, checks: [] }), file }, scope);
  const words = countWords(answer);
  if (words > MOST_WORDS) {
    throw new ReportError(`${file}: the answer has ${words} words; expected at most ${MOST_WORDS}`);
  }
  return answer;
}
