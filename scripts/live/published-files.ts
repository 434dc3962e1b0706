/** Files that a browser downloads before it runs a trial: the engine's binaries and the data, as bytes. */
import { createRequire } from "node:module";
import path from "node:path";
import { gzipSync } from "fflate";
import { canonicalJson } from "../../experiments/lib/canonical-json.ts";
import type { packData } from "../../experiments/lib/data/data-set.ts";
import type { compileKernels } from "../../experiments/lib/engine/wasm/compile.ts";
import { createBundler } from "../base/bundle.ts";
import type { CachingEffects } from "../base/cached.ts";
import { BACKEND_FILE, dataFile, KERNELS_FILE } from "../report/files.ts";
import type { PlacedData } from "../report/report.ts";

const require = createRequire(import.meta.url);
const BACKEND = "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm";

type Files = readonly (readonly [file: string, bytes: Uint8Array])[];

/** The kernels, compiled, and the WASM backend's binary. */
export async function engineFiles(effects: CachingEffects): Promise<Files> {
  const { root, disk, load } = effects;
  // It keeps the kernels in the cache above it, so it is loaded as the workers load it.
  const module = path.join(root, "experiments/lib/engine/wasm/compile.ts");
  const bundle = await createBundler(effects).bundle(module);
  await bundle.write();
  const compile = (await load(bundle.file)) as { compileKernels: typeof compileKernels };
  return [
    [KERNELS_FILE, await compile.compileKernels()],
    [BACKEND_FILE, await disk.readBytes(require.resolve(BACKEND))],
  ];
}

/** The data sets, packed and compressed. */
export async function dataFiles(sets: readonly PlacedData[], effects: CachingEffects): Promise<Files> {
  const { root, load, cached } = effects;
  return Promise.all(
    sets.map(async ({ name, module, read }) => {
      const bytes = await cached("data", { module, input: name }, async () => {
        const packing = (await load(path.join(root, "experiments/lib/data/data-set.ts"))) as {
          packData: typeof packData;
        };
        // Written in JavaScript, so that the bytes do not depend on the version of zlib.
        return gzipSync(packing.packData(read()), { level: 9, mtime: 0 });
      });
      return [dataFile(name), bytes] as const;
    }),
  );
}

/** Source, licence and attribution of each published data set. */
export function dataNotice(sets: readonly PlacedData[]): string {
  const parts = sets.map(({ name, title, source, licence, attribution }) =>
    [`${dataFile(name)}: ${title}`, `Source: ${source}`, `Licence: ${licence}`, `By: ${attribution}`].join(
      "\n",
    ),
  );
  return `Data that a browser downloads to repeat trials\n\n${parts.join("\n\n")}\n`;
}

/** A result as it is published: canonical JSON, as in its digest. */
export const resultText = (result: unknown): string => `${canonicalJson(result)}\n`;
