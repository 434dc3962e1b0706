/**
 * The files with which a reader's browser repeats trials: the worker's script with the same modules as in Node, the engine's
 * binaries, the data, a listing for each study, and the results to compare with.
 */

import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "fflate";
import type { packData } from "../../experiments/kit/data-set.ts";
import { canonicalJson } from "../../experiments/kit/digest.ts";
import type { Trial } from "../../experiments/kit/trial.ts";
import type { compileKernels } from "../../experiments/lab/engine/wasm/compile.ts";
import { sha256 } from "../base/hash.ts";
import { type BrowserBundle, bundleForBrowser, type Licence } from "../bundling/browser-bundle.ts";
import { createBundler } from "../bundling/bundle.ts";
import type { CachingEffects } from "../bundling/cached.ts";
import {
  BACKEND_FILE,
  DATA_NOTICE_FILE,
  dataFile,
  KERNELS_FILE,
  listingFile,
  resultFile,
  WORKER_FILE,
} from "../record/files.ts";
import type { OutputFiles } from "../record/record.ts";
import type { MeasuredSlide } from "../slides/planned.ts";
import type { PlacedData } from "../slides/slide.ts";
import { type KeyedTrial, moduleName } from "../trials/keys.ts";
import type { ListedTrial, Listing, PublishedFile } from "./listing.ts";
import { type FinishedTrial, neededData, needsEngine, repeatableTrials } from "./repeatable.ts";

export interface LiveFiles {
  /** By path; none where no trial of the report can run in a browser. */
  readonly files: OutputFiles;
  /** What each slide offers to run, by the slide's name; none for a slide of which a browser can run nothing. */
  readonly listings: ReadonlyMap<string, Listing>;
  /** Of the packages that the worker's script bundles. */
  readonly licences: readonly Licence[];
}

export async function liveFiles(
  slides: readonly Pick<MeasuredSlide, "slide" | "trials">[],
  effects: CachingEffects,
): Promise<LiveFiles> {
  const studies = slides.flatMap(({ slide, trials: all }) => {
    const trials = repeatableTrials({ slide, trials: all });
    return trials.length === 0 ? [] : [{ slide, trials }];
  });
  if (studies.length === 0) return { files: new Map(), listings: new Map(), licences: [] };
  const all = new Map(studies.flatMap(({ trials }) => trials.map((one) => [one.trial.key, one] as const)));
  const sets = neededData(
    studies.flatMap(({ slide }) => slide.published),
    [...all.values()],
  );
  const keyed = [...all.values()].map(({ trial }) => trial);
  const engine = needsEngine([...all.values()]) ? await engineFiles(effects) : [];
  const published = [...engine, ...(await dataFiles(sets, effects))];
  const downloads = new Map(published.map(([file, bytes]) => [file, describe(file, bytes)]));
  const worker = await workerScript(keyed, effects);
  const listings = new Map(
    studies.map(({ slide, trials }) => [slide.name, listingOf(trials, sets, downloads, effects.root)]),
  );
  const files = new Map<string, string | Uint8Array>([
    [WORKER_FILE, worker.code],
    ...published,
    [DATA_NOTICE_FILE, dataNotice(sets)],
    ...[...listings].map(([name, listing]): [string, string] => [
      listingFile(name),
      `${JSON.stringify(listing)}\n`,
    ]),
    ...[...all.values()].map(({ trial, stored }): [string, string] => [
      resultFile(trial.key),
      resultText(stored.result),
    ]),
  ]);
  return { files, listings, licences: worker.licences };
}

function describe(file: string, bytes: Uint8Array): PublishedFile {
  return { file, bytes: bytes.length, sha256: sha256(bytes) };
}

/** What the panel shows of a run while it goes on, and at its end. */
const shownFields = ({ description: { steps, curve, finalLoss } = {} }: Trial) => ({
  ...(steps !== undefined && { steps }),
  ...(curve !== undefined && { curve }),
  ...(finalLoss !== undefined && { finalLoss }),
});

function listingOf(
  trials: readonly FinishedTrial[],
  sets: readonly PlacedData[],
  downloads: ReadonlyMap<string, PublishedFile>,
  root: string,
): Listing {
  const download = (file: string): PublishedFile => {
    const found = downloads.get(file);
    if (found === undefined) throw new Error(`unpublished file: ${file}`);
    return found;
  };
  const needed = neededData(sets, trials);
  return {
    worker: WORKER_FILE,
    engine: needsEngine(trials) ? { kernels: download(KERNELS_FILE), backend: download(BACKEND_FILE) } : null,
    data: needed.map(({ name, title }) => ({ name, title, ...download(dataFile(name)) })),
    trials: trials.map(
      ({ trial, stored }): ListedTrial => ({
        key: trial.key,
        module: moduleName(trial.trial, root),
        // keys.ts refuses a config that is not a JSON object.
        config: trial.trial.config as ListedTrial["config"],
        inputs: trial.components.inputs,
        data: trial.trial.data,
        seconds: trial.trial.estimatedSeconds,
        ...shownFields(trial.trial),
        digest: stored.digest,
        result: resultFile(trial.key),
      }),
    ),
  };
}

const require = createRequire(import.meta.url);

const BACKEND = "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm";

type Files = readonly (readonly [file: string, bytes: Uint8Array])[];

/** The kernels, compiled, and the WASM backend's binary. */
async function engineFiles(effects: CachingEffects): Promise<Files> {
  const { root, disk, load } = effects;
  // It keeps the kernels in the cache above it, so it is loaded as the workers load it.
  const module = path.join(root, "experiments/lab/engine/wasm/compile.ts");
  const bundle = await createBundler(effects).bundle(module);
  await bundle.write();
  const compile = (await load(bundle.file)) as { compileKernels: typeof compileKernels };
  return [
    [KERNELS_FILE, await compile.compileKernels()],
    [BACKEND_FILE, await disk.readBytes(require.resolve(BACKEND))],
  ];
}

/** The data sets, packed and compressed. */
async function dataFiles(sets: readonly PlacedData[], effects: CachingEffects): Promise<Files> {
  const { root, load, cached } = effects;
  return Promise.all(
    sets.map(async ({ name, module, read }) => {
      const bytes = await cached("data", { module, input: name }, async () => {
        const packing = (await load(path.join(root, "experiments/kit/data-set.ts"))) as {
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
function dataNotice(sets: readonly PlacedData[]): string {
  const parts = sets.map(({ name, title, source, licence, attribution }) =>
    [`${dataFile(name)}: ${title}`, `Source: ${source}`, `Licence: ${licence}`, `By: ${attribution}`].join(
      "\n",
    ),
  );
  return `Data that a browser downloads to repeat trials\n\n${parts.join("\n\n")}\n`;
}

/** A result as it is published: canonical JSON, as in its digest. */
const resultText = (result: unknown): string => `${canonicalJson(result)}\n`;

/** Bundles the modules of these trials with what serves them. */
async function workerScript(trials: readonly KeyedTrial[], effects: CachingEffects): Promise<BrowserBundle> {
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
