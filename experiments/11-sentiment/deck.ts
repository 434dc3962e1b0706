/** The deck's two clouds of six words: random points, and random points on one line. */
import { labelledScatter } from "../kit/charts/scatter.ts";
import { defineDeck } from "../kit/experiment.ts";
import { Random } from "../kit/random.ts";

const words = ["good", "bad", "happy", "sad", "excited", "angry"];
/** This seed's points are far enough apart for their names. */
const seed = 23;
const random = Random.seeded(seed);

const fullDraws = random.split("full");
const fullSpace = words.map((word) => ({ word, first: fullDraws.normal(), second: fullDraws.normal() }));

const factorDraws = random.split("lora");
const direction = [factorDraws.normal(), factorDraws.normal()] as const;
const loraSpace = words.map((word) => {
  const factor = factorDraws.normal();
  return { word, first: factor * direction[0], second: factor * direction[1] };
});

const axis = (field: string, values: readonly number[]) => ({
  field,
  title: `${field} coordinate`,
  domain: [-3, 3] as const,
  values,
});
const panel = (table: string, rows: typeof fullSpace, title: string, values: readonly number[]) =>
  labelledScatter({
    table,
    rows,
    x: axis("first", values),
    y: axis("second", values),
    name: "word",
    width: 163,
    height: 166,
    title,
    origin: true,
  });

const panels = (values: readonly number[]) => ({
  hconcat: [
    panel("deck-full-space", fullSpace, "Full model", values),
    panel("deck-lora-space", loraSpace, "LoRA model", values),
  ],
  spacing: 24,
});

export const deck = defineDeck({
  tables: { "deck-full-space": fullSpace, "deck-lora-space": loraSpace },
  figures: {
    deck: {
      spec: panels([-2, 0, 2]),
      // Without zero, which a word's name would cover in a smaller panel.
      screen: panels([-2, 2]),
      invented:
        "All values are invented: the points are random draws, seeded here, which do not depend on the words.",
    },
  },
});
