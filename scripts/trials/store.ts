/**
 * The store of finished trials: `.cache/trials/<key>.json` has a result and its key, `<key>.bin` its artifacts. Files are
 * written atomically and verified by checksum. A damaged record is moved to aside/ and counts as missing. Several processes, on
 * several machines that share the folder, may use it at once.
 */

import { join } from "node:path";
import { digestOf, findNonJson } from "../../experiments/kit/digest.ts";
import type { Artifact, TrialOutput } from "../../experiments/kit/trial.ts";
import type { Disk } from "../base/effects.ts";
import { seal, sha256, unseal } from "../base/hash.ts";
import { isRecord } from "../base/json.ts";

/** A finished trial without its artifacts, whose checksum has been verified. */
export interface StoredResult {
  readonly result: unknown;
  /** The digest of its output, artifacts included. */
  readonly digest: string;
  readonly seconds: number;
}

export interface Store {
  /** The trial's output, or undefined if any of it is missing or damaged. */
  read(key: string): Promise<StoredTrial | undefined>;
  /** The trial's result, or undefined if it or the artifacts are missing or damaged. */
  readResult(key: string): Promise<StoredResult | undefined>;
  write(key: string, trial: StoredTrial): Promise<void>;
}

/** The folder of the store in a cache. */
export function storeFolder(cache: string): string {
  return join(cache, "trials");
}

/** The subfolder of a store for files that are kept, but not used. */
export const ASIDE = "aside";

/** Opens the store in `folder`. `report` receives a line for each trial whose files are moved to aside/. */
export function openStore(folder: string, disk: Disk, report: (line: string) => void): Store {
  /** Undefined if the trial is missing or damaged. */
  const readVerified = async (key: string): Promise<VerifiedRecord | undefined> => {
    const files = await readFiles(folder, key, disk);
    if (files.json === undefined) return undefined;
    try {
      return verifyFiles(key, files);
    } catch (error) {
      if (!(error instanceof DamageError)) throw error;
      const rewritten = await setAside(folder, key, disk);
      if (rewritten === undefined) {
        report(
          `damaged store file: ${key}.json (${error.message}); moved to ${ASIDE}/, and the trial runs again`,
        );
      }
      return rewritten;
    }
  };
  return {
    async read(key) {
      const verified = await readVerified(key);
      return verified && trialOf(verified);
    },
    async readResult(key) {
      const { record } = (await readVerified(key)) ?? {};
      return record && { result: record.result, digest: record.digest, seconds: record.seconds };
    },
    write: async (key, trial) => writeFiles(folder, key, await filesOfTrial(key, trial), disk),
  };
}

/** The files of a trial in a store's folder. */
export async function readFiles(folder: string, key: string, disk: Disk): Promise<TrialFiles> {
  const json = await disk.maybeBytes(join(folder, `${key}.json`));
  return { json, bin: json && (await disk.maybeBytes(join(folder, `${key}.bin`))) };
}

/** Writes the artifacts first, so that a record never refers to a missing file. */
export async function writeFiles(
  folder: string,
  key: string,
  { json, bin }: TrialFiles,
  disk: Disk,
): Promise<void> {
  if (bin !== undefined) await disk.write(join(folder, `${key}.bin`), bin);
  if (json !== undefined) await disk.write(join(folder, `${key}.json`), json);
}

/**
 * Moves the record of a damaged trial aside, with a copy of its artifacts, which without a record count as missing.
 * Another process may have written the trial anew after it was read: then the record goes back, and is returned.
 */
async function setAside(folder: string, key: string, disk: Disk): Promise<VerifiedRecord | undefined> {
  const [place, aside] = [join(folder, `${key}.json`), join(folder, ASIDE, `${key}.json`)];
  await disk.move(place, aside);
  const json = await disk.maybeBytes(aside);
  const bin = await disk.maybeBytes(join(folder, `${key}.bin`));
  try {
    const verified = verifyFiles(key, { json, bin });
    await disk.move(aside, place);
    return verified;
  } catch (error) {
    if (!(error instanceof DamageError)) throw error;
    // Without a record, another process has moved it first.
    if (json !== undefined && bin !== undefined) await disk.write(join(folder, ASIDE, `${key}.bin`), bin);
    return undefined;
  }
}

/** A finished trial as it is read back. */
export interface StoredTrial {
  readonly output: TrialOutput;
  /** Duration of the run that computed it. */
  readonly seconds: number;
  /** It measures time, so another run gives another result. */
  readonly measuresTime: boolean;
}

interface ArtifactEntry {
  readonly name: string;
  readonly shape: readonly number[];
  /** Position and number of its values in the .bin file, counted in Float32 elements. */
  readonly start: number;
  readonly length: number;
}

