/**
 * The files with which a reader's browser repeats trials: the worker's script with the same modules as in Node, the engine's
 * binaries, the data, a listing for each study, and the results to compare with.
 */

import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "fflate";
import { packData } from "../../experiments/kit/data-set.ts";
import { canonicalJson } from "../../experiments/kit/digest.ts";
import type { Engine, PublishedFiles, Report } from "../../experiments/kit/report.ts";
import type { Trial } from "../../experiments/kit/trial.ts";
import type { Disk } from "../base/effects.ts";
import { sha256 } from "../base/hash.ts";
import { type BrowserBundle, bundleForBrowser, type Licence } from "../bundling/browser-bundle.ts";
import { createBundler } from "../bundling/bundle.ts";
import type { CachingEffects } from "../bundling/cached.ts";
import {
  AUDIT_FILE,
  DATA_NOTICE_FILE,
  dataFile,
  engineFile,
  listingFile,
  resultFile,
  WORKER_FILE,
} from "../record/files.ts";
import type { OutputFiles } from "../record/record.ts";
import type { MeasuredSlide } from "../slides/planned.ts";
import type { PlacedData } from "../slides/slide.ts";
import { withInputs } from "../trials/inputs.ts";
import { type KeyedTrial, moduleName } from "../trials/keys.ts";
import { loadReport } from "../trials/report-entry.ts";
import type { ListedTrial, Listing, PublishedFile } from "./listing.ts";
import { openingOf } from "./opening.ts";
import {
  auditedTrials,
  type FinishedTrial,
  neededData,
  needsEngine,
  repeatableTrials,
} from "./repeatable.ts";
import { finalLossIn, lossesIn } from "./results.ts";
import { nameRuns } from "./run-names.ts";

export interface LiveFiles {
  /** By path; none where no trial of the report can run in a browser. */
  readonly files: OutputFiles;
  /** What each slide offers to run, by the slide's name; a slide without trials for browsers is missing. */
  readonly listings: ReadonlyMap<string, Listing>;
  /** The trials of which the page that audits the report draws a sample; undefined if there are none. */
  readonly audit: Listing | undefined;
  /** Of the packages that the worker's script bundles. */
  readonly licences: readonly Licence[];
}

/** Makes these files for the trials that a browser can repeat. Throws a ReportError for a mistake in the report's entry. */
export async function liveFiles(
  slides: readonly Pick<MeasuredSlide, "slide" | "trials" | "recorded">[],
  effects: CachingEffects,
): Promise<LiveFiles> {
  const report = await loadReport(effects);
  const studies = slides.flatMap((measured) => {
    const trials = repeatableTrials(measured);
    return trials.length === 0 ? [] : [{ slide: measured.slide, trials }];
  });
  if (studies.length === 0) {
    return { files: new Map(), listings: new Map(), audit: undefined, licences: [] };
  }
  const all = new Map(studies.flatMap(({ trials }) => trials.map((run) => [run.trial.key, run] as const)));
  const sets = neededData(
    studies.flatMap(({ slide }) => slide.published),
    [...all.values()],
  );
  const engine = needsEngine([...all.values()]) ? report.engine : undefined;
  const ofEngine = engine === undefined ? {} : await engineFiles(engine, effects);
  const published = new Map([
    ...Object.entries(ofEngine).map(([name, bytes]) => [engineFile(name), bytes] as const),
    ...(await dataFiles(sets, effects)),
  ]);
  const keyed = [...all.values()].map(({ trial }) => trial);
  const worker = await workerScript(keyed, engine, effects);
  const offer: Offer = {
    live: report.live,
    engine: engine && { name: engine.exact, files: Object.keys(ofEngine) },
    sets,
    published,
    root: effects.root,
  };
  const listings = new Map(studies.map(({ slide, trials }) => [slide.name, listingOf(trials, offer)]));
  const audited = auditedTrials([...all.values()]);
  // They are neither changed nor drawn.
  const fixed = ({ trials, opening, ...listing }: Listing) => ({
    ...listing,
    trials: trials.map((trial) => ({ ...trial, open: [] })),
    opening: { ...opening, losses: [] },
  });
  const audit = audited.length === 0 ? undefined : fixed(listingOf(audited, offer));
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
  if (audit !== undefined) files.set(AUDIT_FILE, `${JSON.stringify(audit)}\n`);
  return { files, listings, audit, licences: worker.licences };
}

/** What the report publishes for its trials. */
interface Offer {
  readonly live: Report["live"];
  /** With the names of its files. */
  readonly engine: { readonly name: string; readonly files: readonly string[] } | undefined;
  readonly sets: readonly PlacedData[];
  /** By path. */
  readonly published: ReadonlyMap<string, Uint8Array>;
  readonly root: string;
}

const lastPart = (settingPath: string): string => settingPath.slice(settingPath.lastIndexOf(".") + 1);

/** What the panel shows of a run while it goes on, and at its end. */
const shownFields = ({ description: { steps, curve, finalLoss, open = [] } = {} }: Trial) => ({
  ...(steps !== undefined && { steps }),
  ...(curve !== undefined && { curve }),
  ...(finalLoss !== undefined && { finalLoss }),
  open: open.map((setting) => ({ ...setting, name: setting.name ?? lastPart(setting.path) })),
});

