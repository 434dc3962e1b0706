/** The report's answer and its conclusions, by the outcomes of claims of several slides, or the reason why there are none. */
import path from "node:path";
import type { Effects } from "../base/effects.ts";
import { ReportError, suggestion } from "../base/errors.ts";
import type { BuildFacts } from "../record/record.ts";
import { type ClaimRecord, type Conclusion, type ReportRecord, twoDigits } from "../record/record.ts";
import type { RecordedSlide } from "../slides/planned.ts";
import type { TakeawayPart } from "../slides/slide.ts";
import { figureBlocks } from "../slides/slide.ts";
import { parseTakeaway, phraseShapes, takeawayText } from "../slides/takeaway.ts";
import { readYaml, required, type YamlPlace } from "../slides/yaml.ts";
import { countWords, resolveText } from "../text/resolve.ts";
import type { ProseScope } from "../text/scope.ts";

const MOST_WORDS = 45;

/**
 * The content of experiments/report/answer.yaml: the figure of the first screen, and phrases of claims, which are named with
 * their slides: "NN/id". They are empty where a slide is missing.
 */
export interface AnswerFile {
  /** Id of a figure, e.g. "NN-name"; any measured one in a report without the file. */
  readonly figure: string | undefined;
  /** Figures with their labels among which the reader of the first screen chooses; none, or that figure and others. */
  readonly views: readonly LabelledFigure[];
  /** Id of a figure that shows what was done. */
  readonly sketch: string | undefined;
  /** Undefined without the file. */
  readonly parts: readonly TakeawayPart[] | undefined;
  /** What the report ends with. */
  readonly conclusions: readonly TakeawayPart[];
  readonly outlook: readonly TakeawayPart[];
  readonly file: string;
}

interface LabelledFigure {
  readonly figure: string;
  /** May have expressions. */
  readonly label: string;
}

const fileShape = {
  properties: { figure: {}, views: {}, sketch: {}, answer: {}, conclusions: {}, outlook: {} },
  required: ["figure", "answer"],
};

export async function readAnswer(
  slides: readonly RecordedSlide[],
  { root, disk }: Pick<Effects, "root" | "disk">,
): Promise<AnswerFile> {
  const file = path.join("experiments", "report", "answer.yaml");
  const text = await disk.maybeText(path.join(root, file));
  const none = { views: [], sketch: undefined, conclusions: [], outlook: [], file };
  if (text === undefined) return { ...none, figure: undefined, parts: undefined };
  const fields = readYaml(text, "answer", file).fields(fileShape);
  const figure = required(fields, "figure");
  const [answer = [], conclusions = [], outlook = []] = ["answer", "conclusions", "outlook"].map(
    (name) => fields.get(name)?.items() ?? [],
  );
  // A project may lack one of the slides. It then has no answer, and its file is still valid.
  const isShown = (place: YamlPlace): boolean => {
    const named = place.fields({ properties: phraseShapes.claim.properties }).get("claim")?.text() ?? "";
    return slides.some(({ record }) => named.startsWith(`${twoDigits(record.slide)}/`));
  };
  if (![...answer, ...conclusions, ...outlook].every(isShown)) {
    return { ...none, figure: figure.text(), parts: [] };
  }
  const claims = namedBySlide(slides, ({ record }) => record.claims.map((claim) => [claim.id, claim]));
  const phrasesIn = (places: readonly YamlPlace[]) =>
    parseTakeaway(places, { claim: claims.map(([id]) => id), check: [] });
  const sketch = fields.get("sketch");
  return {
    figure: figureIn(figure, slides),
    sketch: sketch && figureIn(sketch, slides),
    views: readViews(fields.get("views")?.items() ?? [], figure, slides),
    parts: phrasesIn(answer),
    conclusions: phrasesIn(conclusions),
    outlook: phrasesIn(outlook),
    file,
  };
}

function readViews(
  places: readonly YamlPlace[],
  shownFirst: YamlPlace,
  slides: readonly RecordedSlide[],
): LabelledFigure[] {
  const views = places.map((place) => {
    const fields = place.fields({ properties: { figure: {}, label: {} }, required: ["figure", "label"] });
    return {
      figure: figureIn(required(fields, "figure"), slides),
      label: required(fields, "label").text(),
    };
  });
  if (views.length > 0 && views.every(({ figure }) => figure !== shownFirst.text())) {
    throw shownFirst.mistake(`missing in views: ${shownFirst.text()}, the figure that is shown first`);
  }
  return views;
}

function figureIn(place: YamlPlace, slides: readonly RecordedSlide[]): string {
  const ids = slides.flatMap(({ measured: { slide } }) =>
    figureBlocks(slide).map(({ name }) => `${twoDigits(slide)}-${name}`),
  );
  if (ids.includes(place.text())) return place.text();
  throw place.mistake(`unknown figure: ${place.text()}`, suggestion(place.text(), ids));
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

type Judged = Readonly<Pick<ClaimRecord, "id" | "outcome">>;

/** The claims of all slides, named with their slides: "09/slower". */
const claimsOfSlides = (slides: readonly RecordedSlide[]): Judged[] =>
  namedBySlide(slides, ({ record }) => record.claims.map(({ id, outcome }) => [id, outcome])).map(
    ([id, outcome]) => ({ id, outcome }),
  );

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
  const claims = claimsOfSlides(slides);
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

/** What the report ends with: a conclusion for each claim that was tested, in the order of the file. */
export function closingOf(
  { conclusions, outlook, file }: AnswerFile,
  slides: readonly RecordedSlide[],
  scope: ProseScope,
): ReportRecord["closing"] {
  const claims = claimsOfSlides(slides);
  const conclude = (parts: readonly TakeawayPart[]): Conclusion[] =>
    parts.flatMap((part) => {
      const claim = claims.find(({ id }) => id === part.id);
      const text = claim && part.phrases[claim.outcome];
      return claim === undefined || !text
        ? []
        : [{ claim: claim.id, outcome: claim.outcome, text: resolveText({ text, file }, scope) }];
    });
  return { conclusions: conclude(conclusions), outlook: conclude(outlook) };
}
