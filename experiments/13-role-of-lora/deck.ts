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
      caption:
        "The deck's bars: LoRA useless for pre-training, better than full training for fine-tuning, and a little worse at inference. No definition is given.",
      alt: "Grouped bars for three stages: LoRA is at zero for pre-training, above full for fine-tuning, below full for inference.",
      description:
        "Horizontal bars from zero to one in three groups, pre-training, fine-tuning and inference, each with one bar for the full model and one for LoRA, and the value at its end.",
      invented: "Every number: all six values were typed in.",
    },
  },
});
