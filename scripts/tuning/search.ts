/** Search for the learning rate with the lowest loss. */

/** Rates tried, ascending, with the loss of each; null where the run broke off. */
export interface SearchResult {
  readonly grid: readonly number[];
  readonly losses: readonly (number | null)[];
  /** The rate with the lowest loss; never the lowest or highest rate tried. */
  readonly choice: number;
}

/** How far beyond its edge a grid is taken, at a time. */
const STEP_OUT = 2;
const MOST_EXTENSIONS = 6;

/** Measures a grid of rates. While the best is at an edge, the optimum may lie outside, so the grid goes on there. */
export async function searchRate(
  firstGrid: readonly number[],
  measure: (rates: readonly number[]) => Promise<readonly (number | null)[]>,
): Promise<SearchResult> {
  const measured = new Map<number, number | null>();
  let wanted = firstGrid;
  for (let extension = 0; extension <= MOST_EXTENSIONS; extension++) {
    const losses = await measure(wanted);
    for (const [index, rate] of wanted.entries()) measured.set(rate, losses[index] ?? null);
    const grid = [...measured.keys()].sort((a, b) => a - b);
    const lossAt = (rate: number) => measured.get(rate) ?? Number.POSITIVE_INFINITY;
    const choice = grid.reduce((best, rate) => (lossAt(rate) < lossAt(best) ? rate : best));
    if (lossAt(choice) === Number.POSITIVE_INFINITY) break;
    const next = beyondEdge(grid, choice);
    if (next === undefined) return { grid, losses: grid.map((rate) => measured.get(rate) ?? null), choice };
    wanted = [next];
  }
  throw new RangeError(`no lowest loss among the rates ${[...measured.keys()].join(", ")}`);
}

/** The next rate outwards where the best one is at an edge. */
function beyondEdge(grid: readonly number[], choice: number): number | undefined {
  if (choice === grid[0]) return rounded(choice / STEP_OUT);
  if (choice === grid.at(-1)) return rounded(choice * STEP_OUT);
  return undefined;
}

/** Six digits: a rate is a setting to be read, not the residue of a division. */
const rounded = (rate: number): number => Number(rate.toPrecision(6));
