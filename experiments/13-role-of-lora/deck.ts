/** The deck's grouped bars: a relative effectiveness, typed in, for three stages. */
import { bars } from "../kit/charts/bars.ts";
import { defineDeck } from "../kit/experiment.ts";
import { deckLora, full } from "../lab/arms.ts";

export const drawnBars = {
  pretraining: { full: 1, lora: 0 },
  fineTuning: { full: 0.8, lora: 1 },
  inference: { full: 1, lora: 0.9 },
};

const stages = [
  { stage: "Pre-training", drawn: drawnBars.pretraining },
  { stage: "Fine-tuning", drawn: drawnBars.fineTuning },
  { stage: "Inference", drawn: drawnBars.inference },
];

export const deck = defineDeck({
  tables: {
    "deck-effectiveness": stages.flatMap(({ stage, drawn }) => [
      { stage, arm: full.name, effectiveness: drawn.full },
      { stage, arm: deckLora.name, effectiveness: drawn.lora },
    ]),
  },
  figures: {
    deck: {
      spec: bars({
        table: "deck-effectiveness",
        category: { field: "stage", order: stages.map(({ stage }) => stage) },
        value: { field: "effectiveness", title: "relative effectiveness (no unit)", domain: [0, 1] },
        label: ".1f",
        arms: [full, deckLora],
        grouped: true,
      }),
      invented: "All values are invented: the code contains these six numbers as they are.",
    },
  },
});
