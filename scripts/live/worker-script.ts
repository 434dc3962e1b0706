/** The script of the worker in which a reader's browser runs trials: their modules, the same as in Node, in one bundle. */
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { CachingEffects } from "../base/cached.ts";
import { sha256 } from "../base/hash.ts";
import type { KeyedTrial } from "../trials/keys.ts";

/** The place of a trial's module in the project, by which the worker finds it. */
export function moduleName({ trial }: KeyedTrial, root: string): string {
  return path.relative(root, fileURLToPath(trial.module)).replaceAll("\\", "/");
}

/** Bundles the modules of these trials with what serves them. */
export async function workerScript(
  trials: readonly KeyedTrial[],
  effects: CachingEffects,
): Promise<Uint8Array> {
  const { root, disk, cached } = effects;
  const modules = new Map(trials.map((trial) => [moduleName(trial, root), trial.components.code]));
  const names = [...modules.keys()].sort();
  const serve = path.join(root, "templates", "client", "live", "worker.ts");
  const imports = [serve, ...names.map((name) => path.join(root, name))].map(
    (file, index) => `import * as m${index} from ${JSON.stringify(file)};`,
  );
  const runs = names.map((name, index) => `${JSON.stringify(name)}: m${index + 1}.run`);
  const contents = [...imports, `m0.serve({ ${runs.join(", ")} });`].join("\n");
  const { browser }: { browser: Readonly<Record<string, string>> } = JSON.parse(
    await disk.readText(path.join(root, "package.json")),
  );
  const replaced = await Promise.all(
    Object.values(browser).map(async (file) => sha256(await disk.readText(path.join(root, file)))),
  );
  const input = { modules: Object.fromEntries(modules), replaced };
  return cached("scripts", { module: pathToFileURL(serve), input, slot: "worker.js" }, async () => {
    const { build } = await import("esbuild");
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: root, loader: "ts" },
      absWorkingDir: root,
      bundle: true,
      write: false,
      format: "iife",
      platform: "browser",
      target: ["chrome111", "firefox111", "safari16.4"],
      minify: true,
      legalComments: "none",
      logLevel: "silent",
    });
    const [script] = outputFiles;
    if (script === undefined) throw new Error("no bundle of the worker");
    return script.contents;
  });
}
