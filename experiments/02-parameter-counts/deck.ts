/** The deck's two bars: parameters of one square matrix, and of its two factors. */
import { bars } from "../kit/charts/bars.ts";
import { defineDeck } from "../kit/experiment.ts";
import { deckLora, full } from "../lab/arms.ts";

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
