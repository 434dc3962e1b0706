/** The deck's function of three waves, and the same function without its third wave. */
import { lines } from "../lib/charts/lines.ts";
import { deckLora, full } from "../lib/charts/looks.ts";
import { cos, sin } from "../lib/exact-math.ts";
import { defineDeck } from "../lib/experiment.ts";

const points = 100;
const inputs = Array.from({ length: points }, (_, index) => (10 * index) / (points - 1));

const truncated = (x: number): number => sin(x) + 0.5 * cos(2 * x);
const target = (x: number): number => truncated(x) + 0.3 * sin(3 * x);

const expressiveness = [
  ...inputs.map((x) => ({ arm: full.name, x, y: target(x) })),
  ...inputs.map((x) => ({ arm: deckLora.name, x, y: truncated(x) })),
];

export const deck = defineDeck({
  tables: { "deck-expressiveness": expressiveness },
  figures: {
    deck: {
      spec: lines({
        table: "deck-expressiveness",
        rows: expressiveness,
        x: { field: "x", title: "input", domain: [0, 10] },
        y: { field: "y", title: "output" },
        arms: [full, deckLora],
      }),
      caption:
        "The deck's curves. The one called LoRA is not a fit: it is the function itself with its third wave left out.",
      alt: "Two wavy curves; the one called LoRA is smoother and misses the small ripples of the other.",
      description:
        "Lines over inputs from zero to ten. The full curve is a sum of three waves. The curve called LoRA follows it without the fastest wave.",
      invented: "The curve called LoRA: nothing was trained or approximated, a term was deleted.",
    },
  },
});