interface StoreRecord {
  readonly key: string;
  readonly result: unknown;
  /** Kept, so that reading a result need not hash its artifacts a second time. */
  readonly digest: string;
  readonly seconds: number;
  readonly measuresTime: boolean;
  readonly artifacts: readonly ArtifactEntry[];
  /** Checksum of the .bin file; null without artifacts. */
  readonly binary: string | null;
}

/** The bytes of both files; undefined for one that is missing. */
interface TrialFiles {
  readonly json: Uint8Array | undefined;
  readonly bin: Uint8Array | undefined;
}

/** A verified record, with the bytes of its artifacts. */
export interface VerifiedRecord {
  readonly record: StoreRecord;
  /** Undefined without artifacts. */
  readonly bytes: Uint8Array | undefined;
}

/** Files whose content is not what was written. The message has the reason. */
export class DamageError extends Error {}

/** The files of a finished trial. */
async function filesOfTrial(key: string, trial: StoredTrial): Promise<TrialFiles> {
  const { output, seconds, measuresTime } = trial;
  const { entries, bytes } = packArtifacts(output.artifacts ?? {});
  const binary = bytes.length === 0 ? null : sha256(bytes);
  const record: StoreRecord = {
    key,
    result: output.result,
    digest: await digestOf(output),
    seconds,
    measuresTime,
    artifacts: entries,
    binary,
  };
  return { json: seal(JSON.stringify(record)), bin: binary === null ? undefined : bytes };
}

/** Throws a DamageError unless these files are those that were written for the trial. */
export function verifyFiles(key: string, { json, bin }: TrialFiles): VerifiedRecord {
  if (json === undefined) throw new DamageError("its record is missing");
  const content = unseal(json);
  if (content === undefined) throw new DamageError("its checksum does not match");
  // The checksum proves that `filesOfTrial` made this text.
  const record = JSON.parse(content.toString()) as StoreRecord;
  if (record.key !== key) throw new DamageError("it is not the record of this trial");
  if (record.binary === null) return { record, bytes: undefined };
  if (bin === undefined) throw new DamageError("its artifacts are missing");
  if (sha256(bin) !== record.binary) throw new DamageError("the checksum of its artifacts does not match");
  return { record, bytes: bin };
}

/** The trial of a verified record. */
function trialOf({ record, bytes }: VerifiedRecord): StoredTrial {
  const { result, seconds, measuresTime } = record;
  return { output: { result, artifacts: unpackArtifacts(record.artifacts, bytes) }, seconds, measuresTime };
}

/** Says why an output cannot be stored, e.g. "result.losses[3] is NaN"; undefined if it can. */
export function findUnstorable(output: unknown): string | undefined {
  if (!isRecord(output) || !("result" in output)) return "run must return { result, artifacts? }";
  const problem = findNonJson(output.result, "result");
  if (problem !== undefined) return problem;
  const artifacts = isRecord(output.artifacts) ? Object.entries(output.artifacts) : [];
  for (const [name, artifact] of artifacts) {
    const wrong = findBadArtifact(artifact);
    if (wrong !== undefined) return `artifact ${name} ${wrong}`;
  }
  return undefined;
}

function findBadArtifact(artifact: unknown): string | undefined {
  if (!isRecord(artifact) || !(artifact.values instanceof Float32Array)) return "has no Float32Array values";
  if (!Array.isArray(artifact.shape)) return "has no shape";
  const size = artifact.shape.reduce((product: number, length: unknown) => product * Number(length), 1);
  if (size !== artifact.values.length) {
    return `has ${artifact.values.length} values for shape [${artifact.shape.join(", ")}]`;
  }
  const bad = artifact.values.findIndex((value) => !Number.isFinite(value));
  return bad === -1 ? undefined : `is ${artifact.values[bad]} at ${bad}`;
}

/** Packs all values into one array of bytes, in the machine's byte order: little-endian wherever the engine runs. */
function packArtifacts(artifacts: Readonly<Record<string, Artifact>>) {
  const lengths = Object.values(artifacts).map(({ values }) => values.length);
  const packed = new Float32Array(lengths.reduce((sum, length) => sum + length, 0));
  const entries: ArtifactEntry[] = [];
  let start = 0;
  for (const [name, { shape, values }] of Object.entries(artifacts)) {
    packed.set(values, start);
    entries.push({ name, shape, start, length: values.length });
    start += values.length;
  }
  return { entries, bytes: new Uint8Array(packed.buffer) };
}

function unpackArtifacts(
  entries: readonly ArtifactEntry[],
  bytes: Uint8Array | undefined,
): Record<string, Artifact> {
  // Copied, because a view of 32-bit elements must start at a multiple of four bytes.
  const packed = new Float32Array(new Uint8Array(bytes ?? []).buffer);
  return Object.fromEntries(
    entries.map(({ name, shape, start, length }) => [
      name,
      { shape, values: packed.slice(start, start + length) },
    ]),
  );
}
