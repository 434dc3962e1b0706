/** The deck's grouped bars: a relative effectiveness, typed in, for three stages. */
import { bars } from "../lib/charts/bars.ts";
import { deckLora, full } from "../lib/charts/looks.ts";
import { defineDeck } from "../lib/experiment.ts";

const stages = ["Pre-training", "Fine-tuning", "Inference"];
const fullEffectiveness = [1, 0.8, 1];
const loraEffectiveness = [0, 1, 0.9];

export const deck = defineDeck({
  tables: {
    "deck-effectiveness": stages.flatMap((stage, index) => [
      { stage, arm: full.name, effectiveness: fullEffectiveness[index] ?? 0 },
      { stage, arm: deckLora.name, effectiveness: loraEffectiveness[index] ?? 0 },
    ]),
  },
  figures: {
    deck: {
      spec: bars({
        table: "deck-effectiveness",
        category: { field: "stage", order: stages },
        value: { field: "effectiveness", title: "relative effectiveness (no unit)", domain: [0, 1] },
        label: ".1f",
        arms: [full, deckLora],
        grouped: true,
      }),
      invented: "All values are invented: the code contains these six numbers as they are.",
    },
  },
});
