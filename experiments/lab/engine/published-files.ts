/** Files that a browser downloads before it starts the engine. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { PublishedFiles } from "../../kit/report.ts";
import { BACKEND, KERNELS } from "./host-browser-files.ts";
import { compileKernels } from "./wasm/compile.ts";

const require = createRequire(import.meta.url);

export const publishedFiles: PublishedFiles = async () => {
  const backend = require.resolve(`@tensorflow/tfjs-backend-wasm/dist/${BACKEND}`);
  return { [KERNELS]: await compileKernels(), [BACKEND]: readFileSync(backend) };
};
