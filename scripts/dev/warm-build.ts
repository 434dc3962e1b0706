/**
 * The build's stages in a process that stays alive. A build after an edit makes only what has changed and what a browser
 * shows; only `npm run build` makes PDFs and downloads, and checks the whole report.
 */
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import type { Effects } from "../base/effects.ts";
import { gatherBuildFacts } from "../build/facts.ts";
import { type Bundler, createBundler } from "../bundling/bundle.ts";
import { type CachingEffects, keepSame, withCache } from "../bundling/cached.ts";
import { checkSlide } from "../checks/check-slide.ts";
import { checkTexts } from "../checks/check-texts.ts";
import { liveFiles } from "../live/live-files.ts";
import type { OutputFiles } from "../record/record.ts";
import type { BuildScope, MeasuredSlide, Plan, Recorded } from "../slides/planned.ts";
import { assembleShown } from "../stages/assemble.ts";
import { discover } from "../stages/discover.ts";
import { draw } from "../stages/draw.ts";
import { plan } from "../stages/plan.ts";
import { record } from "../stages/record.ts";
import { measureSlide, wantedSlides } from "../stages/run.ts";
import { withInputs } from "../trials/inputs.ts";
import type { KeyedTrial } from "../trials/keys.ts";
import { loadReport } from "../trials/report-entry.ts";
import type { TrialOutcome } from "../workers/dispatch.ts";
import { lookUpTrials } from "../workers/run-trials.ts";
import { createSlideModules } from "./slide-modules.ts";

export interface WarmBuild {
  /** Builds from the files on the disk. `changed` are those that differ since the last build. */
  build(changed: ReadonlySet<string>): Promise<BuiltPages>;
  /** Sets the outcome of a trial for the next builds. */
  record(key: string, outcome: TrialOutcome): void;
  /** Makes failed trials missing for the next builds. */
  retry(): void;
}

export interface BuiltPages {
  readonly files: OutputFiles;
  /** Mistakes in the slides' texts with which `npm run build` would fail. */
  readonly problems: readonly string[];
  /** The trials that the wanted slides lack, inputs first. */
  readonly missing: readonly KeyedTrial[];
  /** The folders of the slides that they belong to. */
  readonly incomplete: readonly string[];
}

export function createWarmBuild(scope: BuildScope, effects: Effects): WarmBuild {
  const bundler = createBundler(effects);
  const modules = createSlideModules(effects);
  const commit = effects.commit();
  const reloading = { ...effects, load: modules.load, commit: () => commit };
  const caching = withMemory(withCache(reloading, bundler), bundler);
  const { keep } = caching;
  const outcomes = new Map<string, TrialOutcome>();
  let isStale = true;
  /** How often code has changed. */
  let edition = 0;
  return {
    async build(changed) {
      await bundler.forget(changed);
      if ([...changed].some((path) => /\.(?:ts|json)$/.test(path))) {
        isStale = true;
        edition++;
      }
      if (isStale) await modules.refresh();
      isStale = false;
      const slides = (await discover(reloading, scope.only)).map((slide) =>
        keepSame(`slide ${slide.name}`, slide, keep),
      );
      const planned = await plan(slides, scope, reloading, bundler);
      await lookUp(planned, outcomes, reloading);
      const measured = planned.slides.map((slide) => {
        const { trials, config } = slide;
        const results = withInputs(trials).map(({ key }) => outcomes.get(key));
        const keys = trials.map(({ key }) => key);
        const inputs = [slide.slide, config, keys, results, recordedOf(slide), slide.recordedOn];
        return keep(`measured ${slide.slide.name}`, inputs, () => measureSlide(slide, outcomes));
      });
      const facts = await gatherBuildFacts(scope, outcomes, caching);
      const recorded = await record(measured, facts, caching);
      const drawings = await draw(recorded.slides, caching);
      const made = await keep("made live", [edition, measured.map(runOf)], () =>
        liveFiles(measured, caching),
      );
      const live = keepSame("live", made, keep);
      const { files } = await assembleShown(recorded.records, drawings, live, caching);
      return {
        files,
        problems: await problemsIn(planned, recorded, caching),
        ...missingIn(planned, scope, outcomes),
      };
    },
    record: (key, outcome) => void outcomes.set(key, outcome),
    retry() {
      for (const [key, { state }] of [...outcomes]) if (state === "failed") outcomes.delete(key);
    },
  };
}

