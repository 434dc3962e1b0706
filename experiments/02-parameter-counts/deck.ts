/** The deck's two bars: parameters of one square matrix, and of its two factors. */
import { bars } from "../lib/charts/bars.ts";
import { deckLora, full } from "../lib/charts/looks.ts";
import { defineDeck } from "../lib/experiment.ts";

const features = 768;
const rank = 4;
const arms = [full, deckLora];

export const deck = defineDeck({
  tables: {
    "deck-parameters": [
      { arm: full.name, parameters: features * features },
      { arm: deckLora.name, parameters: rank * (features + features) },
    ],
  },
  figures: {
    deck: {
      spec: bars({
        table: "deck-parameters",
        category: { field: "arm", order: arms.map(({ name }) => name) },
        value: { field: "parameters", title: "parameters of one matrix", format: "~s" },
        label: ",",
        arms,
      }),
      invented: false,
      note: "Nothing is invented: both bars are counts. They are of one matrix, not of a model.",
    },
  },
});
