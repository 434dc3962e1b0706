/**
 * Searches for learning rates on a grid of one or two axes. In a whole search the first seed tries the grid, then further rates until all
 * neighbours of the best settings are worse, then the neighbours of the best rate of the body a factor of the root of 2 away. All seeds then try
 * the best two settings. A check of rates that come from a rule is smaller.
 */
import type { Asked, Found, Search, SearchSteps, Tried } from "../../kit/search.ts";
import type { Settings } from "../settings.ts";

/** One rate that a search chooses. A single rate is fixed. */
export interface RateAxis {
  /** Rates to try first, ascending. */
  readonly rates: readonly number[];
  /** The factor between neighbouring rates, by default two. With a smaller one the best rate is not refined. */
  readonly step?: number;
  /** Rates beyond these are not tried. */
  readonly lowest?: number;
  readonly highest?: number;
}

/** The axes by the names of the settings. Only `learningRate` is refined. */
export type RateGrid<Chosen extends Settings> = { readonly [Name in keyof Chosen]: RateAxis };

/** A search on a grid. */
export interface GridSearch<Chosen extends Settings = Settings> extends Search<Chosen> {
  readonly grid: () => RateGrid<Chosen>;
}

/** How a search goes through its grid. */
export type GridSteps = <Chosen extends Settings>(
  grid: RateGrid<Chosen>,
  seeds: readonly number[],
) => SearchSteps<Chosen>;

/**
 * Adds its steps to a search, by default those of a whole search. A grid that depends on what other searches chose is a
 * function; the search then needs these.
 */
export const gridSearch = <Chosen extends Settings>({
  grid,
  gridSteps = stepsOf,
  ...search
}: Omit<GridSearch<Chosen>, "choose" | "grid"> & {
  readonly grid: RateGrid<Chosen> | (() => RateGrid<Chosen>);
  readonly gridSteps?: GridSteps;
}): GridSearch<Chosen> => {
  const gridOf = typeof grid === "function" ? grid : () => grid;
  return { ...search, grid: gridOf, choose: () => gridSteps(gridOf(), search.seeds) };
};

/** Factors between neighbouring rates of a grid, and to the rates that refine it. */
const STEP_OUT = 2;

const REFINEMENT = Math.SQRT2;

const MOST_EXTENSIONS = 8;

/** How many settings of the first seed's trials all seeds try. */
const FINALISTS = 2;

/** Throws a RangeError if every run fails or a best rate stays at an edge. */
export function* stepsOf<Chosen extends Settings>(
  grid: RateGrid<Chosen>,
  seeds: readonly number[],
): SearchSteps<Chosen> {
  const losses = new Losses<Chosen>(seeds);
  yield* losses.measure(combinations(grid), 1);
  yield* extend(losses, grid);
  yield* losses.measure(refined(losses.best(1), grid), 1);
  yield* losses.measure(losses.ranked(1).slice(0, FINALISTS), seeds.length);
  return { tried: losses.tried, choice: losses.best(seeds.length) };
}

/**
 * Checks settings that a rule gives, the middle ones of the grid: each axis is tried with the others at their middle. If the
 * best rate of the body is the lowest or the highest of them, the next one is tried, once.
 */
export function* checkOf<Chosen extends Settings>(
  grid: RateGrid<Chosen>,
  seeds: readonly number[],
): SearchSteps<Chosen> {
  const losses = new Losses<Chosen>(seeds);
  const rule = middleOf(grid);
  const others = namesOf(grid).flatMap((name) =>
    grid[name].rates.map((rate) => ({ ...rule, [name]: rounded(rate) })),
  );
  const cross = [rule, ...others.filter((settings) => !isSame(settings, rule))];
  yield* losses.measure(cross, seeds.length);
  const best = losses.best(seeds.length);
  const beyond = neighbours(best.learningRate, grid.learningRate)
    .map((learningRate) => ({ ...best, learningRate }))
    .filter(({ learningRate }) => isOutside(learningRate, losses.ratesOf("learningRate")));
  yield* losses.measure(beyond, seeds.length);
  return { tried: losses.tried, choice: losses.best(seeds.length) };
}

const isOutside = (rate: number, ascending: readonly number[]): boolean =>
  rate < Math.min(...ascending) || rate > Math.max(...ascending);

/** The middle rate of each axis. */
function middleOf<Chosen extends Settings>(grid: RateGrid<Chosen>): Chosen {
  let settings: object = {};
  for (const name of namesOf(grid)) {
    const { rates } = grid[name];
    settings = { ...settings, [name]: rounded(rates[Math.floor(rates.length / 2)] ?? Number.NaN) };
  }
  return settings as Chosen;
}

type Steps<Chosen extends Settings> = Generator<readonly Asked<Chosen>[], void, readonly (number | null)[]>;

const namesOf = <Chosen extends Settings>(grid: RateGrid<Chosen>) =>
  Object.keys(grid) as (keyof Chosen & string)[];