/** Mistakes in the slides' texts, before and after their numbers are known. */
async function problemsIn(planned: Plan, { slides }: Recorded, caching: CachingEffects): Promise<string[]> {
  const { keep } = caching;
  const { units } = await loadReport(caching);
  const inTexts = planned.slides.flatMap((slide) =>
    keep(`texts ${slide.slide.name}`, [slide.slide, slide.config, units], () => checkTexts(slide, units)),
  );
  const inSlides = slides.flatMap((slide) =>
    keep(`problems ${slide.record.slide.name}`, [slide], () => checkSlide(slide)),
  );
  return [...inTexts, ...inSlides];
}

/** The results of a slide's trials that readers can repeat. */
function runOf({ slide, trials, recorded, recordedOn }: MeasuredSlide) {
  const built = trials.map(({ trial, stored }) => [trial.key, stored?.digest]);
  return [slide.name, slide.published, built, recordedOf({ recorded }), recordedOn];
}

/** What another file of recorded runs changes. */
const recordedOf = ({ recorded }: Pick<MeasuredSlide, "recorded">) =>
  recorded.map(({ trial, run }) => [trial.key, run.digest]);

/** Looks up trials without an outcome, and forgets those that are no longer planned. */
async function lookUp(
  { trials }: Plan,
  outcomes: Map<string, TrialOutcome>,
  effects: Effects,
): Promise<void> {
  const planned = new Set(trials.map(({ key }) => key));
  for (const key of [...outcomes.keys()]) if (!planned.has(key)) outcomes.delete(key);
  const isUnknown = ({ key }: KeyedTrial) => (outcomes.get(key)?.state ?? "not run") === "not run";
  const unknown = trials.filter(isUnknown);
  if (unknown.length === 0) return;
  const found = await lookUpTrials(unknown, effects);
  for (const { key } of unknown) outcomes.set(key, found.get(key) ?? { state: "not run" });
}

function missingIn(
  { slides }: Plan,
  scope: BuildScope,
  outcomes: ReadonlyMap<string, TrialOutcome>,
): Pick<BuiltPages, "missing" | "incomplete"> {
  const isMissing = ({ key }: KeyedTrial) => outcomes.get(key)?.state === "not run";
  const incomplete = wantedSlides(slides, scope).filter(({ trials }) => trials.some(isMissing));
  return {
    missing: withInputs(incomplete.flatMap(({ trials }) => trials.filter(isMissing))).filter(isMissing),
    incomplete: incomplete.map(({ slide }) => slide.name),
  };
}

/** More than the number of drawings in a report, the most frequent kind of value. */
const MOST_OF_A_KIND = 500;

interface CachedValue {
  readonly code: string;
  readonly input: unknown;
  readonly value: Uint8Array;
}

function withMemory(effects: CachingEffects, bundler: Bundler): CachingEffects {
  const kinds = new Map<string, CachedValue[]>();
  return {
    ...effects,
    async cached(kind, key, make) {
      const { hash: code } = await bundler.bundle(fileURLToPath(key.module));
      const values = kinds.get(kind) ?? [];
      kinds.set(kind, values);
      const { input } = key;
      const known = values.find((value) => value.code === code && isDeepStrictEqual(value.input, input));
      if (known !== undefined) return known.value;
      const value = await effects.cached(kind, key, make);
      values.push({ code, input, value });
      if (values.length > MOST_OF_A_KIND) values.shift();
      return value;
    },
  };
}
