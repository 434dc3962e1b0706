/** ExifTool, by others, reads what a picture or a document says of itself. */
import { execFileSync } from "node:child_process";

function versionOf(): string | undefined {
  try {
    return execFileSync("exiftool", ["-ver"], { encoding: "utf8" });
  } catch {
    return undefined;
  }
}

export const hasExifTool = versionOf() !== undefined;

/** Fields by group and name, e.g. "XMP-dc:Title". */
export type ExifFields = Readonly<Record<string, unknown>>;

export function readFields(file: string): ExifFields {
  const [fields] = JSON.parse(
    execFileSync("exiftool", ["-json", "-G1", "-struct", file], { encoding: "utf8" }),
  );
  return fields;
}
