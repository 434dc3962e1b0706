/**
 * Searches for a learning rate and a warm-up on a grid. The first seed tries all rates and warm-ups, and the grid of
 * rates is extended until the best one is inside. All seeds then try the best few, and then the rates a factor of the
 * root of 2 above and below the best.
 */
import type { Asked, Found, Search, SearchSteps, Tried } from "../../kit/search.ts";
import type { Settings } from "../settings.ts";

/** What a grid tries. */
export interface RateGrid {
  /** Rates to try first, ascending, in factors of two. */
  readonly rates: readonly number[];
  /** Warm-ups to try with each rate. */
  readonly warmups: readonly number[];
  /** True if only these rates are tried; the grid is then neither extended nor refined. */
  readonly isClosed?: boolean;
}

/** A search on a grid. */
export type GridSearch = Search<Settings> & RateGrid;

/** Adds its steps to a search. */
export const gridSearch = (search: Omit<GridSearch, "choose">): GridSearch => ({
  ...search,
  choose: ({ isRehearsal }) =>
    stepsOf({ ...search, isClosed: isRehearsal || search.isClosed === true }, search.seeds),
});

/** Factors between neighbouring rates of the grid, and to the rates that refine it. */
const STEP_OUT = 2;

const REFINEMENT = Math.SQRT2;

const MOST_EXTENSIONS = 6;

/** How many settings of the first seed's trials all seeds try. */
const FINALISTS = 2;

/** Throws a RangeError if every run fails or the best rate stays at an edge. */
export function* stepsOf(
  { rates, warmups, isClosed }: RateGrid,
  seeds: readonly number[],
): SearchSteps<Settings> {
  const losses = new Losses(seeds);
  const withWarmups = (rate: number): readonly Settings[] =>
    warmups.map((warmupSteps) => ({ learningRate: rounded(rate), warmupSteps }));
  yield* losses.measure(rates.flatMap(withWarmups), 1);
  if (isClosed !== true) yield* extend(losses, withWarmups, 1);
  yield* losses.measure(losses.ranked(1).slice(0, FINALISTS), seeds.length);
  if (isClosed !== true) {
    yield* extend(losses, withWarmups, seeds.length);
    const { learningRate, warmupSteps } = losses.best(seeds.length);
    const refined = [learningRate / REFINEMENT, learningRate * REFINEMENT];
    const settings = refined.map((rate) => ({ learningRate: rounded(rate), warmupSteps }));
    yield* losses.measure(settings, seeds.length);
  }
  return { tried: losses.tried, choice: losses.best(seeds.length) };
}

type Steps = Generator<readonly Asked<Settings>[], void, readonly (number | null)[]>;

/** Extends the grid while the best mean rate over `count` seeds is at an edge. */
function* extend(losses: Losses, withWarmups: (rate: number) => readonly Settings[], count: number): Steps {
  for (let extension = 0; ; extension++) {
    const next = beyondEdge(losses.rates, losses.best(count).learningRate);
    if (next === undefined) return;
    if (extension === MOST_EXTENSIONS) {
      throw new RangeError(
        `no lowest loss inside the grid of rates ${losses.rates.join(", ")}; change the rates, or set isClosed, which takes the best of the grid`,
      );
    }
    yield* losses.measure(withWarmups(next), count);
  }
}

/** Settings and their losses during a search. */
class Losses {
  readonly #tried: { settings: Settings; losses: (number | null)[] }[] = [];
  readonly #seeds: readonly number[];

  constructor(seeds: readonly number[]) {
    this.#seeds = seeds;
  }

  /** Measures settings with the first `count` seeds, unless they have been measured already. */
  *measure(wanted: readonly Settings[], count: number): Steps {
    const asked = wanted.flatMap((settings) => {
      const known = this.#of(settings).losses.length;
      return this.#seeds.slice(known, count).map((seed) => ({ settings, seed }));
    });
    if (asked.length === 0) return;
    const losses = yield asked;
    for (const [index, { settings }] of asked.entries())
      this.#of(settings).losses.push(losses[index] ?? null);
  }

  #of(settings: Settings) {
    const found = this.#tried.find((tried) => isSame(tried.settings, settings));
    if (found !== undefined) return found;
    const added = { settings, losses: [] };
    this.#tried.push(added);
    return added;
  }

  /** Settings with losses of at least `count` seeds and no failure, in ascending order of the mean loss over these seeds. */
  ranked(count: number): readonly Settings[] {
    return this.#tried
      .flatMap(({ settings, losses }) => {
        const mean = meanOf(losses.slice(0, count));
        return losses.length < count || mean === null ? [] : [{ settings, mean }];
      })
      .sort((a, b) => a.mean - b.mean)
      .map(({ settings }) => settings);
  }

  best(count: number): Settings {
    const [first] = this.ranked(count);
    if (first === undefined) throw new RangeError(`no run ended: rates ${this.rates.join(", ")}`);
    return first;
  }

  /** All rates tried, ascending. */
  get rates(): readonly number[] {
    const rates = this.#tried.map(({ settings }) => settings.learningRate);
    return [...new Set(rates)].sort((a, b) => a - b);
  }

  /** By rate and then by warm-up. */
  get tried(): Found<Settings>["tried"] {
    return this.#tried
      .map(({ settings, losses }): Tried<Settings> => ({ ...settings, losses }))
      .sort((a, b) => a.learningRate - b.learningRate || a.warmupSteps - b.warmupSteps);
  }
}

/** The rate that extends the grid if the best one is at an edge; undefined if it is inside. */
function beyondEdge(rates: readonly number[], best: number): number | undefined {
  if (best === rates[0]) return best / STEP_OUT;
  if (best === rates.at(-1)) return best * STEP_OUT;
  return undefined;
}

const isSame = (a: Settings, b: Settings): boolean =>
  a.learningRate === b.learningRate && a.warmupSteps === b.warmupSteps;

/** Rounds to six significant digits, to keep chosen-settings.json readable. */
const rounded = (rate: number): number => Number(rate.toPrecision(6));

/** Null if a run failed. */
function meanOf(losses: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const loss of losses) {
    if (loss === null) return null;
    sum += loss;
  }
  return sum / losses.length;
}
