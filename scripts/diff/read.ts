/** Reads the records of a built report for a comparison: verdicts, results, figures and texts. */
import path from "node:path";
import type { Disk } from "../base/effects.ts";
import { parseRecord } from "../base/json.ts";
import { datasetsOf } from "../drawing/vega/tables.ts";
import { figureFile } from "../record/files.ts";
import { maybeRecords } from "../record/read-record.ts";
import type {
  CheckRecord,
  ClaimRecord,
  OutputFiles,
  ReportRecords,
  SlideRecord,
  StatementRecord,
} from "../record/record.ts";
import type { ComparedFacts, ComparedSlide, Result, SlideOf } from "./compared.ts";
import { definitionOf } from "./definition.ts";
import { readExtract } from "./read-extract.ts";
import { plainText, textsOfReport, textsOfSlide } from "./texts.ts";

export interface Report extends Omit<ComparedFacts, "slides"> {
  /** As the command line names it. */
  readonly name: string;
  /** In the order of the report. */
  readonly slides: ReadonlyMap<string, ReportSlide>;
  /** Its style sheet and fonts, by path. */
  readonly assets: OutputFiles;
}

export type ReportSlide = SlideOf<ReadonlyMap<string, ReportFigure>>;

export interface ReportFigure {
  /** Stand-alone SVG. */
  readonly svg: string;
  /** The rows that it plots, as JSON. */
  readonly data: string;
  readonly isTimed: boolean;
}

/** Throws a ReportError if the folder holds no report of this program. */
export async function readReport(name: string, folder: string, disk: Disk): Promise<Report> {
  const records = await maybeRecords(name, folder, disk);
  const facts = records === undefined ? await readExtract(name, folder, disk) : factsOf(records);
  const slides = facts.slides.map(async (slide): Promise<[string, ReportSlide]> => {
    const figures = slide.figures.map(async ([id, isTimed]): Promise<[string, ReportFigure]> => {
      return [id, { ...(await readFigure(id, folder, disk)), isTimed }];
    });
    const shown = { status: plainText(slide.status), verdict: plainText(slide.verdict) };
    return [plainText(slide.name), { ...slide, ...shown, figures: new Map(await Promise.all(figures)) }];
  });
  return {
    ...facts,
    name,
    profile: plainText(facts.profile),
    engine: plainText(facts.engine),
    commit: plainText(facts.commit),
    slides: new Map(await Promise.all(slides)),
    assets: await readAssets(folder, disk),
  };
}

async function readFigure(id: string, folder: string, disk: Disk): Promise<Omit<ReportFigure, "isTimed">> {
  const read = (extension: "svg" | "vl.json") => disk.maybeText(path.join(folder, figureFile(id, extension)));
  const data = JSON.stringify(datasetsOf(parseRecord(await read("vl.json")) ?? {}));
  return { svg: (await read("svg")) ?? "", data };
}

async function readAssets(folder: string, disk: Disk): Promise<OutputFiles> {
  const fonts = await disk.list(path.join(folder, "assets", "fonts"));
  const files = ["assets/report.css", ...fonts.map((font) => `assets/fonts/${font}`)];
  const read = files.map(async (file): Promise<[string, string | Uint8Array]> => {
    return [file, (await disk.maybeBytes(path.join(folder, file))) ?? ""];
  });
  return new Map(await Promise.all(read));
}

function factsOf({ report, slides }: ReportRecords): ComparedFacts {
  const { profile, engine, commit, partial } = report.facts;
  return {
    profile,
    engine,
    commit,
    isPartial: partial,
    measuresTime: slides.some(
      ({ status, trials }) => status !== "not run" && trials.some((trial) => trial.measuresTime),
    ),
    slides: slides.map(slideOf),
    texts: textsOfReport(report),
  };
}

function slideOf(record: SlideRecord): ComparedSlide {
  const { slide, status, verdict, claims, checks, findings, figures } = record;
  return {
    name: slide.name,
    status,
    verdict,
    results: [
      ...claims.map(claimResult),
      ...checks.map(checkResult),
      ...findings.map(({ id, value, unit, interval, n, timed }): Result => {
        const shown = typeof value === "number" ? value : plainText(value);
        const named = { kind: "finding", id: plainText(id), unit: plainText(unit ?? "") } as const;
        const counted = { value: shown, interval: endsOf(interval), count: n };
        return { ...named, ...counted, outcome: undefined, definition: undefined, isTimed: timed };
      }),
    ],
    figures: figures.map(({ id, timed }) => [id, timed]),
    texts: textsOfSlide(record),
  };
}

function claimResult({ rule, mean, interval95, n, outcome, label, ...claim }: ClaimRecord): Result {
  const counted = { value: mean, interval: endsOf(interval95), count: n };
  return {
    kind: "claim",
    ...statementOf(claim, rule, label?.plain),
    ...counted,
    outcome: plainText(outcome),
  };
}

function checkResult({ rule, value, outcome, ...check }: CheckRecord): Result {
  const counted = { value: value?.exact, interval: undefined, count: undefined };
  return { kind: "check", ...statementOf(check, rule), ...counted, outcome: plainText(outcome) };
}

function statementOf({ id, says, metric, unit, timed }: StatementRecord, rule: object, label?: string) {
  return {
    id: plainText(id),
    unit: plainText(unit ?? ""),
    definition: definitionOf({ label, [says.how]: says.text.plain, metric: metric.plain, rule }),
    isTimed: timed,
  };
}

const endsOf = (interval: ClaimRecord["interval95"]): Result["interval"] =>
  interval && { low: interval.low, high: interval.high };
