/** The script of the worker in which a reader's browser runs trials: their modules, the same as in Node, in one bundle. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { CachingEffects } from "../base/cached.ts";
import { sha256 } from "../base/hash.ts";
import { type BrowserBundle, bundleForBrowser } from "../report/client-scripts.ts";
import { type KeyedTrial, moduleName } from "../trials/keys.ts";

/** Bundles the modules of these trials with what serves them. */
export async function workerScript(
  trials: readonly KeyedTrial[],
  effects: CachingEffects,
): Promise<BrowserBundle> {
  const { root, disk } = effects;
  const modules = new Map(trials.map((trial) => [moduleName(trial.trial, root), trial.components.code]));
  const names = [...modules.keys()].sort();
  const serve = path.join(root, "templates", "client", "live", "worker.ts");
  const imports = [serve, ...names.map((name) => path.join(root, name))].map(
    (file, index) => `import * as m${index} from ${JSON.stringify(file)};`,
  );
  const runs = names.map((name, index) => `${JSON.stringify(name)}: m${index + 1}.run`);
  const contents = [...imports, `m0.serve({ ${runs.join(", ")} });`].join("\n");
  // The hashes of the modules are those of their bundles for Node, so what takes a module's place is hashed here.
  const { browser }: { browser: Readonly<Record<string, string>> } = JSON.parse(
    await disk.readText(path.join(root, "package.json")),
  );
  const replaced = await Promise.all(
    Object.values(browser).map(async (file) => sha256(await disk.readText(path.join(root, file)))),
  );
  const input = { modules: Object.fromEntries(modules), replaced };
  return bundleForBrowser({ name: "worker", module: pathToFileURL(serve), contents, input }, effects);
}
