/** The talk's screens that belong to no slide, from experiments/report/talk.yaml: opening, screens of the report's own, closing. */
import path from "node:path";
import type { Effects } from "../base/effects.ts";
import { refuseProblems, suggestion } from "../base/errors.ts";
import { type TalkRecord, type TalkScreen, twoDigits } from "../record/record.ts";
import type { RecordedSlide } from "../slides/planned.ts";
import { findingsIn } from "../slides/slide.ts";
import { parseSpoken, spokenTexts, talkProblems } from "../slides/talk.ts";
import { readYaml, required, sourceOf, type YamlPlace } from "../slides/yaml.ts";
import { resolveText } from "../text/resolve.ts";
import type { Text } from "../text/resolved.ts";
import type { ProseScope } from "../text/scope.ts";

const FILE = path.join("experiments", "report", "talk.yaml");

/** Undefined in a report without the file. A text is left out if its claim was not tested, or its slide has no results. */
export async function readTalk(
  slides: readonly RecordedSlide[],
  scope: ProseScope,
  { root, disk }: Pick<Effects, "root" | "disk">,
): Promise<TalkRecord | undefined> {
  const yaml = await disk.maybeText(path.join(root, FILE));
  if (yaml === undefined) return undefined;
  const parts = ["opening", "before", "after", "closing"];
  const fields = readYaml(yaml, "talk", FILE).fields({
    properties: Object.fromEntries(parts.map((name) => [name, {}])),
    required: ["opening", "closing"],
  });
  const texts = textsFrom(slides, scope);
  const screensIn = (name: string) =>
    (fields.get(name)?.items() ?? []).map((place) => screenFrom(place, slides, texts));
  const opening = required(fields, "opening").fields({
    properties: { question: {}, say: {} },
    required: ["question", "say"],
  });
  const closing = required(fields, "closing").fields({ properties: { say: {} }, required: ["say"] });
  return {
    opening: { question: texts.one(required(opening, "question")), say: texts.say(required(opening, "say")) },
    before: screensIn("before"),
    after: screensIn("after"),
    closing: { say: texts.say(required(closing, "say")) },
  };
}

interface TextsFrom {
  readonly one: (place: YamlPlace) => Text;
  /** A list of texts, and of phrases by the outcomes of claims. */
  readonly list: (place: YamlPlace) => readonly Text[];
  /** The same for the speaker, who says few sentences and numbers. */
  readonly say: (place: YamlPlace) => readonly Text[];
}

function textsFrom(slides: readonly RecordedSlide[], scope: ProseScope): TextsFrom {
  const claims = slides.flatMap(({ record }) =>
    record.claims.map(({ id, outcome }) => ({ id: `${twoDigits(record.slide)}/${id}`, outcome })),
  );
  const ids = { claim: claims.map(({ id }) => id), check: [] };
  // A project or a build may lack one of the slides.
  const isMeasured = (name: string): boolean =>
    !name.includes("/") ||
    slides.some(
      ({ record }) => record.status === "measured" && name.startsWith(`${twoDigits(record.slide)}/`),
    );
  const isKnown = ({ value }: YamlPlace): boolean =>
    typeof value === "string" || isMeasured(String(Object(value).claim ?? ""));
  const list = (place: YamlPlace): readonly Text[] =>
    spokenTexts(parseSpoken(place.items().filter(isKnown), ids), { claims, checks: [] }, FILE)
      .filter((source) => findingsIn(source).every(isMeasured))
      .map((source) => resolveText(source, scope));
  return {
    one: (place) => resolveText(sourceOf(place), scope),
    list,
    say: (place) => {
      const say = parseSpoken(place.items().filter(isKnown), ids);
      refuseProblems(talkProblems({ say }, `${place.file}:${place.line}`));
      return list(place);
    },
  };
}

const screenShape = {
  properties: { id: {}, title: {}, figure: {}, points: {}, say: {} },
  required: ["id", "title", "points", "say"],
};

function screenFrom(place: YamlPlace, slides: readonly RecordedSlide[], texts: TextsFrom): TalkScreen {
  const fields = place.fields(screenShape);
  const id = required(fields, "id");
  if (!/^[a-z][a-z-]*$/.test(id.text())) {
    throw id.mistake(`invalid id: ${id.text()}; expected lower-case letters and hyphens`);
  }
  const figure = fields.get("figure");
  return {
    id: id.text(),
    title: texts.one(required(fields, "title")),
    figure: figure === undefined ? null : figureIn(figure, slides),
    points: texts.list(required(fields, "points")),
    say: texts.say(required(fields, "say")),
  };
}

/** The id of a measured figure; null where its slide has no results. */
function figureIn(place: YamlPlace, slides: readonly RecordedSlide[]): string | null {
  const id = place.text();
  const slide = slides.find(({ record }) => id.startsWith(`${twoDigits(record.slide)}-`));
  if (slide?.record.status !== "measured") return null;
  const ids = slide.record.figures.map((figure) => figure.id);
  if (ids.includes(id)) return id;
  throw place.mistake(`unknown figure: ${id}`, suggestion(id, ids));
}
