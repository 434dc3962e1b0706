/** Reads who has reproduced the report's trials, and compares their digests with those of this build. */
import path from "node:path";
import type { Effects } from "../base/effects.ts";
import { ReportError, suggestion } from "../base/errors.ts";
import { isRecord, parseRecord } from "../base/json.ts";
import type { ReproductionRecord } from "../record/record.ts";
import { REPRODUCTION_FORMAT, type Reproduction } from "../record/reproduction.ts";

/** By the trials' keys. */
type Digests = ReadonlyMap<string, string>;

/** The folder's JSON files, by name. Throws a ReportError for a file that is no reproduction, or contradicts this build. */
export async function readReproductions(
  folder: string | undefined,
  known: Digests,
  { root, disk }: Pick<Effects, "root" | "disk">,
): Promise<readonly ReproductionRecord[]> {
  if (folder === undefined) return [];
  const names = (await disk.list(path.join(root, folder))).filter((name) => name.endsWith(".json"));
  return Promise.all(
    names.map(async (name) => {
      const file = path.posix.join(folder, name);
      const reproduction = parseReproduction(file, await disk.maybeText(path.join(root, file)));
      refuseForged(file, reproduction, known);
      return recordOf(name, reproduction, known);
    }),
  );
}

function recordOf(
  file: string,
  { identical, different, format: _, against: __, ...facts }: Reproduction,
  known: Digests,
): ReproductionRecord {
  const [same, other] = [identical, different].map((trials) => Object.keys(trials));
  const count = (keys: readonly string[] = []) => keys.filter((key) => known.has(key)).length;
  const all = [...(same ?? []), ...(other ?? [])];
  return {
    file,
    ...facts,
    identical: count(same),
    different: count(other),
    unknown: all.length - count(all),
  };
}

/** Only trials of this build can be checked; the others are counted apart, and count for nothing. */
function refuseForged(file: string, { identical, different }: Reproduction, known: Digests): void {
  const refuse = (key: string, problem: string) => {
    throw new ReportError(`invalid reproduction: ${file}: trial ${key} ${problem}`, {
      help: "publish the file as it was written; only who is filled in by hand",
    });
  };
  for (const [key, digest] of Object.entries(identical)) {
    if (key in different) refuse(key, "is listed as identical and as different");
    if (known.has(key) && known.get(key) !== digest) {
      refuse(key, "is listed as identical, but this build has another digest");
    }
  }
  for (const [key, { published, here }] of Object.entries(different)) {
    if (published === here) refuse(key, "is listed as different, but its digests are equal");
    if (known.has(key) && known.get(key) !== published) {
      refuse(key, "was not compared with the digest of this build");
    }
  }
}

const TEXTS = ["who", "date", "machine", "runtime", "engine", "commit", "profile", "against"] as const;
const FIELDS = ["format", ...TEXTS, "identical", "different"];

const LONGEST_TEXT = 300;
const HASH = /^[0-9a-f]{64}$/;
const isText = (value: unknown): value is string =>
  typeof value === "string" && value.trim() !== "" && value.length <= LONGEST_TEXT;
const isHash = (value: unknown): boolean => typeof value === "string" && HASH.test(value);
const isDifference = (value: unknown): boolean =>
  isRecord(value) && isHash(value.published) && isText(value.here) && Object.keys(value).length === 2;

/** Throws a ReportError for a text that does not satisfy reproduction.schema.json. */
export function parseReproduction(file: string, text: string | undefined): Reproduction {
  const fields = parseRecord(text);
  const invalid = (problem: string) =>
    new ReportError(`invalid reproduction: ${file}: ${problem}`, {
      help: "npm run audit -- --json FILE writes such a file",
    });
  if (fields === undefined) throw invalid("expected a JSON object");
  if (fields.format !== REPRODUCTION_FORMAT) throw invalid(`expected format: ${REPRODUCTION_FORMAT}`);
  const extra = Object.keys(fields).find((name) => !FIELDS.includes(name));
  if (extra !== undefined) throw invalid(`unknown field: ${extra}; ${suggestion(extra, FIELDS)}`);
  if (fields.who === "") throw invalid("who is empty; write your name, or that of your group");
  const missing = TEXTS.find((name) => !isText(fields[name]));
  if (missing !== undefined) throw invalid(`expected a short text: ${missing}`);
  if (!/^\d{4}-\d\d-\d\d$/.test(String(fields.date))) throw invalid("expected a date such as 2026-12-01");
  const { identical, different } = fields;
  checkTrials(identical, isHash, () => invalid("expected digests by the trials' keys: identical"));
  checkTrials(different, isDifference, () => invalid("expected two digests by the trials' keys: different"));
  if (Object.keys({ ...Object(identical), ...Object(different) }).length === 0) throw invalid("no trials");
  return fields as unknown as Reproduction;
}

function checkTrials(trials: unknown, isValid: (value: unknown) => boolean, error: () => ReportError): void {
  const isGood = ([key, value]: [string, unknown]) => HASH.test(key) && isValid(value);
  if (!isRecord(trials) || !Object.entries(trials).every(isGood)) throw error();
}
