/**
 * A site with the shortest quick trial of each kind that a browser can run, and a page that runs them all and reports back
 * to the test's own server. Nothing drives the browser, so that any can be tested alike.
 */
import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { build } from "esbuild";
import { createBundler } from "../../scripts/bundling/bundle.ts";
import { withCache } from "../../scripts/bundling/cached.ts";
import { liveFiles } from "../../scripts/live/live-files.ts";
import { type FinishedTrial, repeatableTrials } from "../../scripts/live/repeatable.ts";
import type { OutputFiles } from "../../scripts/record/record.ts";
import type { RunTrial } from "../../scripts/slides/planned.ts";
import { discover } from "../../scripts/stages/discover.ts";
import { plan } from "../../scripts/stages/plan.ts";
import { createNodeEffects } from "../../scripts/system/node-effects.ts";
import { type Answer, addressOf, answer, listen, respond } from "../../scripts/system/serve-folder.ts";
import { withInputs } from "../../scripts/trials/inputs.ts";
import { runTrials } from "../../scripts/workers/run-trials.ts";
import { defaultLimits } from "../../scripts/workers/worker-handle.ts";
import { measuredSlide } from "./fixture-slide.ts";
import { createMemoryDisk } from "./memory-effects.ts";
import { repository, silentObserver } from "./project.ts";

const onDisk = createNodeEffects(repository, new AbortController().signal);
const bundler = createBundler(onDisk);
const effects = withCache(onDisk, bundler);

/** The name under which the trials of all slides are listed. */
const SITE = "all-kinds";

export interface LiveSite {
  readonly files: OutputFiles;
  /** Digests that Node stored, by key. */
  readonly digests: ReadonlyMap<string, string>;
  readonly kinds: readonly string[];
}

/** The shortest quick trial of each kind that a browser can run, run in Node or taken from its store. */
export async function runQuickTrials(only?: readonly string[]) {
  const slides = await discover(effects);
  const planned = await plan(slides, { profile: "quick", engine: "wasm" }, effects, bundler);
  const sets = new Map(slides.flatMap((slide) => slide.published).map((set) => [set.name, set]));
  const published = [...sets.values()];
  const unrun = { result: null, digest: "", seconds: 0 };
  const asRun = planned.trials.map((trial): RunTrial => ({ trial, stored: unrun }));
  const trials = repeatableTrials({ slide: { published }, trials: asRun, recorded: [] });
  const chosen = shortestOfEachKind(
    trials.map(({ trial }) => trial),
    only,
  );
  const options = { jobs: 2, force: false, failFast: true, limits: defaultLimits };
  const outcomes = await runTrials(chosen, options, silentObserver, effects);
  const run = withInputs(chosen).flatMap((trial): FinishedTrial[] => {
    const outcome = outcomes.get(trial.key);
    return outcome !== undefined && "digest" in outcome ? [{ trial, stored: outcome }] : [];
  });
  return { published, trials: run };
}

/** The files with which a browser repeats those trials, with the page that does so. */
export async function createLiveSite(): Promise<LiveSite> {
  const { published, trials } = await runQuickTrials();
  const measured = measuredSlide({ name: SITE, published });
  const live = await liveFiles([{ ...measured, trials }], effects);
  const listing = live.files.get(`live/${SITE}.json`) ?? "";
  return {
    files: new Map([
      ...live.files,
      ["listing", listing],
      ["harness.js", await harness()],
      ["index.html", HARNESS_PAGE],
    ]),
    digests: new Map(trials.map(({ trial, stored }) => [trial.key, stored.digest])),
    kinds: [...new Set(trials.map(({ trial }) => trial.trial.kind))],
  };
}

type Keyed = RunTrial["trial"];

function shortestOfEachKind(trials: readonly Keyed[], only: readonly string[] | undefined): readonly Keyed[] {
  const shortest = new Map<string, Keyed>();
  const secondsOf = (trial: Keyed) =>
    withInputs([trial]).reduce((sum, input) => sum + input.trial.estimatedSeconds, 0);
  for (const trial of trials) {
    const { kind } = trial.trial;
    if (only !== undefined && !only.includes(kind)) continue;
    const known = shortest.get(kind);
    if (known === undefined || secondsOf(trial) < secondsOf(known)) shortest.set(kind, trial);
  }
  return [...shortest.values()];
}

const HARNESS_PAGE = `<!doctype html><meta charset="utf-8"><title>Trials</title><script src="harness.js" defer></script>`;

/** Runs every trial of the listing with the page's own code, and posts what each gave. */
async function harness(): Promise<Uint8Array> {
  const contents = `
    import { runTrial } from "./scripts/browser/live/run-trial.ts";
    const base = new URL("./", location.href).href;
    const post = (value) => fetch("report", { method: "POST", body: JSON.stringify(value) });
    const events = { download() {}, start() {}, progress() {} };
    (async () => {
      const listing = await (await fetch("listing")).json();
      for (const trial of listing.trials) {
        const ended = await runTrial(trial, listing, base, events, new AbortController().signal)
          .then(({ digest }) => ({ key: trial.key, digest }), (error) => ({ key: trial.key, reason: error.message }));
        await post(ended);
      }
      await post({ done: true, browser: navigator.userAgent });
    })().catch((error) => post({ done: true, reason: String(error) }));`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: repository, loader: "ts" },
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}

export interface Report {
  readonly key?: string;
  readonly digest?: string;
  readonly reason?: string;
  readonly done?: boolean;
  readonly browser?: string;
}

/** Serves a site on this machine until `use` has ended; `reports` yields what the page posts. */
export async function withSite<Result>(
  files: OutputFiles,
  use: (address: string, reports: () => Promise<readonly Report[]>) => Promise<Result>,
): Promise<Result> {
  const received: Report[] = [];
  let finish: (reports: readonly Report[]) => void = () => {};
  const all = new Promise<readonly Report[]>((resolve) => {
    finish = resolve;
  });
  const takeReport = async (request: IncomingMessage): Promise<Answer> => {
    const report = JSON.parse(await text(request)) as Report;
    received.push(report);
    if (report.done === true) finish(received);
    return { status: 200, type: "text/plain", body: "" };
  };
  const disk = createMemoryDisk(new Map([...files].map(([name, content]) => [`/site/${name}`, content])));
  const server = await listen((request, response) => {
    const { url = "/" } = request;
    respond(response, url === "/report" ? takeReport(request) : answer(url, "/site", "/", disk));
  }, 0);
  try {
    return await use(addressOf(server, "/"), () => all);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
