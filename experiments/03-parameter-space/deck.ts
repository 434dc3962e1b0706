/** The deck's two matrices: one of independent normal numbers, one a product of two thin ones. */
import { heatMap } from "../kit/charts/heat-map.ts";
import { defineDeck } from "../kit/experiment.ts";
import { Random } from "../kit/random.ts";

const size = 50;
const rank = 4;
const random = Random.seeded("deck slide 3");

const matrix = (purpose: string, rows: number, columns: number): number[][] => {
  const draws = random.split(purpose);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => draws.normal()));
};

const full = matrix("full", size, size);
const left = matrix("left factor", size, rank);
const right = matrix("right factor", rank, size);

const space = full.flatMap((values, row) =>
  values.map((value, column) => ({
    row,
    column,
    full: value,
    lowRank: (left[row] ?? []).reduce((sum, factor, k) => sum + factor * (right[k]?.[column] ?? 0), 0),
  })),
);

/** Fits the larger matrix; values beyond it get the last colour of the scale. */
const domain = [-6, 6] as const;
const labels = [10, 20, 30, 40];
const panel = (field: string, title: string, isFirst: boolean) =>
  heatMap({
    table: "deck-space",
    row: { field: "row", labels, hidden: !isFirst },
    column: { field: "column", labels },
    value: { field, title: "value, one scale for both", format: ".1f" },
    domain,
    colors: "diverging",
    title,
    size: 176,
  });

export const deck = defineDeck({
  tables: { "deck-space": space },
  figures: {
    deck: {
      spec: {
        hconcat: [
          panel("full", "Full parameter space", true),
          panel("lowRank", "LoRA parameter space", false),
        ],
        spacing: 18,
        bounds: "flush",
      },
      invented: "All values are invented: both matrices are random draws, seeded here.",
      note: "The deck gives each matrix a colour scale of its own, which hides that the product's values are larger.",
    },
  },
});
