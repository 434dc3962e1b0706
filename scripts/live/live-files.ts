/**
 * The files with which a reader's browser repeats trials: the worker's script with their modules, the engine's binaries,
 * the data, a listing for each study, and the results to compare with.
 */
import type { ListedTrial, Listing, PublishedFile } from "../../templates/client/live/listing.ts";
import type { CachingEffects } from "../base/cached.ts";
import { sha256 } from "../base/hash.ts";
import {
  BACKEND_FILE,
  DATA_NOTICE_FILE,
  dataFile,
  KERNELS_FILE,
  listingFile,
  resultFile,
  WORKER_FILE,
} from "../report/files.ts";
import type { Licence } from "../report/licences.ts";
import type { OutputFiles, PlacedData, RenderedSlide, RunTrial } from "../report/report.ts";
import { moduleName } from "../trials/keys.ts";
import { dataFiles, dataNotice, engineFiles, resultText } from "./published-files.ts";
import { neededData, needsEngine, repeatableTrials } from "./repeatable.ts";
import { workerScript } from "./worker-script.ts";

export interface LiveFiles {
  /** By path; none where no trial of the report can run in a browser. */
  readonly files: OutputFiles;
  /** Of the packages that the worker's script bundles. */
  readonly licences: readonly Licence[];
}

export async function liveFiles(
  rendered: readonly Pick<RenderedSlide, "measured">[],
  effects: CachingEffects,
): Promise<LiveFiles> {
  const studies = rendered.flatMap(({ measured }) => {
    const { trials } = repeatableTrials(measured);
    return trials.length === 0 ? [] : [{ slide: measured.slide, trials }];
  });
  if (studies.length === 0) return { files: new Map(), licences: [] };
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
  const files = new Map<string, string | Uint8Array>([
    [WORKER_FILE, worker.code],
    ...published,
    [DATA_NOTICE_FILE, dataNotice(sets)],
    ...studies.map(({ slide, trials }): [string, string] => [
      listingFile(slide.name),
      `${JSON.stringify(listingOf(trials, sets, downloads, effects.root))}\n`,
    ]),
    ...[...all.values()].map(({ trial, stored }): [string, string] => [
      resultFile(trial.key),
      resultText(stored.result),
    ]),
  ]);
  return { files, licences: worker.licences };
}

function describe(file: string, bytes: Uint8Array): PublishedFile {
  return { file, bytes: bytes.length, sha256: sha256(bytes) };
}

function listingOf(
  trials: readonly RunTrial[],
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
        digest: stored.digest,
        result: resultFile(trial.key),
      }),
    ),
  };
}
