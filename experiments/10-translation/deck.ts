/** The deck's two tables of languages: random numbers, and a random product of rank 2. */
import { heatMap } from "../kit/charts/heat-map.ts";
import { defineDeck } from "../kit/experiment.ts";
import { Random } from "../kit/random.ts";

const languages = ["English", "Spanish", "French", "German", "Chinese"];
const rank = 2;
const random = Random.seeded("deck slide 10");

const matrix = (purpose: string, rows: number, columns: number): number[][] => {
  const draws = random.split(purpose);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => draws.uniform()));
};

const full = matrix("full", languages.length, languages.length);
const left = matrix("left factor", languages.length, rank);
const right = matrix("right factor", rank, languages.length);

const quality = languages.flatMap((source, row) =>
  languages.map((target, column) => ({
    source,
    target,
    full: full[row]?.[column] ?? 0,
    lora: (left[row] ?? []).reduce((sum, factor, k) => sum + factor * (right[k]?.[column] ?? 0), 0),
  })),
);

/** A product of two pairs of numbers below one is below two. */
const domain = [0, 2] as const;
const panel = (field: string, title: string, isFirst: boolean, showValues: boolean) =>
  heatMap({
    table: "deck-quality",
    row: { field: "source", order: languages, hidden: !isFirst },
    column: { field: "target", order: languages, angle: -45 },
    value: { field, title: "quality (no unit given)", format: ".2f" },
    domain,
    title,
    size: 160,
    showValues,
  });

const panels = (showValues: boolean) => ({
  hconcat: [panel("full", "Full model", true, showValues), panel("lora", "LoRA model", false, showValues)],
  spacing: 18,
  bounds: "flush" as const,
});

export const deck = defineDeck({
  tables: { "deck-quality": quality },
  figures: {
    deck: {
      spec: panels(true),
      // From the back of a room the cells are seen, and no numbers in them.
      screen: panels(false),
      invented: "All values are invented: both tables are random draws, seeded here.",
      note: "The rank is that of the table, not of any weight of a model.",
    },
  },
});
