/**
 * The store of finished trials: `.cache/trials/<key>.json`, with artifacts in `<key>.bin` beside it. Files are written
 * atomically and verified by checksum. A damaged one is moved to aside/ and counts as missing.
 */
import { join } from "node:path";
import { findNonJson } from "../../experiments/lib/canonical-json.ts";
import { digestOf } from "../../experiments/lib/digest.ts";
import type { Artifact, TrialOutput } from "../../experiments/lib/trial.ts";
import type { Disk } from "../base/effects.ts";
import { sha256 } from "../base/hash.ts";
import { isRecord } from "../base/json.ts";
import { seal, unseal } from "../base/sealed.ts";

/** A finished trial as it is read back. */
export interface StoredTrial {
  readonly output: TrialOutput;
  /** Duration of the run that computed it. */
  readonly seconds: number;
}

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

interface ArtifactEntry {
  readonly name: string;
  readonly shape: readonly number[];
  /** Position and number of its values in the .bin file, counted in Float32 elements. */
  readonly start: number;
  readonly length: number;
}

interface StoreRecord {
  readonly result: unknown;
  /** Kept, so that reading a result need not hash its artifacts a second time. Older stores lack it. */
  readonly digest?: string;
  readonly seconds: number;
  readonly artifacts: readonly ArtifactEntry[];
  /** Checksum of the .bin file; null without artifacts. */
  readonly binary: string | null;
}

/** A verified record, with the bytes of its artifacts. */
interface VerifiedRecord {
  readonly record: StoreRecord;
  /** Undefined without artifacts. */
  readonly bytes: Uint8Array | undefined;
}

/** The folder of the store in a project. */
export function storeFolder(root: string): string {
  return join(root, ".cache", "trials");
}

/** Opens the store in `folder`. `report` receives a line for each trial whose files are moved to aside/. */
export function openStore(folder: string, disk: Disk, report: (line: string) => void): Store {
  const setAside = async (key: string, reason: string) => {
    for (const name of [`${key}.json`, `${key}.bin`]) {
      const path = join(folder, name);
      if ((await disk.kind(path)) === "file") await disk.move(path, join(folder, "aside", name));
    }
    report(`damaged store file: ${key}.json (${reason}); moved to aside/, and the trial runs again`);
  };
  /** Undefined if the trial is missing or damaged. */
  const readVerified = async (key: string): Promise<VerifiedRecord | undefined> => {
    const file = await disk.maybeBytes(join(folder, `${key}.json`));
    if (file === undefined) return undefined;
    try {
      const record = recordIn(file);
      const bytes = record.binary === null ? undefined : await disk.maybeBytes(join(folder, `${key}.bin`));
      checkArtifacts(record, bytes);
      return { record, bytes };
    } catch (error) {
      if (!(error instanceof DamageError)) throw error;
      await setAside(key, error.message);
      return undefined;
    }
  };
  return {
    async read(key) {
      const verified = await readVerified(key);
      if (verified === undefined) return undefined;
      return { output: outputIn(verified), seconds: verified.record.seconds };
    },
    async readResult(key) {
      const verified = await readVerified(key);
      if (verified === undefined) return undefined;
      const { result, seconds, digest = await digestOf(outputIn(verified)) } = verified.record;
      return { result, digest, seconds };
    },
    async write(key, { output, seconds }) {
      const { entries, bytes } = packArtifacts(output.artifacts ?? {});
      const binary = bytes.length === 0 ? null : sha256(bytes);
      // Artifacts first, so that a record never refers to a missing file.
      if (binary !== null) await disk.write(join(folder, `${key}.bin`), bytes);
      const digest = await digestOf(output);
      const record: StoreRecord = { result: output.result, digest, seconds, artifacts: entries, binary };
      await disk.write(join(folder, `${key}.json`), seal(JSON.stringify(record)));
    },
  };
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

/** A store file whose content is not what was written. */
class DamageError extends Error {}

function recordIn(file: Uint8Array): StoreRecord {
  const content = unseal(file);
  if (content === undefined) throw new DamageError("its checksum does not match");
  // The checksum proves that `write` made this text.
  return JSON.parse(content.toString()) as StoreRecord;
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

function checkArtifacts({ binary }: StoreRecord, bytes: Uint8Array | undefined): void {
  if (binary !== null && bytes === undefined) throw new DamageError("its artifacts are missing");
  if (bytes !== undefined && sha256(bytes) !== binary) {
    throw new DamageError("the checksum of its artifacts does not match");
  }
}

function outputIn({ record, bytes }: VerifiedRecord): TrialOutput {
  // Copied, because a view of 32-bit elements must start at a multiple of four bytes.
  const packed = new Float32Array(new Uint8Array(bytes ?? []).buffer);
  const artifacts = record.artifacts.map(({ name, shape, start, length }): [string, Artifact] => [
    name,
    { shape, values: packed.slice(start, start + length) },
  ]);
  return { result: record.result, artifacts: Object.fromEntries(artifacts) };
}
