/** manifest.json: the mark of a folder that this program wrote, the list of its files, and the digests of its trials. */
import type { ProfileName } from "../../experiments/kit/experiment.ts";
import { isRecord, parseRecord, prettyJson } from "../base/json.ts";
import { profiles } from "../system/command.ts";
import { MANIFEST_FILE } from "./files.ts";
import { GENERATOR, isOurs, type OutputFiles } from "./record.ts";

/** The text of a manifest.json, which marks its folder as one that this program wrote and may replace. */
export function markedJson(content: object): string {
  return prettyJson({ generator: GENERATOR, ...content });
}

/** The digests in a manifest, and where they come from. */
export interface ListedDigests {
  readonly commit: string;
  readonly profile: ProfileName;
  readonly engine: string;
  /** By the trials' keys. */
  readonly digests: ReadonlyMap<string, string>;
}

/** Facts are printed, so a manifest from the web may not put anything else into them. */
const WORD = /^[\w-]+$/;
const isWord = (value: unknown): value is string => typeof value === "string" && WORD.test(value);

/** The digests in the text of a manifest, or undefined if this program did not write it. */
export function parseDigests(text: string): ListedDigests | undefined {
  const { trials, commit, profile, engine } = parseManifest(text) ?? {};
  const named = profiles.find((name) => name === profile);
  if (!Array.isArray(trials) || named === undefined || !isWord(commit) || !isWord(engine)) return undefined;
  const digests = trials
    .filter(isRecord)
    .flatMap(({ key, digest }): [string, string][] => (isWord(key) && isWord(digest) ? [[key, digest]] : []));
  return { commit, profile: named, engine, digests: new Map(digests) };
}

/** The content of a manifest, or undefined if this program did not write it. */
export function parseManifest(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  const manifest = parseRecord(text);
  return isOurs(manifest?.generator) ? manifest : undefined;
}

/** The files of a folder with a manifest, in which the manifest lists them all. */
export function withFileList(files: OutputFiles): OutputFiles {
  const manifest = parseManifest(Buffer.from(files.get(MANIFEST_FILE) ?? "").toString());
  if (manifest === undefined) throw new Error(`invalid ${MANIFEST_FILE}`);
  return new Map(files).set(MANIFEST_FILE, prettyJson({ ...manifest, files: [...files.keys()].sort() }));
}

/** The files that a manifest lists; undefined if it has no list, as those of earlier versions. */
export function listedFiles(manifest: Readonly<Record<string, unknown>>): ReadonlySet<string> | undefined {
  return Array.isArray(manifest.files) ? new Set(manifest.files.map(String)) : undefined;
}
