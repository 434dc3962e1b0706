/** Makes the record of a report from those of its slides. */
import path from "node:path";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import type { BuildFacts } from "../record/record.ts";
import { GENERATOR, type ReportRecord, type ReportText, recordFile, SCHEMA } from "../record/record.ts";
import type { RecordedSlide } from "../slides/planned.ts";
import { readCitation } from "../slides/read-citation.ts";
import type { ProseSource } from "../text/expressions.ts";
import { resolveText } from "../text/resolve.ts";
import { citedAmong, type Text } from "../text/resolved.ts";
import { readTextScope } from "../text/scope.ts";
import { readRecordedRuns } from "../trials/recorded-runs.ts";
import { identityOf, loadReport } from "../trials/report-entry.ts";
import { answerOf, closingOf, findingsOfSlides, readAnswer } from "./answer.ts";
import { readChecklist } from "./checklist.ts";
import { countClaims } from "./claims.ts";
import { readReproductions } from "./reproductions.ts";
import { readTalk } from "./talk.ts";

const REPORT_FOLDER = path.join("experiments", "report");

interface TextFile {
  readonly of: "root" | "home";
  readonly file: string;
  readonly isOptional: boolean;
}

/** Files with the report's own texts. An optional file may be empty or missing. */
const textFiles: Readonly<Record<ReportText, TextFile>> = {
  abstract: { of: "root", file: path.join(REPORT_FOLDER, "abstract.md"), isOptional: true },
  method: { of: "root", file: path.join(REPORT_FOLDER, "method.md"), isOptional: false },
  rulesChanged: { of: "root", file: path.join(REPORT_FOLDER, "changed-rules.md"), isOptional: true },
  files: { of: "home", file: path.join("templates", "files.md"), isOptional: false },
};

async function readReportText(
  name: ReportText,
  effects: Pick<Effects, "root" | "home" | "disk">,
): Promise<ProseSource> {
  const { of: place, file, isOptional } = textFiles[name];
  const text = (await effects.disk.maybeText(path.join(effects[place], file))) ?? "";
  if (text.trim() !== "") return { text, file, line: 1 };
  if (isOptional) return { text: "", file };
  throw new ReportError(`missing text: ${file}`, { help: "the page links to it; the file may be short" });
}

/** The report's record: its texts, its answer and its counts, from the records of its slides. */
export async function recordReport(
  slides: readonly RecordedSlide[],
  { verdicts, ...facts }: BuildFacts,
  effects: Pick<Effects, "root" | "home" | "disk" | "load">,
): Promise<ReportRecord> {
  const entry = await loadReport(effects);
  const scope = await readTextScope(facts.profile, effects);
  const read = async (name: ReportText): Promise<Text> =>
    resolveText(await readReportText(name, effects), scope);
  const texts = {
    abstract: await read("abstract"),
    method: await read("method"),
    rulesChanged: await read("rulesChanged"),
    files: await read("files"),
  };
  const file = await readAnswer(slides, effects);
  const findings = { ...scope.findings, ...findingsOfSlides(slides) };
  const answer = answerOf(file, slides, { verdicts, partial: facts.partial }, { ...scope, findings });
  const views = file.views.map(({ figure, label }) => ({
    figure,
    label: resolveText({ text: label, file: file.file }, scope),
  }));
  const concludes = verdicts.given && !facts.partial && file.conclusions.length + file.outlook.length > 0;
  const closing = concludes ? closingOf(file, slides, { ...scope, findings }) : undefined;
  const talk = await readTalk(slides, { ...scope, findings }, effects);
  const reproductions = await readReproductions(
    entry.reproductions,
    await knownDigests(slides, effects),
    effects,
  );
  const checklist = await readChecklist(scope, effects);
  const measured = slides
    .flatMap((slide) => slide.record.figures.filter(({ origin }) => origin === "measured"))
    .map(({ id }) => id);
  return {
    schema: SCHEMA,
    generator: GENERATOR,
    report: { ...identityOf(entry), citation: await readCitation(effects) },
    facts,
    verdicts,
    texts,
    answer,
    headline: measured.find((id) => id === file.figure) ?? measured[0] ?? null,
    ...(file.views.length > 0 && { views }),
    ...(file.sketch !== undefined && { sketch: file.sketch }),
    ...(closing && { closing }),
    ...(talk && { talk }),
    counts: countClaims(slides.map((slide) => slide.record)),
    ...(reproductions.length > 0 && { reproductions }),
    ...(checklist.length > 0 && { checklist }),
    slides: slides.map(({ record: { slide, verdict } }) => {
      return { name: slide.name, verdict, record: recordFile(slide.name) };
    }),
    references: citedAmong(scope.references, [
      ...Object.values(texts),
      ...("missing" in answer ? [] : [answer]),
      ...[...(closing?.conclusions ?? []), ...(closing?.outlook ?? [])].map(({ text }) => text),
    ]),
  };
}

/** The digests of this build's trials and of the recorded runs, by key. */
async function knownDigests(
  slides: readonly RecordedSlide[],
  effects: Pick<Effects, "root" | "disk" | "load">,
): Promise<ReadonlyMap<string, string>> {
  const recorded = await readRecordedRuns(effects);
  const trials = slides.flatMap(({ record }) => record.trials);
  return new Map([
    ...[...(recorded ?? [])].map(([key, { digest }]) => [key, digest] as const),
    ...trials.flatMap(({ key, digest }) => (digest === undefined ? [] : [[key, digest] as const])),
  ]);
}
