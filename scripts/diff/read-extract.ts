/**
 * Reads a report from before there were records, for a comparison: its findings.json and the files of its figures, but not
 * its texts.
 */
import path from "node:path";
import type { Disk } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { isRecord, parseRecord } from "../base/json.ts";
import { FINDINGS_FILE, MANIFEST_FILE } from "../record/files.ts";
import { parseManifest } from "../record/manifest.ts";
import type { ComparedFacts, ComparedSlide, Result } from "./compared.ts";
import { definitionOf } from "./definition.ts";
import { plainText } from "./texts.ts";

type JsonRecord = Readonly<Record<string, unknown>>;

/** Throws a ReportError if the folder holds no report of this program. */
export async function readExtract(name: string, folder: string, disk: Disk): Promise<ComparedFacts> {
  const manifest = parseManifest(await disk.maybeText(path.join(folder, MANIFEST_FILE)));
  if (manifest === undefined) throw noReport(name, `${MANIFEST_FILE} is missing or of another program`);
  const findings = parseRecord(await disk.maybeText(path.join(folder, FINDINGS_FILE)));
  const listed = findings && recordsIn(findings.slides);
  if (listed === undefined) throw noReport(name, `${FINDINGS_FILE} is missing or damaged`);
  const files = await disk.list(path.join(folder, "figures"));
  return {
    profile: String(manifest.profile),
    engine: String(manifest.engine),
    commit: String(manifest.commit),
    isPartial: manifest.partial === true,
    measuresTime: recordsIn(manifest.trials).some(({ exclusive }) => exclusive === true),
    slides: await Promise.all(listed.map((slide) => slideOf(slide, files, folder, disk))),
    texts: undefined,
  };
}

function noReport(name: string, reason: string): ReportError {
  return new ReportError(`no report in ${name}: ${reason}`, {
    help: "expected the folder that npm run build wrote, such as out, or a git ref such as main",
  });
}

const recordsIn = (list: unknown): readonly JsonRecord[] =>
  Array.isArray(list) ? list.filter(isRecord) : [];

async function slideOf(
  { slide, status, verdict, claims, checks, findings }: JsonRecord,
  files: readonly string[],
  folder: string,
  disk: Disk,
): Promise<ComparedSlide> {
  const name = String(slide);
  // The files of a slide's figures begin with its number.
  const [, number = ""] = /^(\d+-)/.exec(name) ?? [];
  const ids = files.filter((file) => file.startsWith(number) && file.endsWith(".svg"));
  const isTimed = async (id: string) =>
    parseRecord(await disk.maybeText(path.join(folder, "figures", `${id}.json`)))?.wallClock === true;
  const figures = ids.map(async (file): Promise<[string, boolean]> => {
    const id = file.slice(0, -".svg".length);
    return [id, await isTimed(id)];
  });
  return {
    name,
    status: String(status),
    verdict: String(verdict),
    results: [
      ...recordsIn(claims).map((claim) => resultOf("claim", claim)),
      ...recordsIn(checks).map((check) => resultOf("check", check)),
      ...recordsIn(findings).map((finding) => resultOf("finding", finding)),
    ],
    figures: await Promise.all(figures),
    texts: undefined,
  };
}

function resultOf(kind: Result["kind"], json: JsonRecord): Result {
  const { id, value, estimate = value, unit, interval, interval95 = interval, n, outcome, wallClock } = json;
  return {
    kind,
    id: plainText(String(id)),
    value: typeof estimate === "number" || estimate === undefined ? estimate : plainText(String(estimate)),
    unit: typeof unit === "string" ? plainText(unit) : "",
    interval: intervalOf(interval95),
    count: typeof n === "number" ? n : undefined,
    outcome: typeof outcome === "string" ? plainText(outcome) : undefined,
    definition: kind === "finding" ? undefined : definitionOf(json),
    isTimed: wallClock === true,
  };
}

function intervalOf(json: unknown): Result["interval"] {
  if (!isRecord(json)) return undefined;
  const { low, high } = json;
  return typeof low === "number" && typeof high === "number" ? { low, high } : undefined;
}
