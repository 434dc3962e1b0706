/** Reads a built report from its folder: verdicts, results, figures and texts, as far as they are compared. */
import path from "node:path";
import type { Disk } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { isRecord, parseRecord } from "../base/json.ts";
import type { OutputFiles } from "../record/record.ts";
import { FINDINGS_FILE, figureFile, INDEX_FILE, MANIFEST_FILE, studyFile } from "../report/files.ts";
import { parseManifest } from "../report/manifest.ts";
import { plainText } from "./plain-text.ts";
import { readTexts, type TextBlock } from "./report-texts.ts";

export interface Report {
  /** As the command line names it. */
  readonly name: string;
  readonly profile: string;
  readonly engine: string;
  readonly commit: string;
  readonly isPartial: boolean;
  /** False for a build with --no-timing. */
  readonly measuresTime: boolean;
  /** In the order of the report. */
  readonly slides: ReadonlyMap<string, ReportSlide>;
  /** Texts of the first page that belong to no slide. */
  readonly texts: readonly TextBlock[];
  /** Its style sheet and fonts, by path. */
  readonly looks: OutputFiles;
}

export interface ReportSlide {
  readonly status: string;
  readonly verdict: string;
  readonly results: readonly Result[];
  readonly figures: ReadonlyMap<string, ReportFigure>;
  readonly texts: readonly TextBlock[];
}

export interface Result {
  readonly kind: "claim" | "check" | "finding";
  readonly id: string;
  readonly value: number | string | undefined;
  readonly unit: string;
  readonly interval: { readonly low: number; readonly high: number } | undefined;
  readonly count: number | undefined;
  /** Of a claim or a check. */
  readonly outcome: string | undefined;
  /** What a claim or a check says and how it is decided, as JSON. */
  readonly definition: string;
  readonly isWallClock: boolean;
}

export interface ReportFigure {
  /** Stand-alone SVG. */
  readonly svg: string;
  readonly csv: string;
  readonly isWallClock: boolean;
}

/** Throws a ReportError if the folder holds no report of this program. */
export async function readReport(name: string, folder: string, disk: Disk): Promise<Report> {
  const manifest = parseManifest(await disk.maybeText(path.join(folder, MANIFEST_FILE)));
  if (manifest === undefined) throw noReport(name, `${MANIFEST_FILE} is missing or of another program`);
  const findings = parseRecord(await disk.maybeText(path.join(folder, FINDINGS_FILE)));
  const listed = findings && recordsIn(findings.slides);
  if (listed === undefined) throw noReport(name, `${FINDINGS_FILE} is missing or damaged`);
  const index = await disk.maybeText(path.join(folder, INDEX_FILE));
  if (index === undefined) throw noReport(name, `${INDEX_FILE} is missing`);
  const slides = new Map<string, ReportSlide>();
  for (const slide of listed) {
    const slideName = plainText(String(slide.slide));
    if (!/^[\w-]+$/.test(slideName)) throw noReport(name, `${FINDINGS_FILE} names a slide "${slideName}"`);
    slides.set(slideName, await readSlide(slideName, slide, folder, disk));
  }
  return {
    name,
    profile: plainText(String(manifest.profile)),
    engine: plainText(String(manifest.engine)),
    commit: plainText(String(manifest.commit)),
    isPartial: manifest.partial === true,
    measuresTime: recordsIn(manifest.trials).some(({ exclusive }) => exclusive === true),
    slides,
    texts: readTexts(index, false),
    looks: await readLooks(folder, disk),
  };
}

function noReport(name: string, reason: string): ReportError {
  return new ReportError(`no report in ${name}: ${reason}`, {
    help: "expected the folder that npm run build wrote, such as out, or a git ref such as main",
  });
}

async function readLooks(folder: string, disk: Disk): Promise<OutputFiles> {
  const fonts = await disk.list(path.join(folder, "assets", "fonts"));
  const files = ["assets/report.css", ...fonts.map((font) => `assets/fonts/${font}`)];
  const read = files.map(async (file): Promise<[string, string | Uint8Array]> => {
    return [file, (await disk.maybeBytes(path.join(folder, file))) ?? ""];
  });
  return new Map(await Promise.all(read));
}

type JsonRecord = Readonly<Record<string, unknown>>;

const recordsIn = (list: unknown): readonly JsonRecord[] =>
  Array.isArray(list) ? list.filter(isRecord) : [];

async function readSlide(
  name: string,
  { status, verdict, claims, checks, findings }: JsonRecord,
  folder: string,
  disk: Disk,
): Promise<ReportSlide> {
  const study = await disk.maybeText(path.join(folder, studyFile(name)));
  return {
    status: plainText(String(status)),
    verdict: plainText(String(verdict)),
    results: [
      ...recordsIn(claims).map((claim) => resultOf("claim", claim)),
      ...recordsIn(checks).map((check) => resultOf("check", check)),
      ...recordsIn(findings).map((finding) => resultOf("finding", finding)),
    ],
    figures: await readFigures(name, folder, disk),
    texts: study === undefined ? [] : readTexts(study, true),
  };
}

function resultOf(kind: Result["kind"], json: JsonRecord): Result {
  const { id, value, estimate = value, unit, interval, interval95 = interval, n, outcome, wallClock } = json;
  const { quote, drawn, added, metric, rule } = json;
  return {
    kind,
    id: plainText(String(id)),
    value: typeof estimate === "number" || estimate === undefined ? estimate : plainText(String(estimate)),
    unit: typeof unit === "string" ? plainText(unit) : "",
    interval: intervalOf(interval95),
    count: typeof n === "number" ? n : undefined,
    outcome: typeof outcome === "string" ? plainText(outcome) : undefined,
    definition: JSON.stringify({ quote, drawn, added, metric, rule }),
    isWallClock: wallClock === true,
  };
}

function intervalOf(json: unknown): Result["interval"] {
  if (!isRecord(json)) return undefined;
  const { low, high } = json;
  return typeof low === "number" && typeof high === "number" ? { low, high } : undefined;
}

/** The figures of a slide by id, e.g. "09-curves": their files begin with the number of the slide. */
async function readFigures(slide: string, folder: string, disk: Disk): Promise<ReportSlide["figures"]> {
  const [, number = ""] = /^(\d+-)/.exec(slide) ?? [];
  const figures = new Map<string, ReportFigure>();
  for (const file of await disk.list(path.join(folder, "figures"))) {
    if (!file.startsWith(number) || !file.endsWith(".svg")) continue;
    const id = file.slice(0, -".svg".length);
    const read = async (extension: "csv" | "json") =>
      (await disk.maybeText(path.join(folder, figureFile(id, extension)))) ?? "";
    figures.set(id, {
      svg: await disk.readText(path.join(folder, "figures", file)),
      csv: await read("csv"),
      isWallClock: parseRecord(await read("json"))?.wallClock === true,
    });
  }
  return figures;
}
