/**
 * The scripts of the pages: each entry of templates/client/ as one classic script, since browsers refuse module scripts
 * on pages opened from disk.
 */
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { BuildOptions } from "esbuild";
import type { CachingEffects } from "../base/cached.ts";

const OPTIONS = {
  bundle: true,
  format: "iife",
  platform: "browser",
  target: ["chrome111", "firefox111", "safari16.4"],
  minify: true,
  legalComments: "none",
  write: false,
  logLevel: "silent",
} satisfies BuildOptions;

/** The bundle of templates/client/NAME.ts. */
export function clientScript(
  name: string,
  { root, cached }: Pick<CachingEffects, "root" | "cached">,
): Promise<Uint8Array> {
  const entry = path.join(root, "templates", "client", `${name}.ts`);
  const key = { module: pathToFileURL(entry), input: OPTIONS, slot: `${name}.js` };
  return cached("scripts", key, async () => {
    const { build } = await import("esbuild");
    const { outputFiles } = await build({ ...OPTIONS, entryPoints: [entry], absWorkingDir: root });
    const [script] = outputFiles;
    if (script === undefined) throw new Error(`no bundle of ${entry}`);
    return script.contents;
  });
}
