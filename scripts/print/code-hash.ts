/** What printing depends on beside its input: our code and the locked packages, fonts included. */
import path from "node:path";
import type { Effects } from "../base/effects.ts";
import { sha256 } from "../base/hash.ts";

export async function hashPrintingCode({ root, disk }: Pick<Effects, "root" | "disk">): Promise<string> {
  const folder = path.join(root, "scripts", "print");
  const names = (await disk.list(folder)).filter((name) => name.endsWith(".ts"));
  const files = [...names.map((name) => path.join(folder, name)), path.join(root, "package-lock.json")];
  const contents = await Promise.all(files.map((file) => disk.readText(file)));
  return sha256(contents.map(sha256).join("\n"));
}