/** Every combination of the axes' rates. */
function combinations<Chosen extends Settings>(grid: RateGrid<Chosen>): readonly Chosen[] {
  let settings: readonly object[] = [{}];
  for (const name of namesOf(grid)) {
    settings = settings.flatMap((chosen) =>
      grid[name].rates.map((rate) => ({ ...chosen, [name]: rounded(rate) })),
    );
  }
  return settings as readonly Chosen[];
}

/** The best settings with their rate a factor of the root of 2 lower and higher, unless that rate is fixed or its steps are small. */
function refined<Chosen extends Settings>(best: Chosen, grid: RateGrid<Chosen>): readonly Chosen[] {
  const { rates, step = STEP_OUT } = grid.learningRate;
  if (rates.length === 1 || step < STEP_OUT) return [];
  return [1 / REFINEMENT, REFINEMENT].map((factor) => ({
    ...best,
    learningRate: rounded(best.learningRate * factor),
  }));
}

/** Tries the neighbours of the best settings on each axis until none that is missing could be better. */
function* extend<Chosen extends Settings>(losses: Losses<Chosen>, grid: RateGrid<Chosen>): Steps<Chosen> {
  for (let extension = 0; ; extension++) {
    const best = losses.best(1);
    const missing = namesOf(grid)
      .flatMap((name) =>
        neighbours(best[name] as number, grid[name]).map((rate) => ({ ...best, [name]: rate })),
      )
      .filter((settings) => !losses.has(settings));
    if (missing.length === 0) return;
    if (extension === MOST_EXTENSIONS) {
      throw new RangeError(
        `no lowest loss inside the grid of rates ${losses.ratesOf("learningRate").join(", ")}; change the rates where the search is listed`,
      );
    }
    yield* losses.measure(missing, 1);
  }
}

/** The next rates below and above, within the limits of their axis; none for a fixed rate. */
function neighbours(
  rate: number,
  { rates, step = STEP_OUT, lowest = 0, highest = Number.POSITIVE_INFINITY }: RateAxis,
): number[] {
  if (rates.length === 1) return [];
  return [rate / step, rate * step].map(rounded).filter((next) => next >= lowest && next <= highest);
}

/** Settings and their losses during a search. */
class Losses<Chosen extends Settings> {
  readonly #tried: { settings: Chosen; losses: (number | null)[] }[] = [];
  readonly #seeds: readonly number[];

  constructor(seeds: readonly number[]) {
    this.#seeds = seeds;
  }

  /** Measures settings with the first `count` seeds, unless they have been measured already. */
  *measure(wanted: readonly Chosen[], count: number): Steps<Chosen> {
    const asked = wanted.flatMap((settings) => {
      const known = this.#of(settings).losses.length;
      return this.#seeds.slice(known, count).map((seed) => ({ settings, seed }));
    });
    if (asked.length === 0) return;
    const losses = yield asked;
    for (const [index, { settings }] of asked.entries())
      this.#of(settings).losses.push(losses[index] ?? null);
  }

  #of(settings: Chosen) {
    const found = this.#tried.find((tried) => isSame(tried.settings, settings));
    if (found !== undefined) return found;
    const added = { settings, losses: [] };
    this.#tried.push(added);
    return added;
  }

  /** Whether settings were measured. */
  has(settings: Chosen): boolean {
    return this.#tried.some((tried) => isSame(tried.settings, settings));
  }

  /** Settings with losses of at least `count` seeds and no failure, in ascending order of the mean loss over these seeds. */
  ranked(count: number): readonly Chosen[] {
    return this.#tried
      .flatMap(({ settings, losses }) => {
        const mean = meanOf(losses.slice(0, count));
        return losses.length < count || mean === null ? [] : [{ settings, mean }];
      })
      .sort((a, b) => a.mean - b.mean)
      .map(({ settings }) => settings);
  }

  best(count: number): Chosen {
    const [first] = this.ranked(count);
    if (first === undefined) {
      throw new RangeError(`no run ended: rates ${this.ratesOf("learningRate").join(", ")}`);
    }
    return first;
  }

  /** All rates tried on an axis, ascending. */
  ratesOf(name: keyof Chosen): readonly number[] {
    const rates = this.#tried.map(({ settings }) => settings[name] as number);
    return [...new Set(rates)].sort((a, b) => a - b);
  }

  /** In ascending order of the rates. */
  get tried(): Found<Chosen>["tried"] {
    return this.#tried
      .map(({ settings, losses }): Tried<Chosen> => ({ ...settings, losses }))
      .sort((a, b) => compareRates(Object.values(a), Object.values(b)));
  }
}

function compareRates(left: readonly unknown[], right: readonly unknown[]): number {
  const index = left.findIndex((rate, at) => rate !== right[at]);
  return index === -1 ? 0 : Number(left[index]) - Number(right[index]);
}

const isSame = (left: Settings, right: Settings): boolean =>
  compareRates(Object.values(left), Object.values(right)) === 0;

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
