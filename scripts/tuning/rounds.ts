/**
 * Searches for an arm's settings, step by step: which runs a search needs next, what it chooses, and whether an earlier
 * choice still holds. A search that lacks runs waits; shards on several machines can compute them, round by round.
 */

import type { ChosenSettings, Measured, Search, Settings, Tried } from "../../experiments/kit/search.ts";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { formatCount, formatSeconds } from "../base/format.ts";
import { type Bundler, createBundler } from "../bundling/bundle.ts";
import type { Shard } from "../system/command.ts";
import { withInputs } from "../trials/inputs.ts";
import { type KeyedTrial, keyTrials } from "../trials/keys.ts";
import { lookUpTrials, type RunObserver, type RunOptions, runTrials } from "../workers/run-trials.ts";
import { keysOfSearches, type PlacedSearch, searchKeyOptions } from "./searches.ts";

/** A search that has not chosen: what it waits for, its next runs, its choice, or why it chooses nothing. */
export type OpenSearch = { readonly placed: PlacedSearch } & (
  | { readonly state: "waits"; readonly for: string }
  | {
      readonly state: "asks";
      /** All runs of its next step with their inputs, stored or not. */
      readonly step: readonly KeyedTrial[];
      readonly missing: readonly KeyedTrial[];
      /** Everything that it has asked for, this step included. */
      readonly asked: readonly KeyedTrial[];
    }
  | { readonly state: "found"; readonly chosen: ChosenSettings; readonly asked: readonly KeyedTrial[] }
  | { readonly state: "undecided"; readonly error: UndecidedSearch; readonly asked: readonly KeyedTrial[] }
);

/** Ends a search whose next step is not stored. */
class MissingRuns extends Error {
  readonly runs: Pick<Extract<OpenSearch, { state: "asks" }>, "step" | "missing">;

  constructor(runs: MissingRuns["runs"]) {
    super("missing runs of a search");
    this.runs = runs;
  }
}

/** Takes the searches that have not chosen as far as the store goes. Runs nothing. */
export async function lookUpSearches(
  searches: readonly PlacedSearch[],
  effects: Effects,
  bundler: Bundler = createBundler(effects),
): Promise<readonly OpenSearch[]> {
  const found: OpenSearch[] = [];
  for (const placed of searches) {
    if (placed.chosen !== undefined) continue;
    const need = neededBy(placed, searches);
    found.push(
      need === undefined
        ? await lookUpSearch(placed, effects, bundler)
        : { placed, state: "waits", for: need },
    );
  }
  return found;
}

/** The first search whose choice this one takes and that has not chosen yet. */
export function neededBy({ search }: PlacedSearch, searches: readonly PlacedSearch[]): string | undefined {
  const open = new Set(
    searches.filter(({ chosen }) => chosen === undefined).map((placed) => placed.search.name),
  );
  return search.needs?.find((name) => open.has(name));
}

async function lookUpSearch(placed: PlacedSearch, effects: Effects, bundler: Bundler): Promise<OpenSearch> {
  const asked: KeyedTrial[] = [];
  const measure: Parameters<typeof makeSearch>[1] = async (runs) => {
    const trials = runs.map(({ trial }) => trial);
    const keyed = await keyTrials(trials, searchKeyOptions, effects, bundler);
    const step = withInputs([...keyed.values()]);
    asked.push(...step);
    const outcomes = await lookUpTrials([...keyed.values()], effects);
    const resultOf = (key: string) => {
      const outcome = outcomes.get(key);
      return outcome?.state === "stored" ? outcome : undefined;
    };
    const losses = runs.map(({ trial, lossOf }) => {
      const stored = resultOf(keyed.get(trial)?.key ?? "");
      return stored === undefined ? undefined : lossOf(stored.result);
    });
    if (losses.includes(undefined)) {
      throw new MissingRuns({ step, missing: step.filter(({ key }) => resultOf(key) === undefined) });
    }
    return losses.map((loss) => loss ?? null);
  };
  try {
    return { placed, state: "found", chosen: await makeSearch(placed, measure, effects, bundler), asked };
  } catch (error) {
    if (error instanceof MissingRuns) return { placed, state: "asks", ...error.runs, asked };
    if (error instanceof UndecidedSearch) return { placed, state: "undecided", error, asked };
    throw error;
  }
}

