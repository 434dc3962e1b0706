/**
 * Searches on several machines, a round after another: every search that has not chosen asks for the runs of its next
 * step, shards run them, and what is stored then decides the step after it.
 */
import type { Tuning } from "../../experiments/lib/trials/tuned.ts";
import { type Bundler, createBundler } from "../base/bundle.ts";
import type { Shard } from "../base/command.ts";
import type { Effects } from "../base/effects.ts";
import { formatCount, formatSeconds } from "../base/format.ts";
import { type KeyedTrial, keyTrials } from "./keys.ts";
import { lookUpTrials } from "./run-trials.ts";
import { tuneArm, UndecidedSearch } from "./search.ts";
import { type PlacedSearch, tuningKeyOptions } from "./tunings.ts";
import { withInputs } from "./walk.ts";

/** A search that has not chosen: what it waits for, what it is to run next, what it has found, or why it finds nothing. */
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
  | { readonly state: "found"; readonly tuning: Tuning; readonly asked: readonly KeyedTrial[] }
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
    if (placed.tuning !== undefined) continue;
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
    searches.filter(({ tuning }) => tuning === undefined).map((other) => other.search.name),
  );
  return search.needs?.find((name) => open.has(name));
}

async function lookUpSearch(placed: PlacedSearch, effects: Effects, bundler: Bundler): Promise<OpenSearch> {
  const asked: KeyedTrial[] = [];
  const measure: Parameters<typeof tuneArm>[1] = async (runs) => {
    const trials = runs.map(({ trial }) => trial);
    const keyed = await keyTrials(trials, tuningKeyOptions, effects, bundler);
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
    return { placed, state: "found", tuning: await tuneArm(placed, measure, effects, bundler), asked };
  } catch (error) {
    if (error instanceof MissingRuns) return { placed, state: "asks", ...error.runs, asked };
    if (error instanceof UndecidedSearch) return { placed, state: "undecided", error, asked };
    throw error;
  }
}

/**
 * The runs of a round that one shard takes, inputs first. They are dealt from a place of each search that does not depend on
 * the store, so shards may start at any time: none runs what another does, whatever has been stored meanwhile.
 */
export function shareOfRound(
  searches: readonly PlacedSearch[],
  open: readonly OpenSearch[],
  { number, of }: Shard,
): readonly KeyedTrial[] {
  const shards = new Map<string, number>();
  const own: KeyedTrial[] = [];
  // The longest first, as their runs weigh most.
  const ordered = [...searches].sort((one, other) => other.search.steps - one.search.steps);
  let place = 0;
  for (const placed of ordered) {
    const { rates, warmups } = placed.search;
    const asking = open.find((one) => one.placed === placed);
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
  /** Runs that the round's shards are to store, by key. */
  readonly missing: readonly KeyedTrial[];
  /** What these take on one core, as they estimate themselves, and what the longest shard takes. */
  readonly seconds: number;
  readonly longestShard: number;
}

/** How far the searches are, and what a round of so many shards runs. */
export function statusOfRound(
  searches: readonly PlacedSearch[],
  open: readonly OpenSearch[],
  shards: number,
): RoundStatus {
  const asked = open.flatMap((one) => (one.state === "asks" ? one.missing : []));
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
