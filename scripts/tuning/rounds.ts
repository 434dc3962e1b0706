/**
 * Searches for an arm's settings, step by step: which runs a search needs next, what it chooses, and whether an earlier
 * choice still holds. A search that lacks runs waits; shards on several machines can compute them, round by round.
 */

import { isDeepStrictEqual } from "node:util";
import type { ChosenSettings, Found, Measured } from "../../experiments/kit/search.ts";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { formatCount, formatSeconds } from "../base/format.ts";
import { type Bundler, createBundler } from "../bundling/bundle.ts";
import type { Shard } from "../system/command.ts";
import { withInputs } from "../trials/inputs.ts";
import { type KeyedTrial, keyTrials } from "../trials/keys.ts";
import { lookUpTrials, type RunObserver, type RunOptions, runTrials } from "../workers/run-trials.ts";
import {
  firstStepOf,
  keysOfSearches,
  type PlacedSearch,
  runsOf,
  searchKeyOptions,
  settingsOf,
  stepsOf,
} from "./searches.ts";

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
  const taken: StoredStep[] = [];
  const askedIn = (steps: readonly StoredStep[]) => steps.flatMap(({ trials }) => trials);
  try {
    const found = await takeSteps(placed, async (runs) => {
      const step = await lookUpStep(runs, effects, bundler);
      taken.push(step);
      return step.missing.length > 0 ? undefined : step.losses;
    });
    const asked = askedIn(taken);
    if (found !== undefined) {
      return { placed, state: "found", chosen: await chosenBy(placed, found, effects, bundler), asked };
    }
    const { trials: step = [], missing = [] } = taken.at(-1) ?? {};
    return { placed, state: "asks", step, missing, asked };
  } catch (error) {
    if (!(error instanceof UndecidedSearch)) throw error;
    return { placed, state: "undecided", error, asked: askedIn(taken) };
  }
}

type Losses = readonly (number | null)[];

interface StoredStep {
  /** All runs with their inputs. */
  readonly trials: readonly KeyedTrial[];
  readonly missing: readonly KeyedTrial[];
  /** In the order of the runs; null for a missing one. */
  readonly losses: Losses;
}

/** What the store has of the runs of a step. */
async function lookUpStep(
  runs: readonly Measured[],
  effects: Effects,
  bundler: Bundler,
): Promise<StoredStep> {
  const keyed = await keyTrials(
    runs.map(({ trial }) => trial),
    searchKeyOptions,
    effects,
    bundler,
  );
  const outcomes = await lookUpTrials([...keyed.values()], effects);
  const storedOf = (key: string | undefined) => {
    const outcome = outcomes.get(key ?? "");
    return outcome?.state === "stored" ? outcome : undefined;
  };
  const trials = withInputs([...keyed.values()]);
  return {
    trials,
    missing: trials.filter(({ key }) => storedOf(key) === undefined),
    losses: runs.map(({ trial, lossOf }) => {
      const stored = storedOf(keyed.get(trial)?.key);
      return stored === undefined ? null : lossOf(stored.result);
    }),
  };
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
    const asking = open.find((search) => search.placed === placed);
    const step = asking?.state === "asks" ? asking.step : [];
    for (const [index, trial] of step.entries()) {
      if (shards.has(trial.key)) continue;
      shards.set(trial.key, (place + index) % of);
      if (shards.get(trial.key) === number - 1) own.push(trial);
    }
    place += firstStepOf(placed).length;
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

/** A search ended without a choice: a person must decide. */
class UndecidedSearch extends ReportError {}

const undecided = ({ label }: PlacedSearch, error: RangeError): UndecidedSearch =>
  new UndecidedSearch(`undecided search: ${label}: ${error.message}`, {
    help: "change what it tries in its searches.ts",
    cause: error,
  });

/**
 * Takes a search to its end, or until `measure` returns undefined; then it has found nothing. Throws an UndecidedSearch if
 * the search ends without a choice.
 */
async function takeSteps<Measuring extends Losses | undefined>(
  placed: PlacedSearch,
  measure: (runs: readonly Measured[]) => Promise<Measuring>,
): Promise<Found | Extract<Measuring, undefined>> {
  const steps = stepsOf(placed);
  const take = (...losses: [] | [Losses]) => {
    try {
      return steps.next(...losses);
    } catch (error) {
      throw error instanceof RangeError ? undecided(placed, error) : error;
    }
  };
  let next = take();
  while (next.done !== true) {
    const losses = await measure(runsOf(placed.search, next.value));
    if (losses === undefined) return losses as Extract<Measuring, undefined>;
    next = take(losses);
  }
  return next.value;
}

/**
 * Makes a search with losses from `measure`, and returns what it chooses, under the key of the current code. Throws an
 * UndecidedSearch if it chooses nothing.
 */
export async function makeSearch(
  placed: PlacedSearch,
  measure: (runs: readonly Measured[]) => Promise<Losses>,
  effects: Effects,
  bundler?: Bundler,
): Promise<ChosenSettings> {
  return chosenBy(placed, await takeSteps(placed, measure), effects, bundler);
}

/** What a search has found, as its entry under the key of the current code. */
async function chosenBy(
  placed: PlacedSearch,
  found: Found,
  effects: Effects,
  bundler?: Bundler,
): Promise<ChosenSettings> {
  const { arm, steps, seeds } = placed.search;
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
    const recorded =
      chosen.tried.find((tried) => isDeepStrictEqual(settingsOf(tried), chosen.choice))?.losses ?? [];
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
): Promise<Losses> {
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
