/**
 * Parts that TensorFlow.js keeps in its complete package instead of its core: gradients of the core's operations, and
 * operations as methods of tensors. The core contains them as modules that Node cannot load. So they are bundled to
 * one file per version, in `.cache/tensorflow/`.
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import type {} from "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js";
import { keptFile, projectRoot } from "./wasm/compile.ts";

const require = createRequire(import.meta.url);

const MODULES = ["register_all_gradients", "public/chained_ops/register_all_chained_ops"];

/** Registers them. They use the global engine and registries, whichever copy of the core runs. */
export async function completeCore(): Promise<void> {
  const root = projectRoot();
  const { version } = require("@tensorflow/tfjs-core/package.json") as { version: string };
  require(await keptFile(join(root, ".cache", "tensorflow", `${version}.cjs`), () => bundle(root)));
}

async function bundle(root: string): Promise<string> {
  // Not imported: the bundler would make its version part of every trial's key.
  const { build } = require("esbuild") as typeof import("esbuild");
  const contents = MODULES.map((name) => `import "@tensorflow/tfjs-core/dist/${name}.js";`).join("\n");
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
    minify: true,
  });
  return outputFiles.map(({ text }) => text).join("");
}
