/** plan: slides -> the trials that they need, with their keys; each trial once. */
import type { TrialTree } from "../../experiments/kit/experiment.ts";
import type { Trial } from "../../experiments/kit/trial.ts";
import type { Effects } from "../base/effects.ts";
import type { Bundler } from "../bundling/bundle.ts";
import type { Plan, PlannedSlide } from "../slides/planned.ts";
import type { Slide } from "../slides/slide.ts";
import { trialsOf, withInputs } from "../trials/inputs.ts";
import { type KeyedTrial, type KeyOptions, keyTrials } from "../trials/keys.ts";
import { datesInWords, RECORDING, readRecordedRuns } from "../trials/recorded-runs.ts";

export async function plan(
  slides: readonly Slide[],
  options: KeyOptions,
  effects: Effects,
  bundler?: Bundler,
): Promise<Plan> {
  const listed = slides.map((slide) => listTrials(slide, slide.experiment, options));
  const all = new Set(listed.flatMap(({ trials }) => trials));
  const keyed = await keyTrials([...all], options, effects, bundler);
  const runsRecorded = options.profile === RECORDING;
  const record = runsRecorded ? undefined : await readRecordedRuns(effects);
  const isRun = (trial: Trial): boolean => runsRecorded || !isRecorded(trial);
  const run = [...keyed].flatMap(([trial, its]) => (all.has(trial) && isRun(trial) ? its : []));
  // Equal trials have one key, and the first of them represents all.
  const byKey = new Map(withInputs(run).map((trial) => [trial.key, trial]));
  const planned = listed.map(({ slide, config, tree, trials }): PlannedSlide => {
    const keyOf = new Map(trials.map((trial) => [trial, keyed.get(trial)?.key ?? ""]));
    const own = [...new Set(trials.filter(isRun).map((trial) => keyOf.get(trial) ?? ""))];
    const known = trials.flatMap((trial) => {
      const its = isRun(trial) ? undefined : keyed.get(trial);
      const run = its && record?.get(its.key);
      return its === undefined || run === undefined ? [] : [[its.key, { trial: its, run }] as const];
    });
    return {
      slide,
      config,
      tree,
      keyOf,
      trials: own.flatMap((key) => byKey.get(key) ?? []),
      recorded: [...new Map(known).values()],
      recordedOn: runsRecorded ? undefined : datesInWords(known.map(([, { run }]) => run)),
    };
  });
  return { slides: planned, trials: [...byKey.values()] };
}

/** The trials of the long profile whose results other builds take from the report's recorded runs. */
export async function trialsToRecord(
  slides: readonly Slide[],
  effects: Effects,
  bundler?: Bundler,
): Promise<readonly KeyedTrial[]> {
  const { trials, slides: planned } = await plan(slides, { profile: RECORDING }, effects, bundler);
  const listed = planned.flatMap(({ keyOf }) => [...keyOf]);
  const keysOf = (keep: (trial: Trial) => boolean) =>
    new Set(listed.flatMap(([trial, key]) => (keep(trial) ? [key] : [])));
  const [recorded, run] = [keysOf(isRecorded), keysOf((trial) => !isRecorded(trial))];
  return trials.filter(({ key }) => recorded.has(key) && !run.has(key));
}

const isRecorded = (trial: Trial): boolean => "optional" in trial && trial.optional === "recorded";

interface ListedSlide {
  readonly slide: Slide;
  readonly config: unknown;
  readonly tree: TrialTree | undefined;
  readonly trials: readonly Trial[];
}

function listTrials(slide: Slide, experiment: Slide["experiment"], { profile }: KeyOptions): ListedSlide {
  if (experiment === undefined) return { slide, config: undefined, tree: undefined, trials: [] };
  const config = experiment.profiles[profile];
  // defineExperiment checks that trials() returns a tree, but the general type Experiment does not say so.
  const tree = experiment.trials(config) as TrialTree;
  return { slide, config, tree, trials: trialsOf(tree) };
}
