/**
 * The files with which a reader's browser repeats trials: the worker's script with their modules, the engine's binaries,
 * the data, a listing for each study, and the results to compare with.
 */
import type { Trial } from "../../experiments/lib/trial.ts";
import type { ListedTrial, Listing, PublishedFile } from "../../templates/client/live/listing.ts";
import type { CachingEffects } from "../base/cached.ts";
import { sha256 } from "../base/hash.ts";
import type { OutputFiles } from "../record/record.ts";
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
import type { MeasuredSlide, PlacedData } from "../report/report.ts";
import { moduleName } from "../trials/keys.ts";
import { dataFiles, dataNotice, engineFiles, resultText } from "./published-files.ts";
import { type FinishedTrial, neededData, needsEngine, repeatableTrials } from "./repeatable.ts";
import { workerScript } from "./worker-script.ts";

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