/**
 * The runs of a round that one shard takes, inputs first. They are dealt independently of the store, so shards may start
 * at any time and never run the same trial.
 */
export function shareOfRound(
  searches: readonly PlacedSearch[],
  open: readonly OpenSearch[],
  { number, of }: Shard,
): readonly KeyedTrial[] {
  const shards = new Map<string, number>();
  const own: KeyedTrial[] = [];
  // The longest first, as their runs weigh most.
  const ordered = [...searches].sort((a, b) => b.search.steps - a.search.steps);
  let place = 0;
  for (const placed of ordered) {
    const { rates, warmups } = placed.search;
    const asking = open.find((search) => search.placed === placed);
    const step = asking?.state === "asks" ? asking.step : [];
    for (const [index, trial] of step.entries()) {
      if (shards.has(trial.key)) continue;
      shards.set(trial.key, (place + index) % of);
      if (shards.get(trial.key) === number - 1) own.push(trial);
    }
    place += rates.length * warmups.length;
  }
  return own;
}

export interface RoundStatus {
  readonly searches: number;
  readonly open: number;
  /** Runs that the round's shards will store, by key. */
  readonly missing: readonly KeyedTrial[];
  /** Their own estimate on one core, and that of the longest shard. */
  readonly seconds: number;
  readonly longestShard: number;
}

/** How far the searches are, and what a round with this number of shards runs. */
export function statusOfRound(
  searches: readonly PlacedSearch[],
  open: readonly OpenSearch[],
  shards: number,
): RoundStatus {
  const asked = open.flatMap((search) => (search.state === "asks" ? search.missing : []));
  const missing = [...new Map(asked.map((trial) => [trial.key, trial])).values()];
  const secondsOf = (trials: readonly KeyedTrial[]) =>
    trials.reduce((sum, { trial }) => sum + trial.estimatedSeconds, 0);
  const isMissing = new Set(missing.map(({ key }) => key));
  const shares = Array.from({ length: shards }, (_, index) =>
    shareOfRound(searches, open, { number: index + 1, of: shards }).filter(({ key }) => isMissing.has(key)),
  );
  return {
    searches: searches.length,
    open: open.length,
    missing,
    seconds: secondsOf(missing),
    longestShard: Math.max(0, ...shares.map(secondsOf)),
  };
}

/** "searches: 12 of 60 have chosen; this round: 30 runs, 1 h 02 min on one core, longest shard 20 min 10 s" */
export function roundInWords({ searches, open, missing, seconds, longestShard }: RoundStatus): string {
  const chosen = searches - open;
  return `searches: ${chosen} of ${searches} have chosen; this round: ${formatCount(missing.length, "run")}, ${formatSeconds(seconds)} on one core, longest shard ${formatSeconds(longestShard)}`;
}

/** Factors from one rate of the grid to the next, and to the rates that refine it. */
const STEP_OUT = 2;

const REFINEMENT = Math.SQRT2;

const MOST_EXTENSIONS = 6;

/** How many of the settings that were tried with the first seed are tried with all seeds. */
const FINALISTS = 2;

/** A run that is asked for: one seed at some settings. */
export interface Asked {
  readonly settings: Settings;
  readonly seed: number;
}

/** Losses of the runs asked for, in their order; null where a run failed. */
export type Measure = (asked: readonly Asked[]) => Promise<readonly (number | null)[]>;

type Grid = Pick<Search, "rates" | "warmups" | "seeds" | "isClosed">;

/** Settings and their losses while a search goes on. */
class Losses {
  readonly #tried: { settings: Settings; losses: (number | null)[] }[] = [];
  readonly #seeds: readonly number[];
  readonly #measure: Measure;

  constructor(seeds: readonly number[], measure: Measure) {
    this.#seeds = seeds;
    this.#measure = measure;
  }

