/** The deck's two loss curves: exponentials and noise, with rates and strengths that were typed in. */
import { lines } from "../kit/charts/lines.ts";
import type { ArmStyle } from "../kit/charts/parts.ts";
import { exp } from "../kit/exact-math.ts";
import { defineDeck } from "../kit/experiment.ts";
import { Random } from "../kit/random.ts";
import { column, zip } from "../kit/tables.ts";
import { deckLora, full } from "../lab/arms.ts";
import { deviations, inUnitsOf } from "./detrend.ts";

/** Numbers in the deck's code: the rate at which a loss falls, and the standard deviation of its noise. */
export const drawn = { rates: { full: 0.05, lora: 0.03 }, noise: { full: 0.1, lora: 0.3 } };

const epochs = Array.from({ length: 100 }, (_, index) => index + 1);
const random = Random.seeded("deck slide 9");

function curve(arm: ArmStyle, rate: number, noise: number) {
  const draws = random.split(arm.name);
  return epochs.map((epoch) => ({
    arm: arm.name,
    epoch,
    loss: 10 * exp(-rate * epoch) + noise * draws.normal(),
  }));
}

const curves = [
  curve(full, drawn.rates.full, drawn.noise.full),
  curve(deckLora, drawn.rates.lora, drawn.noise.lora),
];
const stability = curves.flat();

/** Steps of the moving mean that counts as the trend, as for measured losses. */
const trendWindow = 21;

/** The second half of the deck's curves minus their trends, for the figure of measured noise. */
export const deckNoise = inUnitsOf(
  full.name,
  curves.flatMap((rows) =>
    zip(rows, deviations(column(rows, "loss"), trendWindow))
      .slice(rows.length / 2)
      .map(([{ arm, epoch }, deviation]) => ({ arm, epoch, deviation })),
  ),
);

export const deck = defineDeck({
  tables: { "deck-stability": stability, "deck-noise": deckNoise },
  figures: {
    deck: {
      spec: lines({
        table: "deck-stability",
        rows: stability,
        x: { field: "epoch", title: "epoch", domain: [0, 100] },
        y: { field: "loss", title: "loss (no unit given)", zero: true },
        arms: [full, deckLora],
        thin: true,
      }),
      invented:
        "All values are invented: both curves are exponentials with typed-in rates and random noise, seeded here.",
    },
  },
});
