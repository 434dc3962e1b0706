/** What the engine needs in a browser. The page that starts it passes addresses and bytes of published files. */
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js";
import type { DownloadedFile, HandInEngine } from "../../kit/report.ts";
import { EngineError } from "../../kit/trial.ts";
import type { Host } from "./host.ts";
import { BACKEND, KERNELS } from "./host-browser-files.ts";

let files: Parameters<HandInEngine>[0] = {};

export const handInEngine: HandInEngine = (downloaded) => {
  files = downloaded;
};

function handedIn(name: string): DownloadedFile {
  const file = files[name];
  if (file === undefined) throw new EngineError(`missing file of the engine: ${name} was not handed in`);
  return file;
}

export const host: Host = {
  // The loader fetches the binary again, from the browser's cache, after its checksum was verified.
  binaries: () => new URL(".", handedIn(BACKEND).address).href,
  kernels: async () => handedIn(KERNELS).bytes,
  completeCore: async () => {},
  startWasm: (start) => start(),
  loadBackend: async (engine) => {
    throw new EngineError(`unusable engine: ${engine}; a browser runs wasm`);
  },
};
