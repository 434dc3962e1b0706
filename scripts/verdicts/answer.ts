/** The report's answer: one sentence, by the outcomes of claims of several slides, or the reason why there is none. */
import path from "node:path";
import type { Effects } from "../base/effects.ts";
import { ReportError, suggestion } from "../base/errors.ts";
import type { BuildFacts } from "../record/record.ts";
import { type ReportRecord, twoDigits } from "../record/record.ts";
import type { RecordedSlide } from "../slides/planned.ts";
import type { TakeawayPart } from "../slides/slide.ts";
import { figureBlocks } from "../slides/slide.ts";
import { parseTakeaway, phraseShapes, takeawayText } from "../slides/takeaway.ts";
import { readYaml, required, type YamlPlace } from "../slides/yaml.ts";
import { countWords, resolveText } from "../text/resolve.ts";
import type { ProseScope } from "../text/scope.ts";

const MOST_WORDS = 45;

/** The content of experiments/report/answer.yaml: the figure of the first screen, and the phrases of the answer. */
export interface AnswerFile {
  /** Id of a figure, e.g. "NN-name"; any measured one in a report without the file. */
  readonly figure: string | undefined;
  /** Claims are named with their slides: "NN/id". Empty where a slide is missing; undefined without the file. */
  readonly parts: readonly TakeawayPart[] | undefined;
  readonly file: string;
}

export async function readAnswer(
  slides: readonly RecordedSlide[],
  { root, disk }: Pick<Effects, "root" | "disk">,
): Promise<AnswerFile> {
  const file = path.join("experiments", "report", "answer.yaml");
  const text = await disk.maybeText(path.join(root, file));
  if (text === undefined) return { figure: undefined, parts: undefined, file };
  const fields = readYaml(text, "answer", file).fields({
    properties: { figure: {}, answer: {} },
    required: ["figure", "answer"],
  });
  const places = required(fields, "answer").items();
  // A project may lack one of the slides. It then has no answer, and its file is still valid.
  const isShown = (place: YamlPlace): boolean => {
    const named = place.fields({ properties: phraseShapes.claim.properties }).get("claim")?.text() ?? "";
    return slides.some(({ record }) => named.startsWith(`${twoDigits(record.slide)}/`));
  };
  const figure = required(fields, "figure");
  if (!places.every(isShown)) return { figure: figure.text(), parts: [], file };
  checkFigure(figure, slides);
  const claims = namedBySlide(slides, ({ record }) => record.claims.map((claim) => [claim.id, claim]));
  const parts = parseTakeaway(places, { claim: claims.map(([id]) => id), check: [] });
  return { figure: figure.text(), parts, file };
}

function checkFigure(figure: YamlPlace, slides: readonly RecordedSlide[]): void {
  const ids = slides.flatMap(({ measured: { slide } }) =>
    figureBlocks(slide).map(({ name }) => `${twoDigits(slide)}-${name}`),
  );
  if (ids.includes(figure.text())) return;
  throw figure.mistake(`unknown figure: ${figure.text()}`, suggestion(figure.text(), ids));
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
 * The answer, whose text may name findings of all slides; or why this build has none. It is empty in a report without one.
 * Throws a ReportError for an answer of more than 45 words.
 */
export function answerOf(
  { parts, file }: AnswerFile,
  slides: readonly RecordedSlide[],
  { verdicts, partial }: Pick<BuildFacts, "verdicts" | "partial">,
  scope: ProseScope,
): ReportRecord["answer"] {
  if (parts === undefined) return { plain: "", parts: [] };
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
      missing: "This build has no answer: it left out a slide that the answer needs, or one failed.",
    };
  }
  const answer = resolveText({ text: takeawayText(parts, { claims, checks: [] }), file }, scope);
  const words = countWords(answer);
  if (words > MOST_WORDS) {
    throw new ReportError(`${file}: the answer has ${words} words; expected at most ${MOST_WORDS}`);
  }
  return answer;
}
