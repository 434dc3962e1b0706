/** What the engine needs in a browser: the page that starts it hands in addresses and bytes of published files. */
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js";
import { EngineError } from "../../kit/trial.ts";
import type { Host } from "./host.ts";

/** The engine's published files. */
export interface EngineFiles {
  /** The address of the folder with the WASM backend's binary. */
  readonly binaries: string;
  readonly kernels: Uint8Array;
}

let files: EngineFiles | undefined;

/** Hands in the engine's files, before it starts. */
export function handInEngine(published: EngineFiles): void {
  files = published;
}

function handedIn(): EngineFiles {
  if (files === undefined) throw new EngineError("missing files of the engine: none were handed in");
  return files;
}

export const host: Host = {
  binaries: () => handedIn().binaries,
  kernels: async () => handedIn().kernels,
  completeCore: async () => {},
  startWasm: (start) => start(),
  loadBackend: async (engine) => {
    throw new EngineError(`unusable engine: ${engine}; a browser runs wasm`);
  },
};
