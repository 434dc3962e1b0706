/** The deck's function of three waves, and the same function without its third wave. */
import { lines } from "../kit/charts/lines.ts";
import { cos, sin } from "../kit/exact-math.ts";
import { defineDeck } from "../kit/experiment.ts";
import { deckLora, full } from "../lab/arms.ts";

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
      invented:
        "The curve called LoRA is invented: nothing was trained or approximated; the code leaves out one term.",
    },
  },
});