function listingOf(
  trials: readonly FinishedTrial[],
  { live, engine, sets, published, root }: Offer,
): Listing {
  const describe = (file: string): PublishedFile => {
    const bytes = published.get(file);
    if (bytes === undefined) throw new Error(`unpublished file: ${file}`);
    return { file, bytes: bytes.length, sha256: sha256(bytes) };
  };
  const needed = neededData(sets, trials);
  const engineListing = engine && {
    name: engine.name,
    files: Object.fromEntries(engine.files.map((name) => [name, describe(engineFile(name))])),
  };
  const { names, seeds, places, groups } = nameRuns(
    trials.map(({ trial }) => trial),
    live?.settings ?? {},
  );
  const listed = trials.map(({ trial, stored, recorded }): ListedTrial => {
    const { description } = trial.trial;
    const seed = seeds.get(trial.key);
    const ends = finalLossIn(stored.result, description ?? {});
    return {
      key: trial.key,
      name: names.get(trial.key) ?? trial.trial.kind,
      ...(description?.arm !== undefined && { arm: description.arm }),
      ...(seed !== undefined && { seed }),
      group: places.get(trial.key) ?? 0,
      ...(ends !== undefined && { ends }),
      module: moduleName(trial.trial, root),
      // keys.ts rejects a config that is not a JSON object.
      config: trial.trial.config as ListedTrial["config"],
      inputs: trial.components.inputs,
      data: trial.trial.data,
      seconds: withInputs([trial]).reduce((sum, input) => sum + input.trial.estimatedSeconds, 0),
      ...shownFields(trial.trial),
      digest: stored.digest,
      result: resultFile(trial.key),
      ...(recorded !== undefined && { recorded }),
    };
  });
  const opening = openingOf(listed);
  const result = trials.find(({ trial }) => trial.key === opening?.key)?.stored.result;
  return {
    note: live?.note ?? null,
    worker: WORKER_FILE,
    engine: (needsEngine(trials) ? engineListing : undefined) ?? null,
    data: needed.map(({ name, title }) => ({ name, title, ...describe(dataFile(name)) })),
    trials: listed,
    unit: live?.unit ?? null,
    groups,
    opening: { key: opening?.key ?? "", losses: opening === undefined ? [] : lossesIn(result, opening) },
  };
}

type Files = readonly (readonly [file: string, bytes: Uint8Array])[];

/** What the engine downloads in a browser, by name. */
async function engineFiles({ browser }: Engine, effects: CachingEffects): ReturnType<PublishedFiles> {
  // It may keep what it makes in the cache above it, so it is loaded as the workers load it.
  const bundle = await createBundler(effects).bundle(fileURLToPath(browser.files));
  await bundle.write();
  const { publishedFiles } = (await effects.load(bundle.file)) as { publishedFiles: PublishedFiles };
  return publishedFiles();
}

/** The data sets, packed and compressed. */
async function dataFiles(sets: readonly PlacedData[], { cached }: CachingEffects): Promise<Files> {
  return Promise.all(
    sets.map(async ({ name, module, read }) => {
      // Written in JavaScript, so that the bytes do not depend on the version of zlib.
      const bytes = await cached("data", { module, input: name }, async () =>
        gzipSync(packData(read()), { level: 9, mtime: 0 }),
      );
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
async function workerScript(
  trials: readonly KeyedTrial[],
  engine: Engine | undefined,
  effects: CachingEffects,
): Promise<BrowserBundle> {
  const { root, home, disk } = effects;
  const modules = new Map(trials.map((trial) => [moduleName(trial.trial, root), trial.components.code]));
  const names = [...modules.keys()].sort();
  const serve = path.join(home, "scripts", "browser", "live", "worker.ts");
  const importing = (what: string, file: string) => `import ${what} from ${JSON.stringify(file)};`;
  const runs = names.map((name, index) => `${JSON.stringify(name)}: run${index}`);
  const hosted =
    engine === undefined ? [] : [importing("{ handInEngine }", fileURLToPath(engine.browser.host))];
  const contents = [
    importing("{ serve }", serve),
    ...hosted,
    ...names.map((name, index) => importing(`{ run as run${index} }`, path.join(root, name))),
    `serve({ runs: { ${runs.join(", ")} }${engine === undefined ? "" : ", handInEngine"} });`,
  ].join("\n");
  // The hashes of the modules are those of their bundles for Node, so what takes a module's place is hashed here.
  const replaced = await Promise.all([...new Set([root, home])].map((folder) => replacedFiles(folder, disk)));
  const input = { modules: Object.fromEntries(modules), replaced: replaced.flat() };
  return bundleForBrowser({ name: "worker", module: pathToFileURL(serve), contents, input }, effects);
}

/** Hashes of the files that a package puts in the place of others in browsers. */
async function replacedFiles(folder: string, disk: Disk): Promise<readonly string[]> {
  const { browser = {} }: { browser?: Readonly<Record<string, string>> } = JSON.parse(
    await disk.readText(path.join(folder, "package.json")),
  );
  return await Promise.all(
    Object.values(browser).map(async (file) => sha256(await disk.readText(path.join(folder, file)))),
  );
}