  /** Measures settings with the first `seeds` seeds, unless they have been measured already. */
  async measure(wanted: readonly Settings[], seeds: number): Promise<void> {
    const asked = wanted.flatMap((settings) => {
      const known = this.#of(settings).losses.length;
      return this.#seeds.slice(known, seeds).map((seed) => ({ settings, seed }));
    });
    const losses = await this.#measure(asked);
    for (const [index, { settings }] of asked.entries()) {
      this.#of(settings).losses.push(losses[index] ?? null);
    }
  }

  #of(settings: Settings) {
    const found = this.#tried.find((tried) => isSame(tried.settings, settings));
    if (found !== undefined) return found;
    const added = { settings, losses: [] };
    this.#tried.push(added);
    return added;
  }

  /** Settings that ran with at least `seeds` seeds and never failed, the lowest mean loss over these seeds first. */
  ranked(seeds: number): readonly Settings[] {
    return this.#tried
      .flatMap(({ settings, losses }) => {
        const mean = meanOf(losses.slice(0, seeds));
        return losses.length < seeds || mean === null ? [] : [{ settings, mean }];
      })
      .sort((a, b) => a.mean - b.mean)
      .map(({ settings }) => settings);
  }

  /** All rates tried, ascending. */
  get rates(): readonly number[] {
    const rates = this.#tried.map(({ settings }) => settings.learningRate);
    return [...new Set(rates)].sort((a, b) => a - b);
  }

  get tried(): readonly Tried[] {
    return this.#tried
      .map(({ settings, losses }) => ({ ...settings, losses }))
      .sort((a, b) => a.learningRate - b.learningRate || a.warmupSteps - b.warmupSteps);
  }
}

/**
 * Finds the settings with the lowest mean loss. All rates and warm-ups are tried with the first seed, and the grid of
 * rates is extended until the best one is inside; the best few are tried with all seeds; and then the rates a factor of
 * the root of 2 to either side of the best. Throws a RangeError if every run fails or the best rate stays at an edge.
 */
export async function searchSettings(
  { rates, warmups, seeds, isClosed }: Grid,
  measure: Measure,
): Promise<Pick<ChosenSettings, "tried" | "choice">> {
  const losses = new Losses(seeds, measure);
  const withWarmups = (rate: number): readonly Settings[] =>
    warmups.map((warmupSteps) => ({ learningRate: rounded(rate), warmupSteps }));
  const best = (count: number): Settings => {
    const [first] = losses.ranked(count);
    if (first === undefined) throw new RangeError(`no run ended: rates ${losses.rates.join(", ")}`);
    return first;
  };
  /** Extends the grid while the best rate is at an edge. */
  const extend = async (count: number): Promise<void> => {
    for (let extension = 0; isClosed === undefined; extension++) {
      const next = beyondEdge(losses.rates, best(count).learningRate);
      if (next === undefined) return;
      if (extension === MOST_EXTENSIONS) {
        throw new RangeError(`no lowest loss inside the grid of rates ${losses.rates.join(", ")}`);
      }
      await losses.measure(withWarmups(next), count);
    }
  };
  await losses.measure(rates.flatMap(withWarmups), 1);
  await extend(1);
  await losses.measure(losses.ranked(1).slice(0, FINALISTS), seeds.length);
  await extend(seeds.length);
  if (isClosed === undefined) {
    const { learningRate, warmupSteps } = best(seeds.length);
    const refined = [learningRate / REFINEMENT, learningRate * REFINEMENT];
    await losses.measure(
      refined.map((rate) => ({ learningRate: rounded(rate), warmupSteps })),
      seeds.length,
    );
  }
  return { tried: losses.tried, choice: best(seeds.length) };
}

/** The rate that extends the grid if the best rate is at an edge; undefined if it is inside. */
function beyondEdge(rates: readonly number[], best: number): number | undefined {
  if (best === rates[0]) return best / STEP_OUT;
  if (best === rates.at(-1)) return best * STEP_OUT;
  return undefined;
}

const isSame = (a: Settings, b: Settings): boolean =>
  a.learningRate === b.learningRate && a.warmupSteps === b.warmupSteps;

