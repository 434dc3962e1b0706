/**
 * The build, stage by stage:
 *
 *     experiments/NN-name/
 *         |  discover   reads the folders and their slide.md            -> slides in order
 *         |  plan       experiment.trials(config), each with its key    -> planned trials
 *         |  check      texts without results, and what stored ones
 *         |             show already                                   -> nothing, or an error before running
 *         |  run        trials that the store lacks, in processes;
 *         |             experiment.tables(results)                      -> tables of each slide
 *         |  record     results.ts on the tables, texts filled          -> a record of each slide and of the report
 *         |  draw       specs of the records, tables, theme             -> SVG
 *         |  assemble   records + drawings + templates                  -> files
 *         |  verify     ids, links, alt texts, unused findings, NaN     -> nothing, or an error before writing
 *         v  write      replaces the output folder in one step
 *
 * Each stage is a file in stages/; none imports another. The types that they exchange are in slides/planned.ts
 * and, from the records on, in record/record.ts.
 */

import type { Effects } from "./base/effects.ts";
import { explain, explainJson, type TrialGroup } from "./build/explain.ts";
import { gatherBuildFacts, gatherRunFacts, renderManifest, renderRunFile } from "./build/facts.ts";
import { printSummary } from "./build/summary.ts";
import { type Bundler, createBundler } from "./bundling/bundle.ts";
import { createMemory, withCache } from "./bundling/cached.ts";
import { MANIFEST_FILE, RUN_FILE } from "./record/files.ts";
import { checkOutFolder } from "./record/out-folder.ts";
import { twoDigits } from "./record/record.ts";
import type { BuildScope, Plan, PlannedSlide } from "./slides/planned.ts";
import { assemble } from "./stages/assemble.ts";
import { check, checkRecorded } from "./stages/check.ts";
import { discover } from "./stages/discover.ts";
import { draw } from "./stages/draw.ts";
import { plan } from "./stages/plan.ts";
import { record } from "./stages/record.ts";
import { measureSlide, run, slidesToRun, wantedSlides } from "./stages/run.ts";
import { verify } from "./stages/verify.ts";
import { warnOfLoss, write } from "./stages/write.ts";
import type { Shard } from "./system/command.ts";
import { createProgress } from "./workers/progress.ts";
import { lookUpTrials, type Outcomes, type RunObserver } from "./workers/run-trials.ts";
import { runShard, shareOfPlan } from "./workers/shards.ts";
import type { WorkerLimits } from "./workers/worker-handle.ts";

export interface BuildOptions extends BuildScope {
  readonly jobs: number;
  readonly force: boolean;
  /** Explains why trials are missing, by slide or also by trial, or counts them as JSON; runs nothing. */
  readonly explain: "slides" | "trials" | "json" | undefined;
  readonly failFast: boolean;
  readonly limits: WorkerLimits;
  /** Runs only this part of the trials and writes no report. */
  readonly shard: Shard | undefined;
  /** The folder to write, as given on the command line. */
  readonly out: string;
}

/** Builds and writes the report. Returns the exit code: 1 if a trial has failed. */
export async function buildReport(
  options: BuildOptions,
  effects: Effects,
  bundler: Bundler = createBundler(effects),
): Promise<number> {
  const { clock } = effects;
  const start = { date: clock.date(), time: clock.now() };
  if (options.shard === undefined && options.explain === undefined)
    await checkOutFolder(options.out, effects);

  const slides = await discover(effects, options.only);
  const planned = await plan(slides, options, effects, bundler);
  if (options.explain !== undefined) {
    const groups = slidesToRun(planned.slides, options).map(({ slide, trials }): TrialGroup => {
      return { name: `${twoDigits(slide)} ${slide.title}`, trials };
    });
    if (options.explain === "json") await explainJson(groups, effects);
    else await explain(groups, { names: options.explain === "trials" }, effects);
    return 0;
  }
  await check(planned, effects);
  if (options.shard !== undefined) {
    const wanted = wantedSlides(planned.slides, options);
    const own = shareOfPlan(
      wanted.flatMap((slide) => slide.trials),
      options.shard,
    );
    const observer = createProgress(options.jobs, effects);
    return await runShard(own, options.shard, options, observer, effects);
  }
  await warnOfLoss(options, effects);
  const progress = loadingVegaMeanwhile(createProgress(options.jobs, effects));
  const { measured, outcomes } = await run(planned, options, progress, effects, (stored) =>
    checkStored(planned, stored, options, effects, bundler),
  );
  const ranAt = clock.now();

  const facts = await gatherBuildFacts(options, outcomes, effects);
  const caching = withCache(effects, bundler);
  const recorded = await record(measured, facts, caching);
  const drawings = await draw(recorded.slides, caching);
  const drawnAt = clock.now();
  const report = await assemble(recorded, drawings, caching);
  await verify(report, recorded.slides, caching);

  const files = new Map(report)
    .set(MANIFEST_FILE, renderManifest(planned, { outcomes, facts, timing: options.timing }))
    .set(RUN_FILE, renderRunFile(await gatherRunFacts(planned, facts.engine, outcomes, start, effects)));
  const written = await write(files, options.out, effects);

  const times = { run: ranAt - start.time, render: drawnAt - ranAt, total: clock.now() - start.time };
  printSummary(recorded.records, outcomes, written.files, written.folder, times, effects);
  return [...outcomes.values()].some(({ state }) => state === "failed") ? 1 : 0;
}

/**
 * Finds, before any trial runs, mistakes that would fail the build afterwards: in the report's own texts, and in slides
 * with stored results. A slide that lacks some is checked with those of the quick profile.
 */
async function checkStored(
  planned: Plan,
  stored: Outcomes,
  options: BuildOptions,
  effects: Effects,
  bundler: Bundler,
): Promise<void> {
  const checkSlides = async (slides: readonly PlannedSlide[], outcomes: Outcomes, scope: BuildScope) => {
    const measured = slides.map((slide) => measureSlide(slide, outcomes));
    const facts = await gatherBuildFacts(scope, outcomes, effects);
    checkRecorded(await record(measured, facts, { ...effects, keep: createMemory() }));
  };
  await checkSlides(slidesToRun(planned.slides, { ...options, only: undefined }), stored, options);
  if (options.profile === "quick") return;
  const quick = { ...options, profile: "quick" } as const;
  const lacking = slidesToRun(planned.slides, options).filter(({ trials }) =>
    trials.some(({ key }) => !stored.has(key)),
  );
  const slides = lacking.map(({ slide }) => slide);
  const again = await plan(slides, quick, effects, bundler);
  await checkSlides(slidesToRun(again.slides, options), await lookUpTrials(again.trials, effects), quick);
}

/** Loads Vega, which takes half a second, while the workers compute. If that fails, draw will report the error. */
function loadingVegaMeanwhile(observer: RunObserver): RunObserver {
  return {
    ...observer,
    begin(stored, missing) {
      observer.begin(stored, missing);
      if (missing.size > 0) import("./drawing/figure.ts").catch(() => {});
    },
  };
}
