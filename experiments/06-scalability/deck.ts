/** The deck's two straight lines: cost equal to the model's size, and a tenth of it. */
import { lines } from "../kit/charts/lines.ts";
import { defineDeck } from "../kit/experiment.ts";
import { deckLora, full } from "../lab/arms.ts";

const sizes = [1e6, 1e7, 1e8, 1e9, 1e10];
/** "Assuming 10% of full size", says the code. */
const assumedShare = 0.1;

const scalability = [
  ...sizes.map((size) => ({ arm: full.name, size, complexity: size })),
  ...sizes.map((size) => ({ arm: deckLora.name, size, complexity: size * assumedShare })),
];

export const deck = defineDeck({
  tables: { "deck-scalability": scalability },
  figures: {
    deck: {
      spec: lines({
        table: "deck-scalability",
        rows: scalability,
        x: { field: "size", title: "model size (parameters)", scale: "log", format: "powers", values: sizes },
        y: {
          field: "complexity",
          title: "training complexity (no unit given)",
          scale: "log",
          format: "powers",
          values: [1e5, ...sizes],
        },
        arms: [full, deckLora],
        points: true,
      }),
      invented:
        "All values are invented: the cost is set equal to the size, and LoRA's share of it is assumed.",
    },
  },
});