/** Rounds to six significant digits, so that chosen-settings.json has readable rates. */
const rounded = (rate: number): number => Number(rate.toPrecision(6));

/** All runs of a search failed, or its best rate stays at an edge of the grid: a person must decide. */
class UndecidedSearch extends ReportError {}

/**
 * Makes a search with losses from `measure`, and returns what it chooses, under the key of the current code. Throws an
 * UndecidedSearch if it chooses nothing.
 */
export async function makeSearch(
  placed: PlacedSearch,
  measure: (runs: readonly Measured[]) => ReturnType<Measure>,
  effects: Effects,
  bundler?: Bundler,
): Promise<ChosenSettings> {
  const { search } = placed;
  const { arm, steps, seeds } = search;
  const found = await searchSettings(search, (asked) =>
    measure(asked.map(({ settings, seed }) => search.run(settings, seed))),
  ).catch((error) => {
    if (!(error instanceof RangeError)) throw error;
    throw new UndecidedSearch(`undecided search: ${placed.label}: ${error.message}`, {
      help: "in its searches.ts, change the rates, or set isClosed, which takes the best of the grid",
      cause: error,
    });
  });
  const chosen = { arm, steps, seeds, ...found, key: "" };
  const [key = ""] = await keysOfSearches([{ ...placed, chosen }], effects, bundler);
  return { ...chosen, key };
}

/** A confirmed choice under the key of the current code, or the two mean losses that differ. */
export type Confirmation =
  | { readonly placed: PlacedSearch; readonly chosen: ChosenSettings }
  | { readonly placed: PlacedSearch; readonly recorded: number | null; readonly measured: number | null };

/**
 * Repeats the runs of each search at its choice, with all its seeds. If their losses equal the recorded ones bit for bit,
 * the choice stays valid and gets the key of the current code. Searches without a choice are skipped.
 */
export async function confirmChoices(
  searches: readonly PlacedSearch[],
  options: RunOptions,
  observer: RunObserver,
  effects: Effects,
): Promise<readonly Confirmation[]> {
  const made = searches.flatMap((placed) =>
    placed.chosen === undefined ? [] : [{ placed, chosen: placed.chosen }],
  );
  const runs = made.map(({ placed: { search }, chosen: { choice } }) =>
    search.seeds.map((seed) => search.run(choice, seed)),
  );
  const losses = await lossesOf(runs.flat(), options, observer, effects);
  const keys = await keysOfSearches(
    made.map(({ placed }) => placed),
    effects,
  );
  let first = 0;
  return made.map(({ placed, chosen }, index) => {
    const { arm, seeds } = placed.search;
    const ofChoice = losses.slice(first, first + seeds.length);
    first += seeds.length;
    const recorded = chosen.tried.find((tried) => isSame(tried, chosen.choice))?.losses ?? [];
    return recorded.length === ofChoice.length && recorded.every((loss, seed) => loss === ofChoice[seed])
      ? { placed, chosen: { ...chosen, arm, key: keys[index] ?? "" } }
      : { placed, recorded: meanOf(recorded), measured: meanOf(ofChoice) };
  });
}

/** The loss of each run, or null where it failed. All runs share the workers. */
export async function lossesOf(
  runs: readonly Measured[],
  options: RunOptions,
  observer: RunObserver,
  effects: Effects,
): Promise<readonly (number | null)[]> {
  const keyed = await keyTrials(
    runs.map(({ trial }) => trial),
    searchKeyOptions,
    effects,
  );
  const outcomes = await runTrials([...keyed.values()], options, observer, effects);
  // A run fails at too high a rate: training stops with a loss that is not finite.
  return runs.map(({ trial, lossOf: read }) => {
    const outcome = outcomes.get(keyed.get(trial)?.key ?? "");
    return outcome !== undefined && "result" in outcome ? read(outcome.result) : null;
  });
}

/** Null if a run failed. */
function meanOf(losses: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const loss of losses) {
    if (loss === null) return null;
    sum += loss;
  }
  return sum / losses.length;
}
